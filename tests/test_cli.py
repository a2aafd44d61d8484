"""The ``dsu`` command, as a shell sees it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dsu_kernel.cli import main


def dsu(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dsu_kernel.cli", *args],
        input=stdin, text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_exec_is_gcc_and_run(tmp_path: Path):
    helper = write(tmp_path, "helper.c", "static int secret = 40; int get(void) { return secret; }")
    program = write(
        tmp_path,
        "main.c",
        "#include <stdio.h>\nint get(void);\nint main(int argc, char **argv) {\n"
        "  char line[20]; if (!fgets(line, 20, stdin)) return 1;\n"
        '  printf("%s %s", argv[1], line); fprintf(stderr, "E"); return get() + argc; }\n',
    )
    done = dsu("exec", program, helper, "--", "--slop", stdin="in\n")
    assert (done.stdout, done.stderr, done.returncode) == ("--slop in\n", "E", 42)


def test_exec_ends_by_the_programs_signal(tmp_path: Path):
    program = write(tmp_path, "a.c", "#include <stdlib.h>\nint main(void) { abort(); }")
    assert dsu("exec", program).returncode == -6


def test_exec_hands_options_to_the_compiler(tmp_path: Path):
    program = write(
        tmp_path, "a.c", "#include <math.h>\nint main(int c, char **v) { return cos(N) * c; }"
    )
    assert dsu("exec", "-DN=0", "-lm", "--slop", "0", program).returncode == 1


def test_exec_tells_errors_in_the_compilers_words(tmp_path: Path):
    program = write(tmp_path, "a.c", "int main(void) {\n    return x;\n}\n")
    done = dsu("exec", program)
    assert done.returncode == 1
    assert ":2:12: error: 'x' undeclared" in done.stderr.replace("‘", "'").replace("’", "'")


def test_exec_tells_undefined_references_in_the_linkers_words(tmp_path: Path):
    program = write(tmp_path, "a.c", "int nowhere(void);\nint main(void) { return nowhere(); }\n")
    done = dsu("exec", program)
    assert (done.returncode, done.stdout) == (1, "")
    assert "undefined reference to `nowhere'" in done.stderr


def test_exec_leaves_out_what_gcc_leaves_out(tmp_path: Path):
    text = """
        extern int nowhere;
        int missing(void);
        static inline int unused(void) { return nowhere + missing(); }
        int main(void) { return 3; }
    """
    assert dsu("exec", write(tmp_path, "a.c", text)).returncode == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'int in_assembly(void); __asm__(".globl in_assembly; in_assembly = other");'
            "int other(void) { return 3; } int main(void) { return in_assembly(); }",
            "'other' is reached by its symbol alone",
        ),
        (
            "void __sync_synchronize(void) {} int main(void) { return 0; }",
            "a definition of __sync_",
        ),
    ],
)
def test_exec_tells_symbols_that_it_cannot_reach(tmp_path: Path, text: str, said: str):
    done = dsu("exec", write(tmp_path, "a.c", text))
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


def test_exec_of_a_missing_file_is_a_clear_error(tmp_path: Path):
    done = dsu("exec", str(tmp_path / "none.c"))
    assert done.returncode == 1
    assert "none.c" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [["exec"], ["exec", "--slop", "-1", "a.c"], ["demo", "--fast"], ["demo", "--", "x"]],
)
def test_bad_usage_is_status_2(words: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: dsu" in capsys.readouterr().err


def test_the_kernel_is_installed_where_it_is_asked_for(tmp_path: Path, capsys):
    assert main(["install", "--prefix", str(tmp_path)]) == 0
    spec = json.loads((tmp_path / "share/jupyter/kernels/dsu/kernel.json").read_text())
    assert (spec["argv"][0], spec["display_name"]) == (sys.executable, "C (live)")
    assert str(tmp_path) in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, capsys):
    (tmp_path / "share").write_text("a file")
    assert main(["install", "--prefix", str(tmp_path)]) == 1
    assert "--sys-prefix" in capsys.readouterr().err
