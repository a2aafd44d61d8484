"""Values of every kind as data: the generated statements run with the runtime's own writer."""

from __future__ import annotations

import math
import subprocess
from pathlib import Path

import pytest
from planning import Imagined, unit_of

from dsu_kernel.cfront.types import Record
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.live.values import CArray, CEnum, CPointer, CString, CStruct, Value, parse, type_of
from dsu_kernel.transform.reading import MAX_ELEMENTS, Reader
from dsu_kernel.transform.wrapped_types import wrapper_texts

RUNTIME = Path(__file__).resolve().parents[2] / "runtime_c"

TEXT = r"""
enum color { RED = -1, GREEN, BLUE = 4, AZURE = 4 };
typedef unsigned char byte;
struct point { int x; short y; };
struct bits { unsigned a : 3; int b : 4; int : 5; _Bool c : 1; enum color d : 4; };
struct deep { struct { int in; union { int i; float f; } u; } mid; struct point at[2]; };
struct hidden { struct { int a; struct { int b; }; }; union { int c; float d; }; int e; };
struct list { struct list *next; struct point *at; void (*act)(int); };
struct empty { struct {} none; int a; };
struct flex { int n; char tail[]; };

signed char i8 = -128; byte u8 = 255; short i16 = -32768; unsigned u32 = 4294967295u;
long i64 = -9223372036854775807L - 1; unsigned long u64 = 18446744073709551615u;
_Bool yes = 1; char letter = 'A';
float f32 = 0.1f; double f64 = 0.1, huge = 1e308, minus = -0.0; long double wide = 2.5L;
double infinite = __builtin_inf(), nan_ = __builtin_nan("");
enum color color = BLUE, unnamed = (enum color)7, negative = RED;
const volatile int qualified = 3;
int *pointer = 0; int **twice; void *untyped = (void *)0x1234; struct point *to_struct;
int add(int a) { return a; }
int (*function)(int) = add; int (*table[2])(int) = {add};
char text[8] = "abc", full[3] = {'x', 'y', 'z'}; byte bytes[4] = "\377\0";
char *string = "a\"\n\001";
const char *null_string; char *wild = (char *)8; int wide_text[3] = {'h', 'i'};
int row[3] = {1, 2, 3}, grid[2][3] = {{1, 2, 3}, {4, 5, 6}}, none[0], many[300] = {7};
char lines[2][4] = {"ab", "cd"}; double reals[2] = {0.5};
struct point point = {3, -4}, points[2] = {{1, 2}, {3, 4}};
struct bits bits = {7, -8, 0, BLUE};
struct deep deep = {{1, {.i = 2}}, {{3, 4}, {5, 6}}};
struct hidden hidden = {{1, {2}}, {.c = 3}, 4};
union { int i; float f; unsigned char raw[4]; } either = {.f = 1.0f};
struct list list; struct empty empty = {{}, 5}; struct flex flex = {3};
struct { int a, b; } unnamed_struct = {1, 2};
struct point grid_of[2][1] = {{{1, 2}}, {{3, 4}}};
struct point *const rows[2] = {&points[0], &points[1]};
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Value]:
    """The value of every object in TEXT."""
    unit = unit_of(TEXT)
    body = ""
    for name, symbol in unit.objects.items():
        statements = " ".join(Reader(unit, {}).statements(symbol.ctype, name))
        body += f"{{ struct dsu_out out = {{0}}, *__out = &out; {statements} "
        body += f'printf("%s\\t%s\\n", "{name}", out.text.chars); }}\n'
    folder = tmp_path_factory.mktemp("reading")
    source, program = folder / "main.c", folder / "main"
    head = f'#include <stdio.h>\n#include "dsu_internal.h"\n{TEXT}'
    source.write_text(f"{head}\nint main(void) {{\n{body}return 0; }}\n")
    files = [source, RUNTIME / "dsu_out.c", RUNTIME / "dsu_text.c"]
    subprocess.run(["gcc", "-w", f"-I{RUNTIME}", *files, "-o", program], check=True)
    out = subprocess.run([program], capture_output=True, check=True).stdout.decode()
    rows = (line.split("\t", 1) for line in out.splitlines())
    return {name: parse(text) for name, text in rows}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("i8", -128), ("u8", 255), ("i16", -32768), ("u32", 4294967295), ("i64", -(2**63)),
        ("u64", 2**64 - 1), ("yes", 1), ("letter", 65), ("qualified", 3),
        ("f64", 0.1), ("huge", 1e308), ("wide", 2.5), ("infinite", math.inf),
        ("pointer", CPointer(0, "int *")), ("twice", CPointer(0, "int **")),
        ("untyped", CPointer(0x1234, "void *")), ("to_struct", CPointer(0, "struct point *")),
        ("wild", CPointer(8, "char *")), ("null_string", CPointer(0, "const char *")),
        ("text", "abc"), ("full", "xyz"), ("bytes", "\udcff"), ("string", 'a"\n\x01'),
        ("row", CArray((1, 2, 3), 3)), ("none", CArray((), 0)), ("reals", CArray((0.5, 0.0), 2)),
        ("wide_text", CArray((104, 105, 0), 3)), ("lines", CArray(("ab", "cd"), 2)),
        ("grid", CArray((CArray((1, 2, 3), 3), CArray((4, 5, 6), 3)), 2)),
    ],
)  # fmt: skip
def test_value(name: str, value: Value, read: dict[str, Value]) -> None:
    assert read[name] == value
    assert type(read[name]) is type(value) or isinstance(value, str)


def test_floats_are_exact(read: dict[str, Value]) -> None:
    assert read["f32"] == 0.10000000149011612
    assert math.copysign(1.0, float(read["minus"])) == -1.0  # type: ignore[arg-type]
    assert math.isnan(float(read["nan_"]))  # type: ignore[arg-type]


def test_enumerators_by_their_first_name(read: dict[str, Value]) -> None:
    found = [read[name] for name in ("color", "unnamed", "negative")]
    assert [(int(v), v.name) for v in found if isinstance(v, CEnum)] == [
        (4, "BLUE"), (7, ""), (-1, "RED"),
    ]  # fmt: skip


def test_functions_are_addresses(read: dict[str, Value]) -> None:
    one, table = read["function"], read["table"]
    assert isinstance(one, CPointer)
    assert isinstance(table, CArray)
    assert one
    assert table[0] == CPointer(one.address, "int (*)(int)")
    assert table[1] == CPointer(0, "int (*)(int)")


STRUCTS = {
    "point": "{x = 3, y = -4}",
    "points": "{{x = 1, y = 2}, {x = 3, y = 4}}",
    "grid_of": "{{{x = 1, y = 2}}, {{x = 3, y = 4}}}",
    "bits": "{a = 7, b = -8, c = 0, d = BLUE}",
    "hidden": "{a = 1, b = 2, c = 3, d = 4.203895392974451e-45, e = 4}",
    "deep": "{mid = {in = 1, u = {i = 2, f = 2.802596928649634e-45}}, "
    "at = {{x = 3, y = 4}, {x = 5, y = 6}}}",
    "either": '{i = 1065353216, f = 1.0, raw = ""}',
    "list": "{next = (struct list *) NULL, at = (struct point *) NULL, act = (void (*)(int)) NULL}",
    "empty": "{none = {}, a = 5}",
    "flex": '{n = 3, tail = ""}',
    "unnamed_struct": "{a = 1, b = 2}",
}


@pytest.mark.parametrize("name", STRUCTS)
def test_struct(name: str, read: dict[str, Value]) -> None:
    assert repr(read[name]) == STRUCTS[name]


def test_types_are_told(read: dict[str, Value]) -> None:
    assert isinstance(read["point"], CStruct)
    assert type_of(read["point"]) == "struct point"
    rows = read["rows"]
    assert isinstance(rows, CArray)
    assert isinstance(rows[0], CPointer)
    assert rows[0].type == "struct point *"
    assert isinstance(read["string"], CString)
    assert read["string"].type == "char *"


def test_long_arrays_are_cut(read: dict[str, Value]) -> None:
    many = read["many"]
    assert isinstance(many, CArray)
    assert (many.total, len(many), many[0], many[255]) == (300, MAX_ELEMENTS, 7, 0)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("_Complex double v;", "a value of type _Complex double"),
        ("__int128 v;", "a value of type __int128"),
        ("int v __attribute__((vector_size(16)));", "a value of type"),
        ("#include <stdarg.h>\nva_list v;", "a value of type"),
        ("struct hole; extern struct hole v;", "a value of incomplete struct hole"),
    ],
)
def test_what_cannot_be_shown(text: str, what: str) -> None:
    unit = unit_of(text)
    with pytest.raises(UnsupportedConstruct, match=what):
        Reader(unit, {}).statements(unit.objects["v"].ctype, "v")


def test_wrapped_objects_are_read_through_their_concretization() -> None:
    now = Imagined("struct T { int a; struct { int b; } in; }; struct T v;").now
    (unit,) = now.version.units
    types = wrapper_texts(unit, now.image, now.facts.types, 0)
    statements = Reader(unit, types).statements(unit.objects["v"].ctype, "v")
    assert "dsu_out_int(__out, (long long)(__con_T((struct T *)&(v))->a));" in statements
    assert isinstance(unit.objects["v"].ctype, Record)
