"""Programs of C files: each keeps its own scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError, DsuError, PatchRefused

HEADER = """\
#ifndef NODE_H
#define NODE_H
struct node { int v; struct node *next; };
int total(struct node *list);
#endif
"""

PUSH = """\
#include "node.h"
#include <stdlib.h>
static int helper(int x) { return x + 1; }
static struct node *head;
void push(int v) { struct node *n = malloc(sizeof *n); n->v = helper(v); n->next = head; head = n; }
int sum(void) { return total(head); }
"""

TOTAL = """\
#include "node.h"
static int helper(int x) { return x * 10; }
int total(struct node *n) { int r = 0; for (; n; n = n->next) r += helper(n->v); return r; }
int main(void) { return 0; }
"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, text in (("node.h", HEADER), ("push.c", PUSH), ("total.c", TOTAL)):
        (tmp_path / name).write_text(text)
    return [tmp_path / "push.c", tmp_path / "total.c"]


def change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def test_static_functions_of_one_name(session: Session, files: list[Path]) -> None:
    session.load(*files)
    session.call("push", 1)
    session.call("push", 2)
    assert session.call("sum") == 50
    assert session.call(f"helper@{files[0]}", 1) == 2
    assert session.call(f"helper@{files[1]}", 1) == 10
    change(files[1], "x * 10", "x * 100")
    patch = session.load(*files)
    assert patch.difference.bodies_changed == (f"helper@{files[1]}",)
    assert session.call("sum") == 500
    assert session.call(f"helper@{files[0]}", 1) == 2


def test_leaves_of_one_name_are_repeated_for_the_callers_of_their_file(
    session: Session, files: list[Path]
) -> None:
    session.load(*files)
    session.call("push", 1)
    change(files[0], "head = n;", "head = n; n->v++;")
    change(files[1], "return r;", "return r + 1;")
    patch = session.load(*files)
    assert patch.difference.bodies_changed == ("push", "total")
    session.call("push", 2)
    assert session.call("sum") == 2 * 10 + 4 * 10 + 1
    change(files[0], "x + 1", "x + 2")
    assert session.load(*files).difference.reissued == {"push": f"calls helper@{files[0]} directly"}


def test_a_header_changes_all_files(session: Session, files: list[Path]) -> None:
    session.load(*files)
    session.call("push", 1)
    change(files[0].parent / "node.h", "int v;", "char pad[60]; int v;")
    patch = session.load(*files)
    assert [c.name for c in patch.difference.types_changed] == ["struct node"]
    assert set(patch.difference.reissued) == {"push", "total"}
    session.call("push", 2)
    assert session.call("sum") == 50


def test_expressions_use_the_names_of_the_file_that_has_them(
    session: Session, files: list[Path]
) -> None:
    session.load(*files)
    session.call("push", 4)
    assert session.eval("head->v") == 5
    assert session.eval("total(0)") == 0


def test_errors_name_the_file(session: Session, files: list[Path]) -> None:
    session.load(*files)
    change(files[1], "return r;", "return nope;")
    with pytest.raises(CompileError, match=r"total\.c:3:\d+: error: ‘nope’ undeclared"):
        session.load(*files)
    assert session.call("sum") == 0
    with pytest.raises(DsuError, match=r"nope\.c: No such file"):
        session.load(files[0], files[0].parent / "nope.c")
    with pytest.raises(CompileError, match=r"push\.c:6:24: error: undefined reference to ‘total’"):
        session.load(files[0])
    with pytest.raises(DsuError, match="made of files"):
        session.define("int x;")


def test_cells_and_files_do_not_mix(session: Session, files: list[Path]) -> None:
    session.define("int x;")
    with pytest.raises(DsuError, match="made of cells"):
        session.load(*files)


def test_a_type_that_each_file_has_for_itself_keeps_its_members(
    session: Session, tmp_path: Path
) -> None:
    x, y = tmp_path / "x.c", tmp_path / "y.c"
    x.write_text("struct own { int a; } one = {7};\nint first(void) { return one.a; }\n")
    y.write_text(
        "struct own { long b; char c; } two = {8, 9};\nint second(void) { return two.c; }\n"
    )
    session.load(x, y)
    change(x, "int a; }", "char more[8]; int a; }")
    change(x, "one.a;", "one.a + 0;")
    with pytest.raises(PatchRefused, match=r"struct own is fixed: .* declares it differently"):
        session.load(x, y)
    assert (session.call("first"), session.call("second")) == (7, 9)
