from __future__ import annotations

import pytest

from dsu_kernel.cfront.model import contains_record
from dsu_kernel.cfront.types import (
    CHAR,
    CONST,
    DOUBLE,
    INT,
    LONG,
    UINT,
    ULONG,
    VOID,
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Opaque,
    Pointer,
    Record,
    RecordKey,
    compatible,
    composite,
    decay,
    default_promote,
    describe,
    is_arithmetic,
    is_integer,
    is_scalar,
    promote,
    qualified,
    unqualified,
    usual_arithmetic,
)

COLOUR = EnumType(RecordKey("enum", "colour"))
NODE = Record(RecordKey("struct", "node"))


@pytest.mark.parametrize(
    ("ctype", "name", "text"),
    [
        (INT, "x", "int x"),
        (Pointer(CHAR, quals=CONST), "p", "char *const p"),
        (Pointer(qualified(CHAR, CONST)), "p", "const char *p"),
        (Array(Pointer(INT), 3), "a", "int *a[3]"),
        (Pointer(Array(INT, 3)), "a", "int (*a)[3]"),
        (Function(VOID, ()), "f", "void f(void)"),
        (Function(INT, (), prototyped=False), "f", "int f()"),
        (Function(INT, (Pointer(CHAR),), variadic=True), "f", "int f(char *, ...)"),
        (Pointer(Function(Pointer(NODE), (INT,))), "f", "struct node *(*f)(int)"),
        (Array(Pointer(Function(VOID, (INT,))), None), "h", "void (*h[])(int)"),
        (Array(INT, None, dimension="sizeof(long)"), "a", "int a[sizeof(long)]"),
        (Array(INT, None, vla=True), "a", "int a[*]"),
        (Record(RecordKey("struct", "T", typedef_named=True)), "t", "T t"),
        (COLOUR, "", "enum colour"),
    ],
)
def test_describe_is_c(ctype: CType, name: str, text: str) -> None:
    assert describe(ctype, name) == text


def test_equality_is_identity_of_type_with_qualifiers() -> None:
    assert Pointer(INT) == Pointer(INT)
    assert hash(Pointer(INT)) == hash(Pointer(INT))
    assert qualified(INT, CONST) != INT
    assert unqualified(qualified(INT, CONST)) == INT
    assert EnumType(COLOUR.key, "int") == COLOUR


def test_qualifiers_of_arrays_go_to_the_elements() -> None:
    assert qualified(Array(INT, 2), CONST) == Array(qualified(INT, CONST), 2)


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        ("char", "short", "int"),
        ("int", "unsigned int", "unsigned int"),
        ("long", "unsigned int", "long"),
        ("long", "unsigned long", "unsigned long"),
        ("long long", "unsigned long", "unsigned long long"),
        ("unsigned long", "long long", "unsigned long long"),
        ("long long", "long", "long long"),
        ("int", "float", "float"),
        ("double", "float", "double"),
        ("long double", "double", "long double"),
        ("_Complex float", "double", "_Complex double"),
        ("__int128", "unsigned long", "__int128"),
    ],
)
def test_usual_arithmetic_conversions(left: str, right: str, result: str) -> None:
    assert usual_arithmetic(Basic(left), Basic(right)) == Basic(result)


def test_enumerations_take_part_in_arithmetic_as_their_integer() -> None:
    assert usual_arithmetic(COLOUR, INT) == UINT
    assert usual_arithmetic(EnumType(COLOUR.key, "int"), INT) == INT


def test_promotions() -> None:
    assert promote(Basic("_Bool")) == INT
    assert promote(UINT) == UINT
    assert default_promote(Basic("float")) == DOUBLE
    assert default_promote(Array(CHAR, 4)) == Pointer(CHAR)


def test_decay() -> None:
    function = Function(INT, ())
    assert decay(Array(CHAR, 3)) == Pointer(CHAR)
    assert decay(function) == Pointer(function)
    assert decay(qualified(LONG, CONST)) == LONG


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Array(INT, None), Array(INT, 4), True),
        (Array(INT, 3), Array(INT, 4), False),
        (COLOUR, UINT, True),
        (COLOUR, INT, False),
        (Function(INT, (INT,)), Function(INT, (), prototyped=False), True),
        (Function(INT, (CHAR,)), Function(INT, (), prototyped=False), False),
        (Function(INT, (INT,), variadic=True), Function(INT, (INT,)), False),
        (Pointer(qualified(CHAR, CONST)), Pointer(CHAR), False),
        (ULONG, Basic("unsigned long long"), False),
        (Opaque("a"), Opaque("a"), True),
    ],
)
def test_compatibility(left: CType, right: CType, expected: bool) -> None:
    assert compatible(left, right) is expected
    assert compatible(right, left) is expected


def test_composite_keeps_what_either_declaration_knows() -> None:
    assert composite(Array(INT, 3), Array(INT, None)) == Array(INT, 3)
    assert composite(Array(INT, None), Array(INT, 3)) == Array(INT, 3)
    prototype = Function(INT, (INT,))
    assert composite(prototype, Function(INT, (), prototyped=False)) == prototype


def test_classes_of_types() -> None:
    assert is_integer(COLOUR)
    assert not is_integer(DOUBLE)
    assert is_arithmetic(DOUBLE)
    assert is_scalar(Pointer(VOID))
    assert not is_scalar(NODE)
    assert not is_arithmetic(Basic("__builtin_va_list"))


def test_records_by_value_are_not_reached_through_pointers() -> None:
    assert contains_record(Array(NODE, 3), NODE.key, {})
    assert not contains_record(Pointer(NODE), NODE.key, {})
