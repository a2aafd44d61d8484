"""The compiler driver: flags, cache, units side by side, layouts, source lines."""

from __future__ import annotations

import ctypes
import subprocess
from pathlib import Path

import pytest

from dsu_kernel.errors import CompileError, DsuError
from dsu_kernel.toolchain.compiler import Compiler, SourceLine
from dsu_kernel.toolchain.gcc import sort_flags
from dsu_kernel.toolchain.runtime_files import abi_declarations

from .workshop import HEADERS

TEXT = '# 1 "<generated>"\nint x;\n# 1 "In[3]"\nint divide(int *x)\n{\n  return 6 / *x;\n}\n'
PUBLIC = '__attribute__((visibility("default")))'


@pytest.fixture
def build(tmp_path: Path) -> Compiler:
    return Compiler(cache=tmp_path)


def test_flags_go_where_they_are_needed() -> None:
    flags = sort_flags(["-I", "inc", "-DX=1", "-O1", "-lm", "-Wall", "-std=c99", "-pthread", "-g"])
    assert flags.preprocess == ("-I", "inc", "-DX=1")
    assert flags.compile == ("-O2", "-std=gnu11", "-O1", "-std=c99", "-pthread", "-g")
    assert flags.warnings == ("-Wall",)
    assert flags.link == ("-lm", "-pthread")


@pytest.mark.parametrize(
    "flag",
    [
        "-c",
        "-static",
        "-flto",
        "-fsplit-stack",
        "-fpack-struct=2",
        "-fsso-struct=big-endian",
        "-o",
        "-oprog",
        "prog.c",
        "-m32",
        "-finstrument-functions",
    ],
)
def test_flags_that_make_no_module_are_refused(flag: str) -> None:
    with pytest.raises(DsuError, match=flag):
        sort_flags([flag])


def test_a_flag_without_its_value() -> None:
    with pytest.raises(DsuError, match="-I lacks its value"):
        sort_flags(["-I"])


def test_no_compiler(tmp_path: Path) -> None:
    with pytest.raises(DsuError, match="apt install gcc"):
        Compiler(gcc="no-such-gcc", cache=tmp_path)
    with pytest.raises(DsuError, match="is not GCC"):
        Compiler(gcc="true", cache=tmp_path)


def test_shared_objects_are_cached(build: Compiler, tmp_path: Path) -> None:
    text = f"{PUBLIC} int answer(void) {{ return 42; }}"
    first = build.shared(text, name="In[1]/x")
    again = build.shared(text, name="In[1]/x")
    other = Compiler(["-O1"], cache=tmp_path).shared(text, name="In[1]/x")
    assert (first.cached, again.cached, other.cached) == (False, True, False)
    assert first.path == again.path != other.path
    assert ctypes.CDLL(str(first.path)).answer() == 42
    assert sorted(p.name for p in first.path.parent.iterdir()) == sorted(
        [first.path.name, other.path.name]
    )


def test_units_are_compiled_side_by_side(build: Compiler) -> None:
    texts = [
        "int one(void) { return 1; }",
        f"int one(void); {PUBLIC} int two(void) {{ return one() + 1; }}",
    ]
    assert ctypes.CDLL(str(build.shared(texts, name="two").path)).two() == 2


def test_libraries_are_linked(tmp_path: Path) -> None:
    build = Compiler(["-lm"], cache=tmp_path)
    module = build.shared(
        f"double cos(double); {PUBLIC} double f(double x) {{ return cos(x); }}", name="m"
    )
    headers = subprocess.run(["readelf", "-d", module.path], capture_output=True, text=True)
    assert "libm.so" in headers.stdout


def test_generated_text_that_does_not_compile(build: Compiler, tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="gcc failed on patch 3") as caught:
        build.shared("int f(void) { return nothing; }", name="patch 3")
    assert "undeclared" in str(caught.value)
    assert list((tmp_path / "modules").iterdir()) == []


def test_check_judges_the_users_own_text(compiler: Compiler) -> None:
    text = '#line 7 "In[2]"\n#include "dsu.h"\nint main(void) { update(); return 0; }\n'
    assert compiler.check(text) == ""
    assert "In[2]:8:" in compiler.check(text.replace("return 0", "int ä"), ["-Wall"])
    with pytest.raises(CompileError) as caught:
        compiler.check(text.replace("return 0", "return later"))
    assert "In[2]:8:" in str(caught.value)
    assert caught.value.diagnostics


def test_layouts(build: Compiler) -> None:
    text = "struct T { char a; long b; } __attribute__((packed)); enum { BIG = -5 };"
    asked = ["sizeof(struct T)", "__builtin_offsetof(struct T, a)", "BIG", "1ull << 40", "BIG"]
    assert build.layouts(text, asked) == {
        "sizeof(struct T)": 9,
        "__builtin_offsetof(struct T, a)": 0,
        "BIG": -5,
        "1ull << 40": 1 << 40,
    }
    assert build.layouts(text, []) == {}
    with pytest.raises(CompileError):
        build.layouts(text, ["sizeof(struct U)"])


def test_symbolise(build: Compiler) -> None:
    module = build.shared(TEXT, name="In[3]").path
    symbols = subprocess.run(["nm", module], capture_output=True, text=True, check=True).stdout
    (start,) = (int(line.split()[0], 16) for line in symbols.splitlines() if "divide" in line)
    assert build.symbolise(module, [start, 1]) == (
        (SourceLine("divide", "In[3]", 3),),
        (SourceLine("", "", 0),),
    )
    assert build.symbolise(module, []) == ()


def test_prune_removes_what_was_not_used_for_long(build: Compiler) -> None:
    modules = [build.shared(f"int f(void) {{ return {n}; }}", name="f").path for n in range(3)]
    size = modules[0].stat().st_size
    build.shared("int f(void) { return 0; }", name="f")
    assert build.prune(keep_bytes=size) == 2
    assert [m.exists() for m in modules] == [True, False, False]


def test_the_runtime_is_built_once(compiler: Compiler) -> None:
    files = compiler.runtime()
    stamp = files.library.stat().st_mtime_ns
    assert compiler.runtime() == files
    assert files.library.stat().st_mtime_ns == stamp
    assert [p.name for p in files.include.iterdir()] == ["dsu.h"]


@pytest.mark.parametrize("how", ["-fsyntax-only", "-O2"])
def test_the_runtime_compiles_without_a_warning(tmp_path: Path, how: str) -> None:
    sources = [str(path) for path in sorted(HEADERS.glob("*.c"))]
    command = ["gcc", "-std=gnu11", how, "-Wall", "-Wextra", "-Werror", "-c", *sources]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_abi_is_plain_declarations(build: Compiler) -> None:
    text = abi_declarations()
    assert "#" not in text.replace("#pragma", "")
    build.shared(text, name="abi")


def test_threads_of_modules_begin_in_the_runtime(build: Compiler) -> None:
    text = (
        "int pthread_create(unsigned long *, const void *, void *(*)(void *), void *);\n"
        + f"{PUBLIC} void *f(void) {{ return (void *)pthread_create; }}"
    )
    module = build.shared(text, name="threads").path
    symbols = subprocess.run(["nm", "-D", module], capture_output=True, text=True).stdout
    assert " U dsu_pthread_create\n" in symbols
    assert " pthread_create" not in symbols
