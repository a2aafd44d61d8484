"""What becomes of the wrapped types: layouts, growth, pins, exposure."""

from __future__ import annotations

import pytest
from planning import Imagined, names, refused

from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.program.image import WrappedType

# One object of T, one function that looks inside; {} are the fields of T.
PROGRAM = (
    "struct T {{ {} }}; struct T one; int f(void) {{ return one.a; }} int g(void) {{ return 1; }}"
)


def program(fields: str) -> str:
    return PROGRAM.format(fields)


def t(imagined: Imagined, tag: str = "T") -> WrappedType:
    return imagined.now.image.types[RecordKey("struct", tag)]


# ---- wrappers ----


@pytest.mark.parametrize(
    ("fields", "slop", "capacity", "size", "align"),
    [
        ("char a;", 0, 8, 12, 4),  # room for a pointer at least
        ("int a; int b;", 0, 8, 12, 4),
        ("int a; int b; int c;", 0, 12, 16, 4),
        ("long a; int b;", 0, 20, 24, 8),  # the word lies in the tail that alignment gives away
        ("long a; long b;", 0, 20, 24, 8),
        ("int a; int b;", 8, 16, 20, 4),
        ("long a;", 64, 76, 80, 8),
        ("int a; long double b;", 0, 44, 48, 16),
        ("char a[13];", 0, 16, 20, 4),
    ],
)
def test_the_frame(fields: str, slop: int, capacity: int, size: int, align: int) -> None:
    found = t(Imagined(program(fields).replace("one.a;", "sizeof one.a;"), slop)).wrapper
    assert (found.capacity, found.size, found.align) == (capacity, size, align)
    assert found.version_offset == capacity


def test_layouts_are_gccs() -> None:
    found = t(Imagined(program("char a; int b : 3; struct { short x, y; } s; double d[2];")))
    rows = {f.name: (f.offset, f.size) for f in found.current.layout.fields}
    assert rows == {"a": (0, 1), "b": (None, None), "s": (2, 4), "d": (8, 16)}
    assert (found.current.layout.size, found.current.layout.align) == (24, 8)


def test_the_frame_stays_when_the_type_changes() -> None:
    process = Imagined(program("int a;"))
    before = t(process)
    for fields in ("int a; int b;", "char name[40]; int a;", "long double a;", "char a;"):
        process.go(program(fields))
        assert (t(process).wrapper, t(process).id) == (before.wrapper, before.id)
    assert [g.outgrown for g in t(process).generations] == [False, False, True, True, False]
    assert [g.number for g in t(process).generations] == [0, 1, 2, 3, 4]


# ---- growth ----


@pytest.mark.parametrize(
    ("fields", "slop", "grown"),
    [
        ("int a; int b; int c;", 8, True),
        ("int a; int b; char c[9];", 8, False),  # it does not fit: the data moves elsewhere
        ("int a; long b; int c;", 32, False),  # b is another type
        ("int c; int a; int b;", 32, False),
        ("int b; int a; int c;", 32, False),
        ("int a; int b; int c : 3;", 8, True),
        ("int a; int b; long c;", 32, False),  # it needs more alignment than the frame has
    ],
)
def test_append_only_growth_restricts_nothing(fields: str, slop: int, grown: bool) -> None:
    process = Imagined(program("int a; int b;"), slop)
    plan = process.go(program(fields))
    assert names(process.now, plan) == (set() if grown else {"struct T"})
    # Who uses the type is compiled anew in any case.
    assert plan.difference.reissued == {"f": "uses struct T, which changed"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("enum E { A, B } a;", "enum E { A = 1, B = 0 } a; int more;"),
        ("struct { int x; unsigned y; } a;", "struct { unsigned y; int x; } a; int more;"),
        ("struct { int x; }; int a;", "struct { unsigned x; }; int a; int more;"),
    ],
)
def test_what_old_fields_mean_is_compared_not_how_they_are_written(before: str, after: str) -> None:
    text = "struct T {{ {} }}; struct T one; int f(void) {{ return sizeof one.a; }}"
    process = Imagined(text.format(before), 16)
    assert names(process.now, process.go(text.format(after))) == {"struct T"}


def test_growth_with_a_transformer_of_the_user_restricts() -> None:
    """It may write the old fields, which old code would then find changed."""
    process = Imagined(program("int a; int b;"), 8)
    longer = program("int a; int b; int c;")
    plan = process.plan(longer, transformers={"T": "xout->a = -xin->a;"})
    assert names(process.now, plan) == {"struct T"}
    other = process.plan(longer, transformers={"U": "xout->a = 0;"})
    assert names(process.now, other) == set()


def test_growth_after_data_lived_elsewhere_is_no_growth_in_place() -> None:
    process = Imagined(program("int a; int b;"))
    process.go(program("int a; char b[40];"))
    process.go(program("int a;"))
    plan = process.go(program("int a; char c;"))
    assert names(process.now, plan) == {"struct T"}


