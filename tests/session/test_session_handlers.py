"""Signal handlers that use objects of a type that changes."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import TransformerFault

COUNTER = """
#include <signal.h>
struct T { int n; };
struct T t = {1};
void add(void) { t.n += 100; }
void on_usr1(int number) { (void)number; add(); }
void install(void) { signal(SIGUSR1, on_usr1); }
void send_one(void) { raise(SIGUSR1); }
int send(void) { raise(SIGUSR1); return t.n; }
int value(void) { return t.n; }
"""
GROWN = COUNTER.replace("{ int n; };", "{ long first; int n; };").replace(" = {1}", "")


def test_a_signal_during_a_conversion_is_handled_after_it(session: Session) -> None:
    session.define(COUNTER, "cell")
    session.call("install")
    session.transform("T", "xout->first = xin->n; send_one();")
    session.define(GROWN, "cell")
    assert session.call("value") == 101  # the handler's addition is not lost
    assert session.eval("t.first") == 1


def test_signals_are_heard_again_after_a_conversion_that_faulted(session: Session) -> None:
    session.define(COUNTER, "cell")
    session.call("install")
    session.transform("T", "*(volatile int *)16 = 1;")
    session.define(GROWN, "cell")
    with pytest.raises(TransformerFault):
        session.call("value")
    assert session.call("send") == 101


def test_a_handler_may_be_the_first_to_use_an_object(session: Session) -> None:
    session.define(COUNTER, "cell")
    session.call("install")
    session.define(GROWN, "cell")
    assert session.call("send") == 101
    (described,) = session.types
    assert described.converted == 1
