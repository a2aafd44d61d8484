"""Programs of several files: each patch is a new set of the same files, with their headers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dsu_kernel import Session
from dsu_kernel.patch.handle import Patch


class Files:
    """A folder of C files and the session that loads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = Session()

    def load(self, **texts: str) -> Patch:
        """Write the files given (``a_c`` is a.c) and load all C files of the folder."""
        for name, text in texts.items():
            (self.folder / name.replace("_", ".")).write_text(text)
        return self.session.load(*sorted(self.folder.glob("*.c")))


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Files]:
    made = Files(tmp_path)
    with made.session:
        yield made


HEADER = """
struct item { int n; struct item *next; };
extern struct item *first;
void put(int n);
int sum(void);
"""

LIST = """
#include <stdlib.h>
#include "list.h"
struct item *first;
void put(int n) {
    struct item *new = calloc(1, sizeof *new);
    new->n = n; new->next = first; first = new;
}
"""

SUM = """
#include "list.h"
static int add(int a, int b) { return a + b; }
int sum(void) {
    int s = 0;
    for (struct item *i = first; i; i = i->next) s = add(s, i->n);
    return s;
}
"""


def test_a_type_of_a_header_changes_in_all_its_units(files: Files) -> None:
    files.load(list_h=HEADER, a_c=LIST, b_c=SUM, c_c='#include "list.h"\nint other;')
    files.session.call("put", 3)
    files.session.call("put", 4)
    for count in range(1, 12):  # more versions than units, more than what was room for
        more = "".join(f"int more{k}; " for k in range(count))
        patch = files.load(list_h=HEADER.replace("int n;", f"{more} int n;"))
        assert patch.state == "applied"
        assert files.session.call("sum") == 7
    assert files.session.eval("first->more3 + first->next->more10") == 0
    (item,) = files.session.types
    assert item.versions == 12


def test_a_constant_table_of_outgrown_rows(files: Files) -> None:
    table = """
    struct row { const char *name; };
    static const struct row rows[] = { {"a"}, {"b"} };
    int count(void) { return sizeof rows / sizeof rows[0]; }
    const char *name(int i) { return rows[i].name; }
    """
    files.load(a_c=table)
    assert files.session.call("count") == 2
    wider = table.replace("name;", "name; long more[9];").replace(
        '{"a"}, {"b"}', '{"a", {1}}, {"b", {2}}, {"c", {3}}'
    )
    files.load(a_c=wider + "long more(int i) { return rows[i].more[0]; }")
    assert files.session.call("count") == 3
    assert files.session.eval("more(0) + more(1) + more(2)") == 6
    assert files.session.eval("*name(2)") == ord("c")


def test_going_back_uses_the_header_of_then(files: Files) -> None:
    files.load(list_h=HEADER, a_c=LIST, b_c=SUM)
    files.session.call("put", 5)
    files.load(list_h=HEADER.replace("int n;", "char name[40]; long n;"))
    files.session.call("put", 6)
    assert files.session.eval("sizeof first->n") == 8
    planned = files.session.plan_rollback(0)
    assert "struct item.name is dropped" in planned.losses
    files.session.rollback(0)
    assert files.session.eval("sizeof first->n") == 4
    assert files.session.call("sum") == 11
    files.session.restart()
    assert files.session.eval("sizeof first->n") == 4


def test_a_header_alone_changes(files: Files) -> None:
    files.load(
        x_h="#define STEP 1\nstatic inline int twice(int n) { return 2 * n; }\n",
        a_c='#include "x.h"\nint a(int n) { return twice(n) + STEP; }',
        b_c='#include "x.h"\nint b(int n) { return twice(n); }',
    )
    assert (files.session.call("a", 3), files.session.call("b", 3)) == (7, 6)
    patch = files.load(x_h="#define STEP 5\nstatic inline int twice(int n) { return n << 1; }\n")
    assert patch.state == "applied"
    assert (files.session.call("a", 3), files.session.call("b", 3)) == (11, 6)


def test_statics_of_one_name_change_apart(files: Files) -> None:
    unit = (
        "static int n = %d; static int step(void) { return %d; }"
        " int %s(void) { return n += step(); }"
    )
    files.load(a_c=unit % (10, 1, "a"), b_c=unit % (20, 2, "b"))
    assert (files.session.call("a"), files.session.call("b")) == (11, 22)
    patch = files.load(b_c=unit % (20, 5, "b"))
    assert len(patch.difference.bodies_changed) == 1
    assert (files.session.call("a"), files.session.call("b")) == (12, 27)


def test_files_come_and_go_and_functions_move(files: Files) -> None:
    files.load(a_c="int n; int f(void) { return ++n; } int g(void) { return f() * 10; }")
    assert files.session.call("g") == 10
    moved = "extern int n; int f(void) { return ++n; }"
    files.load(a_c="int n; int f(void); int g(void) { return f() * 10; }", b_c=moved)
    assert files.session.call("g") == 20
    (files.folder / "b.c").unlink()
    files.load(a_c="int n; int g(void) { return ++n * 100; }")
    assert files.session.call("g") == 300
    files.load(a_c="int g(void);", z_c="int n; int g(void) { return ++n; }")
    assert files.session.call("g") == 4


def test_types_of_one_name_in_two_units(files: Files) -> None:
    one = "struct node { int a; }; struct node x = {1}; int a(void) { return x.a; }"
    two = "struct node { double d; char c; }; struct node y = {2, 3}; int b(void) { return y.c; }"
    files.load(a_c=one, b_c=two)
    assert (files.session.call("a"), files.session.call("b")) == (1, 3)
    files.load(a_c=one.replace("return x.a", "return x.a + 1"))
    assert (files.session.call("a"), files.session.call("b")) == (2, 3)


def test_transformers_given_right_after_an_update(files: Files) -> None:
    running = """
    #include <dsu.h>
    #include <unistd.h>
    int n; int stop;
    int main(void) { while (!stop) { update(); usleep(1000); } return n; }
    """
    files.load(a_c=running)
    files.session.run()
    patch = files.session.load(files.folder / "a.c")
    (files.folder / "a.c").write_text(running.replace("int n;", "int n, m;"))
    patch = files.session.load(files.folder / "a.c", wait=0)
    assert patch.wait(10)
    files.session.state("n = 42;")
    assert files.load(a_c=running.replace("int n;", "int n, m, k;")).wait(10)
    assert files.session.eval("n") == 42
    files.session.eval("stop = 1")