def test_owners_of_a_type_that_moves_out_are_disturbed() -> None:
    text = (
        "struct T {{ {} }}; struct O {{ struct T in[2]; int z; }}; struct P {{ struct O *o; }};"
        " int f(struct T *t) {{ return t->a; }} int g(struct O *o) {{ return o->z; }}"
        " struct O h(struct O *o) {{ return *o; }} int i(struct P *p) {{ return p->o != 0; }}"
    )
    process = Imagined(text.format("int a;"))
    plan = process.go(text.format("char big[60]; int a;"))
    assert names(process.now, plan) == {"struct T", "struct O"}
    assert set(plan.difference.reissued) == {"f", "g", "h"}
    # O itself has not changed.
    assert [change.name for change in plan.difference.types_changed] == ["struct T"]


def test_a_type_in_a_fixed_one_is_fixed_with_it() -> None:
    text = "#pragma dsu fixed O\nstruct T { int a; }; struct O { struct T in; int z; };"
    assert RecordKey("struct", "T") not in Imagined(text).now.image.types


# ---- types that come, go and come back ----


def test_new_types_begin_at_version_0_with_numbers_of_their_own() -> None:
    process = Imagined(program("int a;"))
    process.go(program("int a;") + " struct U { int u; }; struct U two;")
    assert t(process, "U").id not in (0, t(process).id)
    assert t(process, "U").current.number == 0
    assert t(process, "U").word == t(process, "U").id << 12 | 1


def test_a_deleted_type_that_comes_back_has_kept_its_frame() -> None:
    process = Imagined(program("int a;") + "struct U { int u; }; struct U *two;")
    before = t(process, "U")
    process.go(program("int a;"))
    process.go(program("int a;") + "struct U { int u; long v; }; struct U *two;")
    assert (t(process, "U").id, t(process, "U").wrapper) == (before.id, before.wrapper)
    assert t(process, "U").current.number == 1


# ---- pins ----

PINNED = (
    "struct T {{ {} }}; int *kept; void keep(struct T *t) {{ kept = &t->a; }}"
    " int f(struct T *t) {{ return t->a; }}"
)


@pytest.mark.parametrize("fields", ["int a; int b; int c;", "int a; short c;", "int a;"])
def test_what_leaves_aliased_fields_alone_is_fine(fields: str) -> None:
    assert not Imagined(PINNED.format("int a; int b;"), 16).plan(PINNED.format(fields)).refusals


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("int b; int a;", "struct T.a is pinned"),
        ("int a[2]; int b;", "struct T.a is pinned"),
        ("unsigned a; int b;", "struct T.a is pinned"),
        ("int a; char c[90];", "does not fit in place"),
        ("int a; long c;", "does not fit in place"),  # by its alignment
    ],
)
def test_aliased_fields_keep_their_place(fields: str, reason: str) -> None:
    process = Imagined(PINNED.format("int a; int b;"), slop=16)
    text = refused(process.plan(PINNED.format(fields).replace("&t->a", "(int *)&t->a")))
    assert reason in text
    assert "is kept at a:1" in text
    assert "restart the program" in text


def test_pins_stay_when_the_code_that_made_them_goes() -> None:
    process = Imagined(PINNED.format("int a; int b;"), slop=16)
    loose = "struct T {{ {} }}; int *kept; int f(struct T *t) {{ return t->a; }}"
    process.go(loose.format("int a; int b;"))
    assert "struct T.a is pinned" in refused(process.plan(loose.format("int b; int a;")))


def test_what_is_pinned_by_the_patch_itself_was_still_free_before() -> None:
    loose = "struct T {{ {} }}; int *kept; int f(struct T *t) {{ return t->a; }}"
    process = Imagined(loose.format("int a; int b;"), slop=16)
    process.go(PINNED.format("int b; int a;"))
    assert t(process).pinned == {"a"}


# ---- exposure ----

BYTES = " long h(struct T *t) { return *(long *)t; }"


def test_a_wrapped_type_cannot_be_exposed_later() -> None:
    process = Imagined(program("int a; int b;"))
    plan = process.plan(program("int a; int b;") + BYTES)
    text = refused(plan)
    assert "struct T is wrapped in the live process, but converted to long * at a:1" in text
    assert plan.refusals[0].exposed


def test_a_type_that_began_fixed_stays_fixed() -> None:
    process = Imagined(program("int a; int b;") + BYTES)
    process.go(program("int a; int b;"))
    plan = process.plan(program("int a; int b; int c;"))
    assert "struct T is fixed: the program began with it as a fixed type" in refused(plan)


@pytest.mark.parametrize("more", ["", " int size(void) { return sizeof(struct T); }"])
def test_a_fixed_type_that_was_deleted_comes_back_as_it_was(more: str) -> None:
    text = "struct T {{ int a{}; }}; struct T *p; int get(void) {{ return p->a; }}"
    process = Imagined(text.format("") + " int size(void) { return sizeof(struct T); }")
    process.go("struct T; struct T *p;")
    said = refused(process.plan(text.format(", b") + more))
    assert "struct T was defined otherwise in an earlier version" in said
    assert "restart the program to change it, or give it a new name" in said
    process.go(text.format("") + more)
    # Its objects have no version word, whatever the new text does with them.
    assert RecordKey("struct", "T") not in process.now.image.types
    assert "struct T is fixed" in refused(process.plan(text.format(", b") + more))
