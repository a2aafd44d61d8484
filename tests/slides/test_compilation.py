"""The slides "Compilation Techniques": type wrapping, type transformers, function indirection."""

from __future__ import annotations

import re

from dsu_kernel import Session

EXAMPLE = """\
struct T { int x; int y; };
void foo(int* x) { *x = 1; }
void call() {
    struct T t = {1,2};
    foo(&t.x);
}
"""

WITH_Z = EXAMPLE.replace("int y; }", "int y; int z; }")


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


# ---- "Example: Type wrapping" ----


def test_type_wrapping_keeps_the_name_for_the_wrapper(session: Session) -> None:
    session.define(EXAMPLE)
    text = flat(session.show("T"))
    assert "struct __T0 { int x; int y; };" in text
    # The version stands behind the data (design, section 6), else it is the slide's.
    assert re.search(
        r"struct T \{ union \{ struct __T0 data; char slop\[\d+\]; \} u; unsigned version; \};",
        text,
    )
    assert "struct __T0 *__con_T(struct T *abs)" in text
    assert "return &abs->u.data;" in text


def test_accessing_types(session: Session) -> None:
    session.define(EXAMPLE)
    text = flat(session.show("call"))
    assert re.search(r"struct T t = \{\{\.data = \{1, 2\}\}, \d+u\};", text)
    assert "&__con_T(&t)->x" in text


def test_the_size_of_the_slop_is_a_setting() -> None:
    with Session(slop=64) as s:
        s.define(EXAMPLE)
        assert "char slop[72]" in s.show("T")
        (found,) = s.types
        assert (found.wrappability, found.slop) == ("free", 64)


# ---- "Type Transformers" ----


def test_type_transformer_adds_z(session: Session) -> None:
    session.define(EXAMPLE)
    patch = session.define(WITH_Z)
    assert patch.state == "applied"
    (change,) = patch.difference.types_changed
    assert [f.name for f in change.old_fields] == ["x", "y"]
    assert [f.name for f in change.new_fields] == ["x", "y", "z"]
    text = flat(session.show("T"))
    assert "struct __T1 { int x; int y; int z; };" in text
    assert "struct __T0 { int x; int y; };" in text
    step = text[text.index("tt_T(") :]
    assert step.startswith("tt_T(struct __T0 *xin, struct __T1 *xout) {")
    assert "xout->x = xin->x;" in step
    assert "xout->y = xin->y;" in step


def test_the_transformer_runs_when_an_object_is_used(session: Session) -> None:
    session.define(EXAMPLE + "struct T kept = {10, 20};\n", "cell")
    session.define(WITH_Z + "struct T kept = {10, 20};\n", "cell")
    assert session.types[0].converted == 0
    value = session.eval("kept")
    assert (value.x, value.y, value.z) == (10, 20, 0)
    assert session.types[0].converted == 1


def test_the_users_transformer_runs_after_the_generated_one(session: Session) -> None:
    session.define(EXAMPLE + "struct T kept = {10, 20};\n", "cell")
    session.transform("T", "xout->z = xin->x + xin->y;")
    session.define(WITH_Z + "struct T kept = {10, 20};\n", "cell")
    value = session.eval("kept")
    assert (value.x, value.y, value.z) == (10, 20, 30)
    assert "tt_T_user(struct __T0 *xin, struct __T1 *xout)" in session.show("T")


# ---- "Example: Function Indirection" ----


def test_function_indirection(session: Session) -> None:
    session.define("#pragma dsu indirect foo\n" + EXAMPLE, "cell")
    text = flat(session.show("foo"))
    assert "(*foo_fptr)(int *) = foo_v0;" in text
    assert "void foo_v0(int *x) { *x = 1; }" in text
    assert "foo_fptr(&__con_T(&t)->x);" in flat(session.show("call"))
    assert "void call_v0()" in session.show("call")


def test_selective_indirection_calls_a_leaf_directly(session: Session) -> None:
    session.define(EXAMPLE, "cell")
    assert "foo_v0(&__con_T(&t)->x);" in flat(session.show("call"))


def test_a_new_version_of_foo_is_reached_from_old_callers(session: Session) -> None:
    calls = "#pragma dsu indirect foo\n" + EXAMPLE + "int n; int probe(void) { foo(&n); return n; }"
    session.define(calls, "cell")
    assert session.call("probe") == 1
    patch = session.define(calls.replace("*x = 1;", "*x = 7;"), "cell")
    assert patch.difference.bodies_changed == ("foo",)
    assert patch.difference.reissued == {}
    assert session.call("probe") == 7
    assert "(*foo_fptr)(int *) = foo_v1;" in flat(session.show("foo"))
    assert "void foo_v1(int *x) { *x = 7; }" in flat(session.show("foo"))
    assert "call_v0" in session.show("call")
