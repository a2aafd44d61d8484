"""What a session remembers of what was done in it."""

from __future__ import annotations

from dsu_kernel import Session
from dsu_kernel.session.journal import (
    Call,
    Edited,
    Evaluate,
    Input,
    Journal,
    Restarted,
    RolledBack,
    Start,
    Type,
)

TEXT = """
int n;
int add(int k) { return n += k; }
int main(void) { return 3; }
"""


def test_changes_and_inputs_are_kept_in_order(session: Session) -> None:
    session.define(TEXT, "cell")
    session.call("add", 2)
    session.define(TEXT.replace("+= k", "+= 10 * k"), "cell")
    session.eval("add(1)")
    session.run()
    session.wait_exit(10)
    session.write_stdin("hello\n")
    session.rollback(0)
    session.restart()
    pid = session.pid
    session.eval("n")
    kinds = [type(e.act) if isinstance(e, Input) else type(e) for e in session.journal]
    assert kinds == [Edited, Call, Edited, Evaluate, Start, Type, RolledBack, Restarted, Evaluate]
    values = [e.value for e in session.journal if isinstance(e, Input)]
    assert values == [2, 12, None, None, 0]
    assert pid is not None
    assert [i.act for i in session.journal.inputs(pid)] == [Evaluate("n")]
    assert [p.version for p in session.journal.patches] == [0, 1, 2]


def test_a_look_is_no_input(session: Session) -> None:
    session.define(TEXT, "cell")
    assert session.eval("n", recorded=False) == 0
    assert session.pid is not None
    assert session.journal.inputs(session.pid) == ()


def test_inputs_are_remembered_up_to_a_limit() -> None:
    journal = Journal(limit=2)
    for number in range(5):
        journal.add(Input(Evaluate(str(number)), 1, 0, running=False))
    assert [str(i.act) for i in journal.inputs(1)] == ["3", "4"]
    assert journal.forgotten == 3


def test_a_cold_session_begins_with_the_text_and_nothing_else(session: Session) -> None:
    session.define(TEXT, "cell")
    session.call("add", 5)
    session.define("int twice(void) { return 2 * n; }", "other")
    with session.cold() as cold:
        assert cold.version == 0
        assert cold.units == session.units
        assert cold.call("twice") == 0
        assert cold.pid != session.pid
    assert session.call("twice") == 10
