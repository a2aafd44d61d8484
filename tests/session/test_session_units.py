"""Units: which cell a text belongs to, what comes from where, what counts as a change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError, DsuError

# ---- identity ----


def test_running_a_unit_again_replaces_it(session: Session) -> None:
    session.define("int f(void) { return 1; }\nint g(void) { return 2; }", "cell")
    patch = session.define("int f(void) { return 5; }", "cell")
    assert patch.difference.functions_deleted == ("g",)
    assert session.units == {"cell": "int f(void) { return 5; }"}


def test_a_text_without_a_name_replaces_the_unit_that_defines_its_names(session: Session) -> None:
    session.define("int f(void) { return 1; }\nint g(void) { return f() + 1; }")
    session.define("struct S { int a; } s = {4};")
    session.define("int h(void) { return f(); }")
    assert len(session.units) == 3
    patch = session.define("int f(void) { return 10; }")
    assert patch.difference.functions_deleted == ("g",)
    session.define("struct S { int a; int b; } s;")
    assert len(session.units) == 3
    assert (session.call("h"), session.eval("s.a")) == (10, 4)


def test_all_of_a_unit_may_come_as_a_part(session: Session) -> None:
    session.define("int f(void) { return 1; }\nint g(void) { return f() + 1; }")
    session.define("int g(void) { return 7; } int f(void) { return 2; } int k;", part=True)
    assert len(session.units) == 1
    assert session.call("g") == 7


def test_a_part_of_a_unit_deletes_nothing(session: Session) -> None:
    session.define("int n = 3;\nint f(void) { return 1; }\nint g(void) { return f() + n; }")
    session.eval("n = 5")
    planned = session.plan("int f(void) { return 10; }", part=True)
    assert planned.difference.functions_deleted == ()
    patch = session.define("int f(void) { return 10; }", part=True)
    assert patch.difference.bodies_changed == ("f",)
    assert patch.difference.functions_deleted == patch.difference.globals_deleted == ()
    assert session.call("g") == 15
    patch = session.define("int f(void) { return 20; }", part=True)
    assert len(session.units) == 2
    assert session.call("g") == 25


def test_a_name_moves_from_one_cell_to_another(session: Session) -> None:
    session.define("int f(void) { return 1; }\nint keep = 3;", "A")
    session.define("int g(void) { return f() + keep; }", "B")
    session.eval("keep = 9")
    patch = session.define("int f(void) { return 2; }", "C")
    assert patch.difference.bodies_changed == ("f",)
    assert session.call("g") == 11
    assert session.units["A"].split() == ["int", "keep", "=", "3;"]
    with pytest.raises(CompileError, match="B:1:22: error: undefined reference to ‘f’"):
        session.define("int keep = 3;", "C")  # f would be gone
    assert session.call("g") == 11


def test_moving_all_of_it(session: Session) -> None:
    session.define("int f(void) { return 1; }\nint keep = 3;", "A")
    session.eval("keep = 9")
    patch = session.define("int keep = 3;\nint f(void) { return 1; }", "B")
    assert patch.state == "empty"
    assert session.units["A"].strip() == ""
    assert session.eval("keep") == 9
    session.define("", "A")
    assert {f.unit for f in session.functions} == {"B"}


def test_a_struct_moves_and_changes(session: Session) -> None:
    session.define("struct S { int a; };\nstruct S s = {4};", "A")
    session.define("struct S { int a; int b; };", "B")
    assert repr(session.eval("s")) == "{a = 4, b = 0}"
    assert list(session.units) == ["B", "A"]


def test_a_struct_moves_with_what_it_needs_itself(session: Session) -> None:
    session.define("#include <stddef.h>\ntypedef size_t length;", "head")
    session.define("struct S { int a; };\nstruct S s = {4};", "A")
    session.define("struct S { int a; length b; };", "B")
    assert repr(session.eval("s")) == "{a = 4, b = 0}"
    assert list(session.units) == ["head", "B", "A"]


def test_a_macro_changes_the_cells_that_use_it(session: Session) -> None:
    session.define("#define TWO 2\nint one(void) { return 1; }", "A")
    session.define("int two(void) { return TWO; }", "B")
    patch = session.define("#define TWO 22\nint one(void) { return 1; }", "A")
    assert patch.difference.bodies_changed == ("two",)
    assert session.call("two") == 22


# ---- any order ----


def test_a_function_may_be_used_in_an_earlier_cell_than_it_is_defined(session: Session) -> None:
    session.define("int g(int a) { return a; }", "A")
    session.define("double half(double x) { return x / 2; }\nint extra = 3;", "B")
    session.define("int g(int a) { return (int)half(a) + extra; }", "A")
    assert session.call("g", 8) == 7


def test_a_type_may_be_used_in_an_earlier_cell_than_it_is_defined(session: Session) -> None:
    session.define("int g(void) { return 1; }", "A")
    session.define(
        "struct Q { int z; };\nstruct Q q = {6};\nstruct Q *get(void) { return &q; }", "B"
    )
    session.define("int g(void) { return get()->z + q.z; }", "A")
    assert session.call("g") == 12
    session.define("struct Q { char pad[30]; int z; };\nstruct Q q;\nstruct Q *get(void) { return &q; }", "B")  # fmt: skip  # noqa: E501
    assert session.call("g") == 12


def test_what_nothing_defines_is_still_an_error(session: Session) -> None:
    session.define("int g(void) { return 1; }", "A")
    with pytest.raises(CompileError, match="A:1:22: error: ‘extra’ undeclared"):
        session.define("int g(void) { return extra; }", "A")


# ---- what counts as a change ----

TEXT = """\
#include <assert.h>
#include <stdio.h>
typedef unsigned long size;
typedef struct node { size a; struct node *next; } node_t;
struct W { size s; node_t *n; };
size total(struct W *w) { assert(w); return w->s + (size)__LINE__ * 0; }
enum { RED, GREEN };
static node_t nodes[2] = {{1, 0}, {2, nodes}};
#define SQ(x) ((x) * (x))
int sq(int a) { return SQ(a); }
int line(void) { return __LINE__; }
const char *file(void) { return __FILE__; }
void note(int x) { assert(x > 0); printf("%s %d\\n", "ab", x); }
int pick(int a) { if (a) return GREEN; else return 2; }
"""


@pytest.fixture(scope="module")
def steady() -> Iterator[Session]:
    with Session() as s:
        s.define(TEXT, "cell")
        s.eval("nodes[0].a = 5")
        yield s
        assert s.eval("nodes[0].a") == 5
        assert s.version == 0


SAME = {
    "comment": TEXT.replace("int sq", "/* the square */ int   sq"),
    "moved": "\n\n// moved\n\n" + TEXT,
    "layout": TEXT.replace("{ size a;", "{\n  size a;\n").replace(
        "return GREEN;", "return\nGREEN;"
    ),
    "renamed typedef": TEXT.replace("size", "length"),
    "typedef and tag": TEXT.replace("node_t *n;", "struct node *n;"),
    "parentheses": TEXT.replace("return SQ(a)", "return (SQ(a))"),
    "macro written out": TEXT.replace("return SQ(a)", "return ((a) * (a))"),
    "header": TEXT.replace("#include <stdio.h>", "#include <stdio.h>\n#include <string.h>"),
    "prototype": TEXT.replace("int sq(int a) {", "int sq(int);\nint sq(int a) {"),
    "unused macro": "#define UNUSED 4\n" + TEXT,
    "order": TEXT.replace("int line(void) { return __LINE__; }\n", "")
    + "int line(void) { return __LINE__; }\n",
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_meaning_is_no_change(steady: Session, name: str) -> None:
    patch = steady.define(SAME[name], "cell")
    assert (patch.state, patch.summary) == ("empty", "nothing changed")
    assert steady.units["cell"] == SAME[name]


def test_diagnostics_follow_a_moved_text(session: Session) -> None:
    session.define("int f(int *p) { return *p; }", "cell")
    session.define("\n\n\nint f(int *p) { return *p; }", "cell")
    (found,) = session.functions
    assert (found.line, found.version) == (4, 0)


# ---- plans ----


def test_a_plan_changes_nothing(session: Session) -> None:
    text = "struct T { int a; };\nstruct T t = {1};\nint f(void) { return t.a; }"
    assert session.plan(text, "cell").state == "planned"
    assert session.units == {}
    session.define(text, "cell")
    patch = session.plan(text.replace("int a;", "int a; int b;"), "cell")
    assert patch.state == "planned"
    (change,) = patch.difference.types_changed
    assert change.appended
    assert patch.difference.reissued == {"f": "uses struct T, which changed"}
    assert session.plan(text, "cell").state == "empty"
    with pytest.raises(DsuError):
        session.plan("int f(", "cell")
    assert (session.version, session.units) == (0, {"cell": text})


def test_a_plan_says_what_forbids_it(session: Session) -> None:
    text = "union U { struct A { int x; } a; int raw; } u;"
    session.define(text, "cell")
    patch = session.plan(text.replace("int x;", "int x; int y;"), "cell")
    assert [r.name for r in patch.refusals] == ["struct A"]
    assert "struct A is fixed" in str(patch.verdict)


# ---- #pragma dsu ----

PRAGMAS = """\
#pragma dsu fixed T
struct T { int a; };
struct T t = {1};
struct U { int a; };
struct U u = {2};
#pragma dsu indirect f
int f(void) { return 1; }
int h(void) { return 3; }
int g(void) { return f() + h(); }
"""


def test_pragmas() -> None:
    with Session(slop=64) as s:
        s.define(PRAGMAS, "cell")
        found = {t.name: t for t in s.types}
        assert str(found["struct T"]).startswith("struct T  fixed: fixed by #pragma at cell:1")
        assert found["struct U"].slop == 68
        assert s.eval("sizeof(struct T)") == 4
        assert s.show("T").startswith("/* struct T is fixed: fixed by #pragma at cell:1")
        assert "f_fptr() + h_v0()" in s.show("g")
        with pytest.raises(DsuError, match="struct T is fixed: fixed by #pragma at cell:1"):
            s.define(PRAGMAS.replace("struct T { int a; }", "struct T { int a; int b; }"), "cell")
        s.define(PRAGMAS.replace("struct U { int a; }", "struct U { int b; int a; }"), "cell")
        assert s.eval("u.a + t.a + g()") == 7


def test_show_knows_its_names(session: Session) -> None:
    session.define(PRAGMAS, "cell")
    with pytest.raises(
        DsuError, match="there is no function or type nope; the program has f, h, g"
    ):
        session.show("nope")


# ---- texts as editors write them ----


def test_line_ends_byte_order_marks_and_universal_names(session: Session) -> None:
    session.define("int a(void)\r\n{\r\n  return 1;\r\n}\r\n", "crlf")
    session.define("\ufeffint b(void) { return 2; }", "bom")
    session.define("int c(void) {\f return \\\n 3;\v}", "form feeds")
    session.define("int größe(void) { return 4; }", 'In[ü "x\\y]')
    assert [session.call(name) for name in ("a", "b", "c", "größe")] == [1, 2, 3, 4]
    assert session.eval("größe() + b()") == 6
    with pytest.raises(CompileError) as caught:
        session.define("int größe(void) { return 4 }", 'In[ü "x\\y]')
    assert 'In[ü "x\\y]:1:29: error' in str(caught.value)


def test_headers_of_the_working_directory(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    header = "#define N 42\nstruct H { FIELDS };\nstatic inline int add(int x) { return x + N; }\n"
    (tmp_path / "mine.h").write_text(header.replace("FIELDS", "int a;"))
    text = '#include "mine.h"\nint f(int x) { return add(x); }\nstruct H h = {5};'
    session.define(text, "cell")
    assert session.call("f", 1) == 43
    (tmp_path / "mine.h").write_text(header.replace("FIELDS", "long z; int a;").replace("42", "7"))
    patch = session.define(text, "cell")
    assert [c.name for c in patch.difference.types_changed] == ["struct H"]
    assert (session.call("f", 1), session.eval("h.a")) == (8, 5)
    assert repr(session) == "<Session: v1, 1 units, idle>"
