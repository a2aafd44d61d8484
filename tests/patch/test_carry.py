"""What becomes of each kind of value when its type changes; gcc runs the generated statements."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import pytest
from planning import unit_of

from dsu_kernel.cfront.types import EnumType, RecordKey
from dsu_kernel.patch.carry import Carrier
from dsu_kernel.patch.members import renumbered, same_record, same_type
from dsu_kernel.patch.transformers import OldTypes


@dataclass(frozen=True)
class Rule:
    """Old and new members; ``given`` fills ``in``, ``holds`` is true of ``out`` afterwards."""

    name: str
    old: str
    new: str
    given: str
    holds: str
    notes: str = ""


SHARED = "struct W { int w; }; struct Same { int a; int b; }; int target; void act(int n) { }"
OLD = SHARED + " enum color { RED, GREEN, BLUE }; struct Grown { int a; };"
NEW = SHARED + " enum color { BLUE, RED, CYAN = 9, GREEN }; struct Grown { long b, a; };"

RULES = [
    Rule("same", "int a;", "int a;", "in.a = 7", "out.a == 7"),
    Rule("new field is zero", "int a;", "int a; int b;", "in.a = 7", "out.a == 7 && out.b == 0"),
    Rule("dropped", "int a; int b;", "int b;", "in.b = 8", "out.b == 8"),
    Rule("reordered", "int a; char b;", "char b; int a;", "in.b = 2", "out.b == 2"),
    Rule("wider", "signed char a;", "long a;", "in.a = -3", "out.a == -3"),
    Rule("narrower", "int a;", "unsigned char a;", "in.a = 258", "out.a == 2"),
    Rule("to floating", "int a;", "double a;", "in.a = 3", "out.a == 3.0"),
    Rule("from floating", "float a;", "int a;", "in.a = 2.75f", "out.a == 2"),
    Rule("to bool", "int a;", "_Bool a;", "in.a = 4", "out.a == 1"),
    Rule("bit-field", "unsigned a : 3;", "unsigned a : 7;", "in.a = 5", "out.a == 5"),
    Rule("narrower bit-field", "unsigned a : 7;", "unsigned a : 3;", "in.a = 13", "out.a == 5"),
    Rule("bit-field to int", "int a : 5;", "int a;", "in.a = -4", "out.a == -4"),
    Rule("pointer", "int *a;", "int *a;", "in.a = &target", "out.a == &target"),
    Rule("pointer to void", "int *a;", "void *a;", "in.a = &target", "out.a == &target"),
    Rule("from void", "void *a;", "int *a;", "in.a = &target", "out.a == &target"),
    Rule("const pointer", "char *a;", "const char *a;", 'in.a = "x"', "*out.a == 'x'"),
    Rule(
        "pointer to another type", "int *a;", "long *a;", "in.a = &target", "!out.a", "a: int *"
    ),
    Rule("int to pointer", "int a;", "int *a;", "in.a = 1", "!out.a", "a: int does not carry"),
    Rule("pointer to int", "int *a;", "int a;", "in.a = &target", "!out.a", "it starts as zero"),
    Rule("function pointer", "void (*a)(int);", "void (*a)(int);", "in.a = act", "out.a == act"),
    Rule(
        "other function pointer", "void (*a)(int);", "int (*a)(int);", "in.a = act", "!out.a", "a: "
    ),
    Rule("array", "int a[3];", "int a[3];", "in.a[2] = 4", "out.a[2] == 4"),
    Rule("longer array", "int a[2];", "int a[4];", "in.a[1] = 4", "out.a[1] == 4 && !out.a[3]"),
    Rule("shorter array", "int a[4];", "int a[2];", "in.a[1] = 4", "out.a[1] == 4"),
    Rule("array of wider", "char a[3];", "long a[3];", "in.a[2] = 'z'", "out.a[2] == 'z'"),
    Rule("matrix", "int a[2][3];", "long a[3][2];", "in.a[1][1] = 5", "out.a[1][1] == 5"),
    Rule("array to one", "int a[3];", "int a;", "in.a[0] = 1", "!out.a", "a: int [3]"),
    Rule("enum by name", "enum color a;", "enum color a;", "in.a = 2", "out.a == BLUE"),
    Rule("enum gone", "enum color a;", "enum color a;", "in.a = 77", "out.a == 77"),
    Rule("enum to int", "enum color a;", "int a;", "in.a = 2", "out.a == 2"),
    Rule("enum array", "enum color a[2];", "enum color a[2];", "in.a[1] = 1", "out.a[1] == GREEN"),
    Rule("plain struct", "struct Same a;", "struct Same a;", "in.a.b = 3", "out.a.b == 3"),
    Rule("changed struct", "struct Grown a;", "struct Grown a;", "in.a.a = 3", "out.a.a == 3"),
    Rule("wrapped member", "struct W a;", "struct W a;", "in.a.w = 3", "out.a.w == 3"),
    Rule(
        "other struct", "struct Same a;", "struct Grown a;", "in.a.a = 3", "out.a.a == 3"
    ),
    Rule(
        "nested by name",
        "struct { int x; char y; } a;",
        "struct { long y; long x; } a;",
        "in.a.x = 1, in.a.y = 2",
        "out.a.x == 1 && out.a.y == 2",
    ),
    Rule(
        "anonymous", "struct { int x; }; int y;", "int y; int x;", "in.x = 6", "out.x == 6"
    ),
    Rule("same union", "union { int i; float f; } a;", "union { int i; float f; } a;", "in.a.i = 5",
         "out.a.i == 5"),
    Rule("changed union", "union { int i; float f; } a;", "union { long i; float f; } a;",
         "in.a.i = 5", "out.a.i == 0", "a: "),
    Rule("anonymous union, first member", "union { int i; float f; }; int z;",
         "int z; union { int i; float f; };", "in.i = 5", "out.i == 5"),
    Rule("const member", "const int a;", "const long a;", "*(int *)&in.a = 5", "out.a == 5"),
    Rule("const pointer member", "int *const a;", "int *const a;", "*(int **)&in.a = &target",
         "out.a == &target"),
    Rule("const array", "int a[2];", "const long a[3];", "in.a[1] = 5", "out.a[1] == 5"),
    Rule("const enum", "enum color a;", "const enum color a;", "in.a = 1", "out.a == GREEN"),
    Rule("const struct", "struct Grown a;", "const struct Grown a;", "in.a.a = 5", "out.a.a == 5"),
    Rule("const bit-field", "int a : 3;", "const int a : 4;", "in.a = 1", "!out.a", "a: int"),
    Rule("volatile member", "volatile int a;", "int a;", "in.a = 5", "out.a == 5"),
    Rule("complex", "_Complex double a;", "_Complex double a;", "in.a = 5", "out.a == 5"),
    Rule("int128", "__int128 a;", "long a;", "in.a = 5", "out.a == 5"),
    Rule("struct to int", "struct Same a;", "int a;", "in.a.a = 5", "out.a == 0", "a: struct Same"),
    Rule("vector", "int a __attribute__((vector_size(16)));",
         "int z; int a __attribute__((vector_size(16)));", "in.a[3] = 5", "out.a[3] == 5"),
]  # fmt: skip


def _records(column: str) -> str:
    rows = (f"struct R{i} {{ {getattr(rule, column)} }};" for i, rule in enumerate(RULES))
    return (OLD if column == "old" else NEW) + "\n" + "\n".join(rows)


WRAPPED = frozenset({RecordKey("struct", "W")})


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], set[str]]:
    """The notes by rule, and the rules that hold when the statements run."""
    old, new = unit_of(_records("old")), unit_of(_records("new"))
    types = OldTypes(old, new, {})
    text = f"{_records('new')}\nint printf(const char *, ...);\n"
    calls, notes = "", {}
    for i, rule in enumerate(RULES):
        before, after = old.records[_key(i)], new.records[_key(i)]
        carrier = Carrier(old, new, WRAPPED)
        statements = " ".join(carrier.fields("xout->", "xin->", before, after))
        notes[rule.name] = carrier.notes
        text += types.definition(f"__R{i}", before)
        text += f"void tt{i}(struct __R{i} *xin, struct R{i} *xout) {{ {statements} }}\n"
        text += f"int ok{i}(void) {{ static struct __R{i} in; static struct R{i} out; {rule.given};"
        text += f" tt{i}(&in, &out); return {rule.holds}; }}\n"
        calls += f'    if (ok{i}()) printf("%d\\n", {i});\n'
    folder = tmp_path_factory.mktemp("carry")
    source, program = folder / "carry.c", folder / "carry"
    source.write_text(f"{text}int main(void) {{\n{calls}return 0; }}\n")
    subprocess.run(["gcc", "-w", "-fsanitize=undefined", source, "-o", program], check=True)
    out = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    return notes, {RULES[int(line)].name for line in out.split()}


def _key(number: int) -> RecordKey:
    return RecordKey("struct", f"R{number}")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule(rule: Rule, carried: tuple[dict[str, list[str]], set[str]]) -> None:
    notes, held = carried
    assert rule.name in held
    if rule.notes:
        assert rule.notes in "\n".join(notes[rule.name])
    else:
        assert notes[rule.name] == []


# ---- what counts as the same ----


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("struct T { int a; };", "struct T { int a; };", True),
        ("typedef int num; struct T { num a; };", "struct T { int a; };", True),
        ("struct T { int a; };", "struct T { int b; };", False),
        ("struct T { int a; };", "struct T { unsigned a; };", False),
        ("struct T { int a : 3; };", "struct T { int a : 4; };", False),
        ("struct T { int a : 3; };", "enum { W = 3 }; struct T { int a : W; };", True),
        (
            "enum { W = 3 }; struct T { int a : W; };",
            "enum { W = 4 }; struct T { int a : W; };",
            False,
        ),
        ("enum { N = 3 }; struct T { int a[N]; };", "struct T { int a[3]; };", True),
        ("struct T { int a[3]; };", "struct T { int a[4]; };", False),
        ("struct T { struct { int a; } s; };", "struct T { struct { long a; } s; };", False),
        ("struct U { int a; }; struct T { struct U s; };",
         "struct U { long a; }; struct T { struct U s; };", True),
        ("enum e { A, B }; struct T { enum e x; };", "enum e { A, B, C }; struct T { enum e x; };",
         True),
        ("enum e { A, B }; struct T { enum e x; };", "enum e { B, A }; struct T { enum e x; };",
         False),
        ("struct T { int a; };", "struct T { int a; } __attribute__((packed));", False),
        ("struct T { int a; };", "struct T { const int a; };", False),
    ],
)  # fmt: skip
def test_same_record(old: str, new: str, same: bool) -> None:
    before, after = unit_of(old), unit_of(new)
    a, b = before.records[RecordKey("struct", "T")], after.records[RecordKey("struct", "T")]
    assert same_record(a, before, b, after) is same


def test_same_type_looks_at_dimensions_and_enumerators() -> None:
    before = unit_of("enum e { A, B }; enum e one[2]; int grid[2][3];")
    after = unit_of("enum e { B, A }; enum e one[2]; int grid[3][2];")
    for name in ("one", "grid"):
        a, b = before.objects[name].ctype, after.objects[name].ctype
        assert same_type(a, before, a, before)
        assert not same_type(a, before, b, after)


def test_renumbered_names_the_enumerators_of_both_versions_that_moved() -> None:
    before, after = unit_of("enum e { A, B, C, D } x;"), unit_of("enum e { A, C, D, X = 1 } x;")
    old, new = before.objects["x"].ctype, after.objects["x"].ctype
    assert isinstance(old, EnumType)
    assert isinstance(new, EnumType)
    assert renumbered(old, before, new, after) == [(2, 1), (3, 2)]
