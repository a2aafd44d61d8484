from __future__ import annotations

import pytest
from type_oracle import unit_of

from dsu_kernel.cfront.types import Array, describe


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("-7 / 2", -3),
        ("-7 % 3", -1),
        ("~0U", 0xFFFFFFFF),
        ("~0", -1),
        ("(unsigned char)300", 44),
        ("(signed char)200", -56),
        ("-1 < 0U", 0),
        ("-1L < 0U", 1),
        ("0xFFFFFFFF + 1", 0),
        ("0xFFFFFFFFL + 1 == 0", 0),
        ("0xFFFFFFFFu + 1", 0),
        ("1u << 31", 0x80000000),
        ("1 ? 2 : 3", 2),
        ("0 && unknown_to_nobody", 0),
        ("'a'", 97),
        ("'\\n'", 10),
        ("'\\377'", -1),
        ("'ab'", 97 << 8 | 98),
        ("L'\\x1234'", 0x1234),
        ("B + 1", 6),
        ("(_Bool)5", 1),
        ("!3", 0),
        ("0b101 | 010", 13),
        ("1'000 + 0x0'e-0xe", 1000),
        ("sizeof(char)", 1),
        ('sizeof "abc"', 4),
        ("sizeof table / sizeof table[0]", 3),
        ("sizeof(table) / sizeof(int)", 3),
        ("__builtin_types_compatible_p(int, int)", 1),
        ("__builtin_choose_expr(0, 1, 2)", 2),
        ("sizeof(int)", 4),
        ("sizeof(long *) + sizeof 1.0f", 12),
        ("sizeof(short[3][2])", 12),
        ("sizeof(_Bool) + sizeof(unsigned __int128)", 17),
        ("sizeof(long double)", None),
        ("_Alignof(int)", None),
        ("sizeof(struct s) + 1", None),
        ("__builtin_offsetof(struct s, y)", None),
        ("1 / 0", None),
    ],
)
def test_enumerator_values(text: str, value: int | None) -> None:
    unit = unit_of(
        "enum { A = 5, B = A }; static int table[3]; struct s { int x, y; };"
        f"enum {{ unknown_to_nobody, X = {text}, Y }};"
    )
    symbol = unit.lookup("X")
    assert symbol is not None
    assert symbol.value == value
    following = unit.lookup("Y")
    assert following is not None
    assert following.value == (None if value is None else value + 1)


@pytest.mark.parametrize(
    ("declaration", "described"),
    [
        ("int a[2 + 3];", "int [5]"),
        ("int a[_Alignof(int)];", "int [_Alignof(int)]"),
        ("typedef int t; t a[_Alignof(t)];", "int [_Alignof(int)]"),
        ("enum { N = 3 }; int a[N * _Alignof(int)];", "int [3 * _Alignof(int)]"),
        ("enum { M = _Alignof(int), N }; int a[N * 2];", "int [(_Alignof(int) + 1) * 2]"),
        ("int a[];", "int []"),
        ('char a[] = "abc";', "char [4]"),
        ('char a[] = { "ab\\0c" };', "char [5]"),
        ("int a[] = { [4] = 1, 2 };", "int [6]"),
        ("int a[] = { [0 ... 9] = 1 };", "int [10]"),
        ("struct p { int x, y; } a[] = { 1, 2, 3, 4, 5 };", "struct p [3]"),
        ("int a[][2] = { {1, 2}, {3} };", "int [2][2]"),
    ],
)
def test_array_lengths(declaration: str, described: str) -> None:
    symbol = unit_of(declaration).objects["a"]
    assert describe(symbol.ctype) == described


def test_variable_length_arrays_are_told_from_unknown_lengths() -> None:
    unit = unit_of("void f(int n) { int v[n]; int k[_Alignof n]; (void)v; (void)k; }")
    v, k = unit.functions["f"].locals
    assert isinstance(v.ctype, Array)
    assert v.ctype.vla
    assert isinstance(k.ctype, Array)
    assert not k.ctype.vla
    assert k.ctype.length is None
    assert k.ctype.dimension == "_Alignof(int)"


def test_a_length_that_would_be_endless_is_told_by_name() -> None:
    chain = "".join(f", E{i} = E{i - 1} + E{i - 1}" for i in range(1, 40))
    ctype = unit_of(f"enum {{ E0 = _Alignof(int){chain} }}; int a[E39];").objects["a"].ctype
    assert isinstance(ctype, Array)
    assert "E" in ctype.dimension
    assert len(ctype.dimension) < 1000
