"""What gcc warns of in a text that it accepts."""

from __future__ import annotations

from pathlib import Path

from dsu_kernel import Session
from dsu_kernel.views.patches import patch_view

NARROW = "int later(int x)\n{\n    char c = 3000;\n    return x + c;\n}\n"


def test_they_are_in_gcc_s_words_at_the_cell_s_own_line(session: Session) -> None:
    patch = session.define(NARROW, "cell")
    assert patch.warnings.splitlines() == [
        "cell: In function ‘later’:",
        "cell:3:14: warning: overflow in conversion from ‘int’ to ‘char’ changes value from "
        "‘3000’ to ‘-72’ [-Woverflow]",
        "    3 |     char c = 3000;",
        "      |              ^",
    ]
    assert patch.warnings in str(patch_view(patch))
    again = session.define(f"{NARROW}// the same\n", "cell")
    assert again.state == "empty"
    assert again.warnings == patch.warnings
    assert session.plan(NARROW, "cell").warnings == patch.warnings


def test_only_those_about_the_text_itself(session: Session) -> None:
    session.define(NARROW, "cell")
    assert session.define("int f(void) { return later(1); }", "ahead").warnings == ""


def test_the_compiler_s_options_count() -> None:
    with Session(cflags="-Wall") as session:
        patch = session.define("int f(void) { int unused; return 1; }", "cell")
        assert "cell:1:19: warning: unused variable ‘unused’" in patch.warnings


def test_files_have_theirs(session: Session, tmp_path: Path) -> None:
    (tmp_path / "narrow.c").write_text(NARROW)
    assert (
        f"{tmp_path / 'narrow.c'}:3:14: warning: " in session.load(tmp_path / "narrow.c").warnings
    )
