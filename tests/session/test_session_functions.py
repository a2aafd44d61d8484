"""Patches that change functions."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError, DsuError, PatchRefused
from dsu_kernel.live.errors import ProgramFault

V0 = "int f(int a) { return a + 1; }\nint g(int a) { return f(a) * 2; }\n"


def test_the_first_version_is_all_new(session: Session) -> None:
    patch = session.define(V0, "cell")
    assert (patch.state, patch.version, patch.initial) == ("applied", 0, True)
    assert patch.difference.functions_added == ("f", "g")
    assert patch.summary == "the first version"
    assert session.call("g", 1) == 4


def test_body(session: Session) -> None:
    session.define(V0, "cell")
    patch = session.define(V0.replace("a + 1", "a + 10"), "cell")
    assert (patch.state, session.version) == ("applied", 1)
    assert patch.difference.bodies_changed == ("f",)
    assert patch.difference.prototypes_changed == ()
    assert session.call("g", 1) == 22
    assert {f.name: f.version for f in session.functions} == {"f": 1, "g": 1}


def test_prototype(session: Session) -> None:
    session.define(V0, "cell")
    patch = session.define(
        "int f(int a, int b) { return a + b; }\nint g(int a) { return f(a, 5) * 2; }\n", "cell"
    )
    assert patch.difference.prototypes_changed == ("f",)
    assert patch.difference.bodies_changed == ("g",)
    assert session.call("g", 1) == 12
    assert session.call("f", 1, 2) == 3


def test_callers_of_a_changed_prototype_in_other_units_are_reissued(session: Session) -> None:
    session.define("long f(int a) { return a; }", "f")
    session.define("long g(int a) { return f(a) + 1; }", "g")
    patch = session.define("long f(double a) { return a * 2; }", "f")
    assert set(patch.difference.reissued) == {"g"}
    assert "prototype" in patch.difference.reissued["g"]
    assert session.call("g", 4) == 9


def test_added_and_deleted(session: Session) -> None:
    session.define(V0, "cell")
    patch = session.define(V0 + "long h(void) { return g(3); }", "cell")
    assert patch.difference.functions_added == ("h",)
    assert session.call("h") == 8
    patch = session.define("int g(int a) { return a; }", "cell")
    assert patch.difference.functions_deleted == ("f", "h")
    assert session.call("g", 7) == 7
    with pytest.raises(DsuError, match="no function f"):
        session.call("f", 1)


def test_a_deleted_function_begins_anew_when_it_comes_back(session: Session) -> None:
    session.define("int n(void) { static int k; return ++k; }\nint other;", "cell")
    session.call("n")
    session.define("int other;", "cell")
    session.define("int n(void) { static int k = 40; return ++k; }\nint other;", "cell")
    assert session.call("n") == 41


def test_deleting_a_function_that_others_use(session: Session) -> None:
    session.define(V0, "cell")
    with pytest.raises(CompileError) as caught:
        session.define("int g(int a) {\n  return f(a) * 2;\n}\n", "cell")
    text = str(caught.value)
    assert text.startswith("cell:2:10: error: undefined reference to ‘f’: this change deletes it")
    assert text.splitlines()[1:] == ["    2 |   return f(a) * 2;", "      |          ^"]
    assert (session.version, session.call("g", 1)) == (0, 4)
    assert session.units == {"cell": V0}


def test_a_function_that_nothing_defines(session: Session) -> None:
    session.define(V0, "cell")
    with pytest.raises(CompileError, match="more:1:47: error: undefined reference to ‘nowhere’"):
        session.define("extern int nowhere(int); int h(void) { return nowhere(1); }", "more")
    assert session.version == 0


def test_names_of_libc(session: Session) -> None:
    session.define("int tfind(int a) { return a + 1; }\nint advance(int a) { return tfind(a); }")
    assert session.call("advance", 1) == 2
    session.define("int tfind(int a) { return a + 5; }\nint advance(int a) { return tfind(a); }")
    assert session.call("advance", 1) == 6


def test_variadic_and_old_style_functions(session: Session) -> None:
    text = """
    #include <stdarg.h>
    int sum(int n, ...) {
        va_list ap; va_start(ap, n); int r = START;
        while (n--) r += va_arg(ap, int);
        va_end(ap); return r;
    }
    int kr(a, b) int a; double b; { return sum(2, a, (int)b); }
    """
    session.define(text.replace("START", "0"), "cell")
    assert (session.call("sum", 3, 1, 2, 3), session.call("kr", 1, 2.5)) == (6, 3)
    session.define(text.replace("START", "100"), "cell")
    assert (session.call("sum", 3, 1, 2, 3), session.call("kr", 1, 2.5)) == (106, 103)


# ---- function pointers stored before the patch ----

POINTERS = """
#include <stdlib.h>
typedef int (*op)(int, int);
int add(int a, int b) { return a + b; }
int sub(int a, int b) { return a - b; }
op table[] = {add, sub}, stored;
struct named { const char *name; op f; } ops[] = {{"add", add}, {"sub", sub}};
int descending(const void *a, const void *b) { return *(const int *)b - *(const int *)a; }
int data[5] = {3, 1, 4, 1, 5};
void sort(void) { qsort(data, 5, sizeof(int), descending); }
void store(void) { stored = add; }
int through_table(int i) { return table[i](10, 3); }
int through_stored(void) { return stored(10, 3); }
int through_struct(int i) { return ops[i].f(10, 3); }
int same(void) { return stored == add && stored == table[0] && stored == ops[0].f; }
"""


def test_stored_pointers_reach_the_newest_version(session: Session) -> None:
    session.define(POINTERS, "cell")
    session.call("store")
    session.call("sort")
    assert list(session.eval("data")) == [5, 4, 3, 1, 1]
    newer = POINTERS.replace("return a + b;", "return a + b + 100;")
    newer = newer.replace("*(const int *)b - *(const int *)a", "*(const int *)a - *(const int *)b")
    patch = session.define(newer, "cell")
    assert set(patch.difference.bodies_changed) == {"add", "descending"}
    assert session.call("through_table", 0) == 113
    assert session.call("through_table", 1) == 7
    assert session.call("through_stored") == 113
    assert session.call("through_struct", 0) == 113
    assert session.call("same") == 1
    session.call("sort")
    assert list(session.eval("data")) == [1, 1, 3, 4, 5]


def test_a_pointer_given_to_python_stays_good(session: Session) -> None:
    text = "int twice(int a) { return a * 2; }\nint (*get(void))(int) { return twice; }\n"
    text += "int use(int (*f)(int), int a) { return f(a); }"
    session.define(text, "cell")
    pointer = session.call("get")
    session.define(text.replace("a * 2", "a * 3"), "cell")
    assert session.call("use", pointer, 5) == 15
    assert session.call("get") == pointer


def test_an_address_taken_function_keeps_its_prototype(session: Session) -> None:
    session.define(POINTERS, "cell")
    newer = POINTERS.replace("int sub(int a, int b)", "int sub(int a, int b, int c)")
    newer = newer.replace("{add, sub}", "{add, add}").replace('{"sub", sub}', '{"sub", add}')
    with pytest.raises(PatchRefused) as caught:
        session.define(newer, "cell")
    assert "the prototype of sub changes, but its address was taken at cell:" in str(caught.value)
    (refusal,) = caught.value.refusals
    assert refusal.name == "sub"
    assert (session.version, session.call("through_table", 1)) == (0, 7)


def test_a_deleted_function_is_still_there_for_old_pointers(session: Session) -> None:
    session.define(POINTERS, "cell")
    session.call("store")
    newer = POINTERS.replace("op table[] = {add, sub}", "op table[] = {sub, sub}")
    newer = newer.replace("int add(int a, int b) { return a + b; }", "")
    newer = newer.replace('{"add", add}', '{"sub", sub}').replace("stored = add", "stored = sub")
    newer = newer.replace("stored == add &&", "stored == sub &&")
    patch = session.define(newer, "cell")
    assert patch.difference.functions_deleted == ("add",)
    assert session.call("through_stored") == 13


LEAF = """
int count(int x) {{ static int n; n += x; return n{}; }}
const char *named(void) {{ return __func__; }}
int outer(void) {{ return count(1) * 10 + (named() == named()){}; }}
"""


def test_a_leaf_that_stays_is_still_called_directly(session: Session) -> None:
    session.define(LEAF.format("", ""), "cell")
    assert session.call("outer") == 11
    session.define(LEAF.format("", " + 100"), "cell")
    text = session.show("outer")
    assert "count_v0(" in text
    # Its name has one address, also after an update.
    assert "named_fptr(" in text
    assert [session.call("outer"), session.call("count", 1)] == [121, 3]


def test_its_callers_follow_when_it_changes(session: Session) -> None:
    session.define(LEAF.format("", ""), "cell")
    session.define(LEAF.format("", " + 100"), "cell")
    patch = session.define(LEAF.format(" * 2", " + 100"), "cell")
    assert patch.difference.reissued == {"outer": "calls count directly"}
    assert session.call("outer") == 121
    assert session.call("count", 1) == 4


def test_a_crash_in_such_a_leaf_names_its_line() -> None:
    text = "int at(int *p) {{ return *p; }}\nint outer(int *p) {{ return at(p) + at(p + 1){}; }}\n"
    with Session(cflags=("-O0",)) as session:
        session.define(text.format(""), "cell")
        session.define(text.format(" + 1"), "cell")
        assert "at_v0(" in session.show("outer")
        with pytest.raises(ProgramFault) as died:
            session.eval("outer((int *)8)")
    assert "  in at  cell:1  (v0)\n  called from outer  cell:2  (v1)\n" in str(died.value)


ONLY = """
int out;
int sum(int n) {{ int s = 0; for (int i = 0; i <= n; i++) s += i; return s; }}
static int step(int *p, int n)
{{
    static int calls;
    calls += sum(n) > 0;
    *p += n{};
    return calls * 100 + *p;
}}
int outer(int *p, int n)
{{
    return step(p, n){};
}}
"""


def test_a_static_function_goes_into_its_only_caller(session: Session) -> None:
    session.define(ONLY.format("", ""), "cell")
    assert "step_v0_here(p, n)" in session.show("outer")
    assert [session.eval("outer(&out, 2)"), session.eval("step(&out, 2)")] == [102, 204]
    # The caller has the function again when it changes alone, and when the function does.
    session.define(ONLY.format("", " + 1000"), "cell")
    assert "step_v0(p, n)" in session.show("outer")
    assert session.eval("outer(&out, 2)") == 1306
    patch = session.define(ONLY.format(" + 1", " + 1000"), "cell")
    assert patch.difference.reissued == {"outer": "calls step directly"}
    assert "step_v2_here(p, n)" in session.show("outer")
    assert [session.eval("outer(&out, 2)"), session.eval("step(&out, 2)")] == [1409, 512]


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_a_crash_in_it_is_told_of_it(level: str) -> None:
    with Session(cflags=(level,)) as session:
        session.define(ONLY.format("", ""), "cell")
        with pytest.raises(ProgramFault) as died:
            session.eval("outer((int *)8, 1)")
    assert "address 0x8\n  in step  cell:8  (v0)\n  called from outer  cell:13  (v0)\n" in str(
        died.value
    )
