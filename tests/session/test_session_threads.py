"""One session, many threads."""

from __future__ import annotations

import threading

import pytest
from contention import PATIENCE, Rival, TellingLock, first_time
from session_programs import Watched
from test_session_running import LOOP

from dsu_kernel import Session
from dsu_kernel.errors import DsuError

IDLE = LOOP.replace("while (!stop)", "while (0)")


def test_sessions_can_be_used_from_many_threads(session: Session) -> None:
    session.define(LOOP, "cell")
    session.run()
    failures: list[Exception] = []

    def work(i: int) -> None:
        try:
            for _ in range(5):
                assert session.eval(f"t.a + {i}") == 1 + i
        except Exception as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    session.define(LOOP.replace("return 1;", "return 2;"), "cell", wait=20)
    for thread in threads:
        thread.join()
    assert failures == []
    assert session.version == 1


def test_a_patch_and_an_evaluation_while_an_expression_is_compiled(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was compiled for the old version must not be kept for the new one: it never fits."""
    lock = TellingLock()
    monkeypatch.setattr(session._lock, "_lock", lock)
    session.define(IDLE, "cell")

    def patch_and_evaluate() -> None:
        session.define(IDLE.replace("return 1;", "return 2;"), "cell")
        assert session.eval("work() + 10") == 13

    rival = Rival(lock, patch_and_evaluate)
    compiler = session._engine.compiler
    monkeypatch.setattr(compiler, "shared", first_time(compiler.shared, rival.start))
    values: list[object] = []
    evaluation = threading.Thread(target=lambda: values.append(session.eval("work()")), daemon=True)
    evaluation.start()
    evaluation.join(PATIENCE)
    rival.join()
    assert values in ([2], [3])
    assert session.eval("work()") == 3


def test_an_evaluation_that_a_patch_overtakes_sees_the_new_version(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.define(IDLE, "cell")
    process = session._updater.process
    assert process is not None

    def overtake() -> None:
        session.define(IDLE.replace("return 1;", "return 2;"), "cell")

    monkeypatch.setattr(process, "submit", first_time(process.submit, overtake))
    assert session.eval("work()") == 3


# ---- the callback for output ----


def test_the_callback_for_output_cannot_use_the_session(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    called = threading.Event()

    def on_output(stream: str, data: bytes) -> None:
        for use in (lambda: session.version, lambda: session.call("f"), session.wait_exit):
            try:
                use()
            except DsuError as error:
                told.append(str(error))
        called.set()
        _ = session.version

    with Session(on_output=on_output) as session:
        session.define('#include <stdio.h>\nint f(void) { return puts("x"); }')
        assert session.call("f", timeout=PATIENCE) == 2
        assert called.wait(PATIENCE)
    assert len(told) == 3
    assert {"write_stdin()" in words for words in told} == {True}
    assert "on_output cannot use the session" in caplog.text


def test_the_callback_for_output_can_give_input_while_the_session_is_in_use() -> None:
    """As a script that answers the questions of a program does."""
    text = """\
#include <stdio.h>
int ask(void) { int n; printf("n? "); fflush(stdout); return scanf("%d", &n) == 1 ? n : -1; }
"""

    def answer(stream: str, data: bytes) -> None:
        if b"n? " in data:
            session.write_stdin("42\n")

    with Session(on_output=answer) as session:
        session.define(text)
        assert session.call("ask", timeout=PATIENCE) == 42
        assert [str(entry.act) for entry in session.journal.inputs(session.pid or 0)] == [
            "standard input b'42\\n'",
            "ask()",
        ]


def test_a_callback_of_another_session_may_use_it(watched: Watched) -> None:
    seen: list[object] = []
    watched.session.define("int g(void) { return 5; }")

    def on_output(stream: str, data: bytes) -> None:
        seen.append(watched.session.call("g"))

    with Session(on_output=on_output) as session:
        session.define('#include <stdio.h>\nint f(void) { puts("x"); return fflush(stdout); }')
        session.call("f")
    assert seen == [5]
