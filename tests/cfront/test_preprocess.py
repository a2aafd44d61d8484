"""Preprocessing: user text against system text, places, failures."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dsu_kernel.cfront.parsing.parser import parse
from dsu_kernel.cfront.source.preprocess import preprocess, split_system_text
from dsu_kernel.errors import CompileError, DsuError, ParseError, Place


def test_system_text_is_kept_apart_and_compiles_with_the_user_text(tmp_path: Path) -> None:
    text = (
        '#line 1 "In[3]"\n#include <stdio.h>\n#include <sys/epoll.h>\n'
        'int main(void) { return puts(NULL == stdin ? "y" : "x") < 0; }\n'
    )
    done = preprocess(text, ["-O1"], name="session")
    assert "struct epoll_event" in done.system_text
    assert "epoll" not in done.user_text
    tree = parse(done.user_text, filename="session", typedef_names=["size_t"])
    assert [(e.coord.file, e.coord.line) for e in tree.ext] == [("In[3]", 3)]
    assert "/usr/include/stdio.h" in done.dependencies
    whole = tmp_path / "whole.c"
    whole.write_text(done.system_text + done.user_text)
    command = ["gcc", "-Wall", "-Wsystem-headers", "-Werror", "-fsyntax-only", str(whole)]
    subprocess.run(command, check=True, timeout=60)


def test_macros_of_system_headers_expand_in_the_user_text() -> None:
    text = (
        "#include <errno.h>\n#include <stdarg.h>\n"
        "int f(int n, ...) { va_list ap; va_start(ap, n);\n return errno + va_arg(ap, int); }\n"
    )
    done = preprocess(text, [], name="In[1]")
    tree = parse(done.user_text, filename="In[1]", typedef_names=["va_list"])
    (function,) = tree.ext
    value = function.body.block_items[-1].expr
    assert value.op == "+"
    assert (value.coord.file, value.coord.line) == ("In[1]", 4)


def test_user_headers_are_user_text(tmp_path: Path) -> None:
    (tmp_path / "my.h").write_text("struct mine { int x; };\n#include <stddef.h>\nint after;\n")
    done = preprocess('#include "my.h"\nint z;\n', ["-I."], name="u.c", cwd=tmp_path)
    tree = parse(done.user_text, filename="u.c")
    places = [(e.coord.file, e.coord.line) for e in tree.ext]
    assert places == [("my.h", 1), ("my.h", 3), ("u.c", 2)]
    assert "size_t" in done.system_text
    assert "my.h" in done.dependencies


def test_isystem_headers_are_system_text(tmp_path: Path) -> None:
    (tmp_path / "dsu.h").write_text("void dsu_update(void);\n")
    done = preprocess("#include <dsu.h>\nint z;\n", ["-isystem", str(tmp_path)], name="u.c")
    assert "dsu_update" in done.system_text
    assert "dsu_update" not in done.user_text


@pytest.mark.parametrize("name", ["In[3]", 'a "b"', "back\\slash", "with space", "cellé ☃"])
def test_any_unit_name_survives(name: str) -> None:
    done = preprocess("int x;\n\nint y;\n", [], name=name)
    tree = parse(done.user_text, filename=name)
    assert [(e.coord.file, e.coord.line) for e in tree.ext] == [(name, 1), (name, 3)]


def test_several_units_in_one_text() -> None:
    text = '#line 1 "In[1]"\nint a;\n#line 1 "In[2]"\n#include <stddef.h>\nint b;\n'
    tree = parse(preprocess(text, [], name="all").user_text, filename="all")
    assert [(e.coord.file, e.coord.line) for e in tree.ext] == [("In[1]", 1), ("In[2]", 2)]


def test_pragmas_stay_in_place() -> None:
    text = '#define P _Pragma("pack(1)")\nP int a;\n#pragma dsu fixed T\nint b;\n'
    tree = parse(preprocess(text, [], name="u").user_text, filename="u")
    kinds = [type(e).__name__ for e in tree.ext]
    assert kinds == ["Pragma", "Decl", "Pragma", "Decl"]
    assert tree.ext[2].string == "dsu fixed T"


def test_bytes_that_are_not_utf8_survive() -> None:
    text = b'char *s = "\xff\xe9";\n'.decode("utf-8", "surrogateescape")
    done = preprocess(text, [], name="u")
    assert text.strip() in done.user_text


def test_flags_reach_gcc() -> None:
    assert "int y = 7;" in preprocess("int y = X;\n", ["-DX=7"], name="u").user_text


def test_a_warning_is_reported_without_failing() -> None:
    done = preprocess('#line 3 "In[1]"\n#warning careful\nint x;\n', [], name="u")
    (warning,) = done.warnings
    assert (warning.file, warning.line, warning.severity) == ("In[1]", 3, "warning")


def test_a_failure_has_gccs_words_and_the_users_place() -> None:
    text = '#line 1 "In[3]"\nint a;\n  #include "nope.h"\nint b;\n'
    with pytest.raises(CompileError) as caught:
        preprocess(text, [], name="session")
    assert str(caught.value) == (
        "In[3]:2:12: fatal error: nope.h: No such file or directory\n"
        '    2 |   #include "nope.h"\n'
        "      |            ^"
    )
    (diagnostic,) = caught.value.diagnostics
    assert getattr(diagnostic, "line", None) == 2


def test_a_nul_byte_is_refused_with_its_place() -> None:
    with pytest.raises(ParseError, match="NUL") as caught:
        preprocess('#line 1 "In[3]"\nint a;\nint\0 b;\n', [], name="session")
    assert caught.value.place == Place("In[3]", 2, 4)


def test_a_missing_compiler_is_explained() -> None:
    with pytest.raises(DsuError, match=r"no-such-gcc.*install gcc"):
        preprocess("int x;", [], name="u", gcc="no-such-gcc")


def test_a_missing_directory_is_not_blamed_on_the_compiler(tmp_path: Path) -> None:
    with pytest.raises(DsuError, match="gone does not exist"):
        preprocess("int x;", [], name="u", cwd=tmp_path / "gone")


def test_splitting_by_markers() -> None:
    output = (
        '# 0 "In[1]"\n# 0 "<built-in>"\n# 0 "<command-line>"\n'
        '# 1 "/usr/include/stdc-predef.h" 1 3 4\n# 0 "<command-line>" 2\n# 1 "In[1]"\n'
        '# 1 "/usr/include/stdio.h" 1 3 4\ntypedef int T;\n# 5 "In[1]" 2\nT x =\n'
        '# 5 "In[1]" 3 4\n 0\n# 5 "In[1]"\n ;\n'
    )
    system, user, files = split_system_text(output)
    assert system == '# 1 "/usr/include/stdio.h" 3 4\ntypedef int T;\n'
    assert user == '# 5 "In[1]"\nT x =\n# 5 "In[1]"\n 0\n# 5 "In[1]"\n ;\n'
    assert files == ("/usr/include/stdc-predef.h", "/usr/include/stdio.h")
