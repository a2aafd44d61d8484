"""Patches that change objects with static storage."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError

V0 = """\
int counter = 1;
static int hidden = 2;
const int K = 10;
const int table[3] = {1, 2, 3};
const char *names[] = {"a", "b"};
int calls(void) { static int n = 100; return ++n; }
int constants(void) { return K + table[1]; }
int count(void) { return ++counter + hidden; }
"""


def test_changed_initialisers_are_kept_and_constants_replaced(session: Session) -> None:
    session.define(V0, "cell")
    session.call("count")
    session.call("calls")
    newer = V0.replace("counter = 1", "counter = 50").replace("n = 100", "n = 500")
    newer = newer.replace("K = 10", "K = 20").replace("{1, 2, 3}", "{1, 7, 3}")
    patch = session.define(newer, "cell")
    assert set(patch.difference.initialisers_kept) == {"counter", "calls::n"}
    assert set(patch.difference.constants_replaced) == {"K", "table"}
    assert patch.difference.reissued == {"constants": "uses the constant K, whose value changed"}
    assert session.eval("counter") == 2
    assert session.call("constants") == 27
    assert session.call("calls") == 102


def test_retyped_and_added(session: Session) -> None:
    session.define(V0 + "int list[3] = {7, 8, 9};", "cell")
    session.call("count")
    newer = V0.replace("int counter = 1", "long counter = 1; double added = 2.5")
    patch = session.define(newer + "long list[5] = {0};", "cell")
    assert {c.key: (c.old_type, c.new_type) for c in patch.difference.globals_changed} == {
        "counter": ("int", "long"),
        "list": ("int [3]", "long [5]"),
    }
    assert patch.difference.globals_added == ("added",)
    assert "count" in patch.difference.reissued
    assert session.eval("counter") == 2
    assert session.eval("added") == 2.5
    assert list(session.eval("list")) == [7, 8, 9, 0, 0]
    assert session.call("count") == 5


def test_static_locals_are_kept_and_retyped(session: Session) -> None:
    text = "int f(void) { static int n = 5; return BODY; }"
    session.define(text.replace("BODY", "++n"), "cell")
    session.call("f")
    session.define(text.replace("BODY", "n += 10"), "cell")
    assert session.call("f") == 16
    session.define("int f(void) { static double n = 1; return n * 2; }", "cell")
    assert session.call("f") == 32


def test_deleted(session: Session) -> None:
    session.define(V0, "cell")
    session.call("count")
    patch = session.define("int other;", "cell")
    assert set(patch.difference.globals_deleted) == {
        "counter", "hidden", "K", "table", "names", "calls::n",
    }  # fmt: skip
    with pytest.raises(CompileError, match="‘counter’ undeclared"):
        session.eval("counter")
    session.define(V0, "cell")
    assert session.eval("counter") == 1  # it begins anew


def test_deleting_a_global_that_others_use(session: Session) -> None:
    session.define("int shared = 3;", "a")
    session.define("extern int shared; int f(void) { return shared; }", "b")
    with pytest.raises(CompileError, match="b:1:41: error: undefined reference to ‘shared’"):
        session.define("int other;", "a")
    assert session.call("f") == 3


def test_global_info(session: Session) -> None:
    session.define(V0, "cell")
    found = {g.name: g for g in session.globals}
    assert str(found["table"]) == "const int table[3]  cell:4"
    assert found["names"].type == "const char *names[2]"
    assert "calls::n" in found


def test_tables_of_pointers_into_other_globals(session: Session) -> None:
    text = """
    struct item { const char *name; int *where; FIELDS };
    int first = 1, second = 2;
    struct item items[] = {{"first", &first}, {"second", &second}};
    struct item *selected = &items[1];
    int *middle = &first;
    int get(int i) { return *items[i].where + (selected == &items[1]) * 10 + *middle * 100; }
    """
    session.define(text.replace("FIELDS", ""), "cell")
    assert session.call("get", 1) == 112
    session.eval("second = 5")
    session.define(text.replace("FIELDS", "char more[40];"), "cell")
    assert session.call("get", 1) == 115


def test_thread_local_and_volatile(session: Session) -> None:
    text = "_Thread_local int t = 3; volatile int v = 4; int f(void) { return t++ + v++ + ADD; }"
    session.define(text.replace("ADD", "0"), "cell")
    session.call("f")
    session.define(text.replace("ADD", "100"), "cell")
    assert session.call("f") == 109
