"""``dsu moments``: what it prints, and its exit status."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsu_kernel.cli import main

OLD = """\
#include <dsu.h>
#include <stdio.h>
struct T { int x; };
struct T t;
void touch(void) { t.x++; }
int main(int argc, char **argv) {
    touch();
    update();
    touch();
    printf("%d %s\\n", t.x, argv[1]);
    return 0;
}
"""
NEW = OLD.replace("int x;", "double more; int x;")


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("old.c").write_text(OLD)
    Path("new.c").write_text(NEW)
    return tmp_path


def test_the_map_names_line_outcome_and_reason(
    texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["moments", "old.c", "new.c", "--", "word"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 of 1 moments tried: 1 never; none wrong",
        "old.c",
        "    8  update();",
        "         main: 1 never",
        "         1x main (v0) still uses struct T as it was, from old.c:8 on (line 10)",
    ]


def test_a_run_that_ends_otherwise_is_wrong(
    texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("old.c").write_text(OLD.replace('printf("%d %s\\n", t.x, argv[1]);', ""))
    Path("new.c").write_text(OLD.replace("t.x++;", "*(volatile int *)8 = t.x++;"))
    assert main(["moments", "old.c", "new.c"]) == 1
    said = capsys.readouterr().out
    assert "1 at once; 1 wrong" in said
    assert "WRONG, requested at moment 1: ended by Segmentation fault (SIGSEGV)" in said


def test_folders_and_what_comes_with_a_patch(
    texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, fields in (("a", "int x;"), ("b", "int x; int y[20];")):
        folder = Path(name)
        folder.mkdir()
        (folder / "t.h").write_text(f"struct T {{ {fields} }};\nextern struct T t;\n")
        (folder / "t.c").write_text('#include "t.h"\nstruct T t;\nint get(void) { return t.x; }\n')
        (folder / "main.c").write_text(
            '#include <dsu.h>\n#include <stdio.h>\n#include "t.h"\nint get(void);\n'
            "int main(void) { int c; while ((c = getchar()) != EOF) { update(); get(); } }\n"
        )
    Path("input").write_text("abc")
    Path("state.c").write_text("return get() != 5;")
    Path("step.c").write_text("xout->x = 5;")
    options = ["--stdin", "input", "--state", "state.c", "--transform", "T=step.c", "--limit", "9"]
    assert main(["moments", "a", "b", *options]) == 0
    said = capsys.readouterr().out
    assert "main.c" in said
    assert "at once" in said
    assert "none wrong" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["old.c", "old.c"], "the two versions mean the same"),
        (["old.c", "missing.c"], "missing.c: No such file"),
        (["old.c", "new.c", "--transform", "T"], "write TYPE=FILE"),
        (["empty", "empty"], "no C files there"),
    ],
)
def test_what_cannot_be_tried(
    texts: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    Path("empty").mkdir()
    assert main(["moments", *words]) == 1
    assert message in capsys.readouterr().err
