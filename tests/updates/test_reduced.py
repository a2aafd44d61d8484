"""What the campaign found, reduced to the smallest program that shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import PatchRefused

AT_A_GATE = """\
#include <dsu.h>
int gate, quit;
void hold(void) { while (!gate) update(); }
void let(int n) { gate = n; }
int main(void) { while (!quit) { work(); update(); } return 0; }
"""


@pytest.fixture
def session() -> Iterator[Session]:
    with Session(cflags=["-O0"]) as session:
        yield session


def test_a_patch_that_comes_while_the_next_is_built(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next patch was planned without it: numbers of names, types and globals are taken."""
    work = "int work(void) { hold(); return g.a; }\n"
    head = "int work(void); "
    session.define(f"{head}struct T {{ int a; }} g = {{ 5 }};\n{AT_A_GATE}{work}", "cell")
    session.run("main")
    retyped = f"{head}struct T {{ long long b; int a; }} g = {{ .a = 5 }};\n{AT_A_GATE}{work}"
    first = session.define(f"{retyped}int one = 1;", "cell", wait=0.1)
    assert first.state == "pending"

    engine = session._updater._engine
    build = engine.build

    def build_late(*args: object) -> object:
        built = build(*args)  # type: ignore[arg-type]
        if first.state == "pending":
            session.call("let", 1)
            assert first.wait(5)
        return built

    monkeypatch.setattr(engine, "build", build_late)
    second = session.define(f"{retyped}int two = 2;", "cell", wait=5)
    assert (first.state, second.state) == ("applied", "applied")
    assert session.eval("two + g.a") == 7


DELETED = """\
int helper(int x) {{ return x + {0}; }}
int handler(int x) {{ return helper(x) * 2; }}
int (*stored)(int);
void store(void) {{ stored = handler; }}
"""
WITHOUT = "int (*stored)(int);\nvoid store(void) { }\n"


def test_a_deleted_function_may_go_together_with_what_it_calls(session: Session) -> None:
    """Pointers to it still lead to its last body, and that to the last body of the other one."""
    session.define(DELETED.format(1), "cell")
    session.call("store")
    assert session.define(WITHOUT, "cell").state == "applied"
    assert session.eval("stored(4)") == 10


def test_a_function_that_comes_back_is_no_longer_deleted(session: Session) -> None:
    """What its earlier body used may change again."""
    short = "struct T { int a; } t;\nint use(void) { return t.a; }\n"
    handler = "int handler(int x) {{ t.a = x; return t.a * {}; }}\n"
    handler += "int (*stored)(int);\nvoid store(void) {{ stored = handler; }}\n"
    session.define(short + handler.format(2), "cell")
    session.define(short + WITHOUT, "cell")
    session.define(short + handler.format(3), "cell")
    session.call("store")
    assert session.eval("stored(4)") == 12
    long = short.replace("int a", "long b; int a")
    assert session.define(long + handler.format(4), "cell").state == "applied"
    assert session.eval("stored(5) + t.a") == 25


@pytest.mark.parametrize("deleted", ["handler", "helper"])
def test_a_function_does_not_come_back_with_another_prototype(
    session: Session, deleted: str
) -> None:
    """Neither behind a pointer that was kept, nor for a deleted function that still calls it."""
    session.define(DELETED.format(1), "cell")
    session.call("store")
    session.define(WITHOUT, "cell")
    with pytest.raises(PatchRefused, match=deleted):
        session.define(f"{WITHOUT}int {deleted}(double x) {{ return (int)x; }}\n", "cell")
    assert session.eval("stored(4)") == 10


def test_a_new_member_is_no_old_object(session: Session) -> None:
    """A user's transformer is for objects that were there; a new field starts as zero."""
    inner = "struct In {{ int a; {} }} in;\n"
    outer = (
        "struct Out {{ int x; {} }} out = {{ .x = 3 }};\nint f(void) {{ return in.a + out.x; }}\n"
    )
    session.define(inner.format("") + outer.format("struct In many[2]; int one;"), "cell")
    assert session.call("f") == 3
    session.transform("In", "xout->b = 7;")
    members = "struct In fresh; struct In table[2]; struct In many[3]; struct In one;"
    session.define(inner.format("int b;") + outer.format(members), "cell")
    assert session.eval("in.b") == 7
    assert [session.eval(f"out.many[{i}].b") for i in range(3)] == [7, 7, 0]
    assert [session.eval(f"out.{name}.b") for name in ("fresh", "table[1]", "one")] == [0, 0, 0]
