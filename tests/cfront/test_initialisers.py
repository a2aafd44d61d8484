from __future__ import annotations

import pytest
from pycparser import c_ast
from type_oracle import unit_of

from dsu_kernel.cfront.model import Field, TranslationUnit
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics.initialisers import (
    IndexRange,
    InitItem,
    UnknownIndex,
    elaborate,
    elaborate_level,
)
from dsu_kernel.cfront.types import describe

TYPES = """
struct in { int x, y; }; struct out { struct in a[2]; char s[4]; };
struct anon { int k; union { long u; double f; }; struct { int p, q; }; int last; };
struct bits { int a : 3, : 2, b : 4; }; union either { int i; struct in in; };
struct unsized { int n[_Alignof(int)]; int after; }; extern struct in value; int f(void);
"""


def spell(item: InitItem) -> str:
    """Write an item as a designated initialiser, ``~`` in front where braces were elided."""
    path = ""
    for step in item.path:
        if isinstance(step, Field):
            path += f".{step.name or '?'}"
        elif isinstance(step, IndexRange):
            path += f"[{step.low}...{step.high}]"
        else:
            path += "[*]" if isinstance(step, UnknownIndex) else f"[{step}]"
    text = "{}" if isinstance(item.node, c_ast.InitList) else CPrinter().expr(item.node)
    return f"{'~' if item.elided else ''}{path}={text}"


def build(declaration: str) -> tuple[TranslationUnit, c_ast.Decl]:
    unit = unit_of(f"{TYPES}void at_end(void) {{ {declaration} }}")
    return unit, unit.functions["at_end"].node.body.block_items[-1]


@pytest.mark.parametrize(
    ("declaration", "items"),
    [
        ("int x = 3;", "=3"),
        ("int x = {3};", "=3"),
        ('char s[] = "ab";', '="ab"'),
        ('char s[4] = {"ab"};', '="ab"'),
        ("int a[] = {1, [3] = 2, 4};", "[0]=1 [3]=2 [4]=4"),
        ("int a[] = {[1 ... 2] = 7, 8};", "[1...2]=7 [3]=8"),
        ("int a[] = {[_Alignof(int)] = 7, 8};", "[*]=7 [*]=8"),
        ("struct in s = {1, 2};", ".x=1 .y=2"),
        ("struct in s = {.y = 1};", ".y=1"),
        ("struct in s = value;", "=value"),
        ("struct in s = {};", "={}"),
        ("struct in s[2] = {1, 2, 3};", "~[0].x=1 ~[0].y=2 ~[1].x=3"),
        ("struct in s[2] = {{1, 2}, 3, 4};", "[0].x=1 [0].y=2 ~[1].x=3 ~[1].y=4"),
        ("struct in s[2] = {value, {1}};", "[0]=value [1].x=1"),
        ("struct in s[2] = {f(), 2, value};", "~[0].x=f() ~[0].y=2 [1]=value"),
        (
            'struct out o = {1, 2, 3, 4, "abc"};',
            '~.a[0].x=1 ~.a[0].y=2 ~.a[1].x=3 ~.a[1].y=4 .s="abc"',
        ),
        (
            'struct out o = {{{1}, value}, {"a"}};',
            '.a[0].x=1 .a[1]=value .s="a"',
        ),
        ("struct out o = {.a[1].y = 1, 's'};", ".a[1].y=1 ~.s[0]='s'"),
        ("struct out o = {.a[0] = {1}, {2}, .s[2] = 'c'};", ".a[0].x=1 .a[1].x=2 .s[2]='c'"),
        (
            "struct anon o = {1, {2}, 3, 4, 5};",
            ".k=1 .?.u=2 ~.?.p=3 ~.?.q=4 .last=5",
        ),
        ("struct anon o = {.f = 1.5, {2, 3}, 4};", ".?.f=1.5 .?.p=2 .?.q=3 .last=4"),
        ("struct anon o = {.q = 1, 2};", ".?.q=1 .last=2"),
        ("struct bits o = {1, 2};", ".a=1 .b=2"),
        ("union either o = {1};", ".i=1"),
        ("union either o[2] = {1, {.in = {2, 3}}};", "~[0].i=1 [1].in.x=2 [1].in.y=3"),
        ("struct unsized o = {{1, 2}, 3};", ".n[0]=1 .n[1]=2 .after=3"),
        ("struct unsized o = {1, 2};", "~.n[0]=1 ~=2"),
        ('struct out *o = &(struct out){.s = "x"};', '=&(struct out){.s = "x"}'),
    ],
)
def test_elaborate(declaration: str, items: str) -> None:
    unit, node = build(declaration)
    found = list(elaborate(node.init, unit.types[node], unit))
    spelled = " ".join(spell(item) for item in found)
    assert spelled == items


def test_what_cannot_be_told_has_no_type() -> None:
    unit, node = build("struct unsized o = {1, 2};")
    first, second = elaborate(node.init, unit.types[node], unit)
    assert describe(first.ctype) == "int"
    assert second.ctype is None


def test_one_level_leaves_nested_lists_alone() -> None:
    unit, node = build('struct out o[] = {{{1, 2}, "a"}, [2] = {.s = "b"}};')
    items = list(elaborate_level(node.init, unit.types[node], unit))
    assert [spell(item) for item in items] == ["[0]={}", "[2]={}"]
    assert [describe(item.ctype) for item in items] == ["struct out", "struct out"]
    assert describe(unit.types[node]) == "struct out [3]"


def test_nested_lists_have_types() -> None:
    unit, _ = build("struct out o = {{{1, 2}, [1] = {3}}, {'a'}};")
    lists = [
        (n.coord.column, describe(t))
        for n, t in unit.types.items()
        if isinstance(n, c_ast.InitList)
    ]
    assert sorted(text for _, text in lists) == [
        "char [4]",
        "struct in",
        "struct in",
        "struct in [2]",
        "struct out",
    ]
