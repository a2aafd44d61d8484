"""What the campaign found, reduced to the smallest program that shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsu_kernel import Session

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
