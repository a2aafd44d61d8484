"""The slides "Problem: Bad Timing": `int x` becomes `int *x` while `call` is active in `foo`."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from dsu_kernel import Session

# The numbers are those of the slide "Example revisited"; GO stands where the program can be held.
VERSION_1 = """\
#include <stdio.h>
int calls, enough;
struct T { int x; int y; };
void foo(int* x) {
    /*1*/
    *x = 1;
    /*2*/
}
void call() {
    struct T t = {1,2};
    /*3*/
    foo(&t.x);
    /*4*/
    if (t.x != 1 || t.y != 2) { puts("type error"); fflush(stdout); }
}
"""

VERSION_2 = """\
#include <stdio.h>
int calls, enough;
struct T { int *x; int y; };
void foo(int* x) {
    /*1*/
    *x = 1;
    /*2*/
}
void call() {
    int z = 1;
    struct T t = {&z, 2};
    /*3*/
    foo(t.x);
    /*4*/
    if (*t.x != 1 || t.y != 2) { puts("type error"); fflush(stdout); }
}
"""

MAIN = """\
int main(void) {
    while (!enough) { call(); calls++; HALT update(); }
    return 0;
}
"""

# getchar_unlocked is no blocking region: the program is held without standing at a point.
HALT = 'puts("halt"); fflush(stdout); if (getchar_unlocked() == 113) enough = 1;'


def at(point: int, text: str, statement: str) -> str:
    return text.replace(f"/*{point}*/", statement)


def behind(text: str) -> str:
    """Put point 4 behind the last use of t."""
    lines = [line for line in text.splitlines() if line.strip() != "/*4*/"]
    where = max(i for i, line in enumerate(lines) if "type error" in line)
    return "\n".join([*lines[: where + 1], "    /*4*/", *lines[where + 1 :], ""])


class Watched:
    """A session whose output can be waited for."""

    def __init__(self) -> None:
        self._seen = threading.Condition()
        self._halts = 0
        self.session = Session(on_output=self._arrived)

    def _arrived(self, stream: str, data: bytes) -> None:
        with self._seen:
            self._halts += data.count(b"halt")
            self._seen.notify_all()

    def halted(self, times: int) -> None:
        with self._seen:
            assert self._seen.wait_for(lambda: self._halts >= times, 10)

    def go(self) -> None:
        self.session.write_stdin("\n")


@pytest.fixture
def watched() -> Iterator[Watched]:
    w = Watched()
    with w.session:
        yield w


@pytest.mark.parametrize("point", [1, 2, 3])
def test_restricted_while_call_is_active_then_applied_by_itself(
    watched: Watched, point: int
) -> None:
    s = watched.session
    main = MAIN.replace("HALT", HALT)
    s.define(at(point, VERSION_1, f"{HALT} update();") + main, "cell")
    s.run()
    watched.halted(1)  # at the point, T in use
    patch = s.define(at(point, VERSION_2, f"{HALT} update();") + main, "cell", wait=0)
    assert patch.state == "pending"
    watched.go()  # past the point: the patch has to wait
    watched.halted(2)  # in main
    assert patch.state == "pending"
    assert "still uses struct T" in str(patch.verdict)
    assert {v.name for v in patch.verdicts} == {"struct T"}
    assert s.version == 0
    watched.go()
    assert patch.wait(10)
    watched.halted(3)
    s.write_stdin("q\n\n\n")
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 0
    assert s.version == 1
    assert b"type error" not in s.output


def test_point_4_restricts_nothing_of_the_patch(watched: Watched) -> None:
    s = watched.session
    main = MAIN.replace("HALT", "")
    s.define(at(4, behind(VERSION_1), f"{HALT} update();") + main, "cell")
    s.run()
    watched.halted(1)
    patch = s.define(at(4, behind(VERSION_2), f"{HALT} update();") + main, "cell", wait=0)
    assert patch.state == "pending"
    watched.go()
    assert patch.wait(10)
    assert patch.report is not None
    assert patch.report.tries == 1
    s.write_stdin("q\n\n\n")
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 0
    assert b"type error" not in s.output


def test_restriction_sets_of_the_example_revisited() -> None:
    plain = "struct T { int x; int y; };\nvoid foo(int* x) {\n/*1*/\n*x = 1;\n/*2*/\n}\n"
    plain += "void call() {\nstruct T t = {1,2};\n/*3*/\nfoo(&t.x);\n/*4*/\n}\n"
    for point in (1, 2, 3, 4):
        plain = at(point, plain, "update();")
    with Session() as s:
        s.define(plain, "cell")
        found = {(p.function, p.line): set(p.restricted) for p in s.safety()}
    assert found == {
        ("foo", 3): {"T"},
        ("foo", 5): {"T"},
        ("call", 9): {"T", "foo"},
        ("call", 11): set(),
    }


def test_no_interleaving_gives_the_error_of_the_slides() -> None:
    """The program runs freely, with all four points, while the type goes to and fro."""
    first, second = VERSION_1, VERSION_2
    for point in (1, 2, 3, 4):
        first, second = at(point, first, "update();"), at(point, second, "update();")
    main = MAIN.replace("HALT", "")
    with Session() as s:
        s.define(first + main, "cell")
        s.run()
        for turn in range(6):
            patch = s.define((second, first)[turn % 2] + main, "cell", wait=10)
            assert patch.state == "applied"
            assert s.eval("calls > 0") == 1
        s.eval("enough = 1")
        report = s.wait_exit(10)
        assert report is not None
        assert report.status == 0
        assert s.version == 6
        assert s.output == b""
