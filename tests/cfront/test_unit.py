from __future__ import annotations

from pycparser import c_ast
from type_oracle import unit_of

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.types import EnumType, Pointer, Record, describe
from dsu_kernel.cfront.unit import build_unit


def refs_to(unit: TranslationUnit, name: str) -> set[int]:
    return {id(symbol) for node, symbol in unit.refs.items() if node.name == name}


def test_one_symbol_per_name_with_linkage() -> None:
    unit = unit_of(
        "extern int a[]; int f(int *); static int s; int a[3]; static int s = 2;"
        "int g(void) { extern int a[]; int f(int *); return f(a) + s; }"
        "int f(int *x) { return *x; }"
    )
    for name in ("a", "f", "s"):
        assert refs_to(unit, name) == {id(unit.file_scope.lookup(name))}
    assert describe(unit.objects["a"].ctype) == "int [3]"
    assert unit.objects["s"].key == "s@t.c"
    assert unit.objects["s"].linkage == "internal"
    assert unit.objects["s"].node.init.value == "2"
    function = unit.functions["f"]
    assert function.symbol.node is function.node
    assert (function.key, function.symbol.linkage) == ("f", "external")


def test_keys_in_cell_mode_are_plain_names() -> None:
    unit = unit_of("static int s; static int f(void) { static int n; return n; }", file_mode=False)
    assert unit.objects["s"].key == "s"
    assert unit.functions["f"].key == "f"
    assert [symbol.key for symbol in unit.static_locals] == ["f::n"]


def test_static_locals_are_numbered() -> None:
    unit = unit_of("int f(void) { static int n; { static long n; n++; } return n; }")
    assert [symbol.key for symbol in unit.static_locals] == ["f::n", "f::n#2"]
    assert [describe(symbol.ctype) for symbol in unit.functions["f"].locals] == ["int", "long"]


def test_cells_may_use_functions_before_their_definition() -> None:
    text = (
        "int caller(void) { return callee(1) > 1.5; }\ndouble callee(int x) { return x + later; }\n"
    )
    unit = unit_of(text + "int later = 3;", file_mode=False)
    call = next(node for node in unit.types if isinstance(node, c_ast.FuncCall))
    assert describe(unit.types[call]) == "double"
    assert not unit.functions["callee"].symbol.implicit


def test_implicit_functions() -> None:
    unit = unit_of("int f(void) { return unknown(1, 2) + g(3); } int g(int x) { return x; }")
    unknown = unit.lookup("unknown")
    assert unknown is not None
    assert unknown.implicit
    assert not unknown.defined
    assert not unknown.system
    assert describe(unknown.ctype, "f") == "int f()"
    assert refs_to(unit, "g") == {id(unit.functions["g"].symbol)}
    assert describe(unit.functions["g"].symbol.ctype) == "int (int)"


def test_tentative_definitions_and_declarations() -> None:
    unit = unit_of("int tentative; int tentative; extern int elsewhere; int here = 1;")
    defined = {name: symbol.defined for name, symbol in unit.objects.items()}
    assert defined == {"tentative": True, "elsewhere": False, "here": True}


def test_records_by_scope() -> None:
    unit = unit_of(
        "struct s { int file; }; struct s g;"
        "void f(void) { struct s outer; struct s { int first; } a;"
        "  { struct s { int second; } b; } }"
    )
    keys = sorted((key.tag, key.scope) for key in unit.records)
    assert keys == [("s", ""), ("s", "f#1"), ("s", "f#2")]
    outer, a, b = unit.functions["f"].locals
    assert [unit.record(symbol.ctype).fields[0].name for symbol in (outer, a, b)] == [
        "file",
        "first",
        "second",
    ]
    assert [definition.block_scope for definition in unit.records.values()] == [False, True, True]


def test_names_of_anonymous_records() -> None:
    unit = unit_of(
        "typedef struct { int x; struct { int y; } in; union { int u; struct { int w; } deep; }; }"
        " *T_ptr, T; struct { int a; } object; typedef enum { A, B } letters;"
        "void f(void) { struct { int l; } local; typedef struct { int q; } L; L m; }"
    )
    keys = {(key.kind, key.tag, key.scope, key.typedef_named) for key in unit.records}
    assert keys == {
        ("struct", "T", "", True),
        ("struct", "T.in", "", False),
        ("union", "T.<1>", "", False),
        ("struct", "T.<1>.deep", "", False),
        ("struct", "<object>", "", False),
        ("struct", "<local>", "f#1", False),
        ("struct", "L", "f#1", True),
    }
    pointer = unit.lookup("T_ptr").ctype
    assert isinstance(pointer, Pointer)
    assert pointer.target == unit.lookup("T").ctype
    letters = unit.lookup("letters").ctype
    assert isinstance(letters, EnumType)
    assert unit.enums[letters.key].values == {"A": 0, "B": 1}


def test_a_typedef_and_a_tag_of_the_same_name_stay_apart() -> None:
    unit = unit_of("typedef struct { int x; } T; struct T { long y; }; struct T tag; T name;")
    tag, name = unit.objects["tag"].ctype, unit.objects["name"].ctype
    assert tag != name
    assert unit.record(tag).fields[0].name == "y"
    assert unit.record(name).fields[0].name == "x"


def test_layout_attributes() -> None:
    unit = unit_of(
        "struct a { char c; } __attribute__((packed, aligned(8)));\n#pragma pack(push, 1)\n"
        "struct b { char c; int i; };\n#pragma pack(pop)\nstruct c { int n; char data[]; };"
        "typedef struct __attribute__((__packed__)) { int i; } d;"
        "struct e { int n; char data[0]; };"
        "struct f { int n : 3, : 2, m : 4; int (*call)(void) __attribute__((deprecated)); };"
    )
    by_tag = {definition.tag: definition for definition in unit.records.values()}
    assert {tag: d.attributes for tag, d in by_tag.items()} == {
        "a": ("packed", "aligned"),
        "b": ("packed",),
        "c": (),
        "d": ("packed",),
        "e": (),
        "f": (),
    }
    assert [d.tag for d in by_tag.values() if d.flexible] == ["c", "e"]
    fields = by_tag["f"].fields
    assert [(field.name, field.bits is not None) for field in fields] == [
        ("n", True),
        (None, True),
        ("m", True),
        ("call", False),
    ]
    assert fields[3].attributes == ("deprecated",)


def test_only_needed_system_records_are_in_the_table() -> None:
    text = "#include <stdio.h>\n#include <sys/epoll.h>\nFILE *f; struct epoll_event ev;"
    unit = unit_of(text)
    assert {key.tag for key in unit.records} == {"epoll_event", "epoll_data"}
    assert unit.record(unit.objects["f"].ctype.target) is not None


def test_user_declarations_of_header_names_mean_the_header() -> None:
    unit = unit_of("#include <stdlib.h>\nvoid *malloc(size_t); int abs(int x) { return x; }")
    assert unit.lookup("malloc").system
    assert not unit.lookup("abs").system
    assert unit.functions["abs"].symbol.defined


def test_a_struct_that_headers_leave_open_is_a_system_struct() -> None:
    text = "#include <stdlib.h>\nstruct mine { int x; };"
    pre = preprocess(text, [], name="t.c")
    opened = type(pre)("struct given; void use(struct given *);\n", "struct given { int x; };", ())
    assert [key.scope for key in build_unit(pre, "t.c", file_mode=True).records] == [""]
    assert [key.scope for key in build_unit(opened, "t.c", file_mode=True).records] == ["system"]


def test_old_style_definitions() -> None:
    unit = unit_of("int f(a, b, c) char a; struct s *b; { return a + !b + c; }")
    function = unit.functions["f"]
    assert [symbol.name for symbol in function.params] == ["a", "b", "c"]
    assert [describe(symbol.ctype) for symbol in function.params] == ["char", "struct s *", "int"]
    assert not function.symbol.ctype.prototyped


def test_parameters_are_adjusted_and_in_scope_for_later_ones() -> None:
    unit = unit_of(
        "int f(int n, int a[n], int g(int), const int c, char s[const 3]) { return a[n]; }"
    )
    params = unit.functions["f"].params
    assert [describe(symbol.ctype, symbol.name) for symbol in params] == [
        "int n",
        "int *a",
        "int (*g)(int)",
        "const int c",
        "char *const s",
    ]
    assert describe(unit.functions["f"].symbol.ctype.params[3]) == "int"


def test_functions_returning_function_pointers() -> None:
    unit = unit_of("int (*pick(int which))(char) { return which ? 0 : 0; }")
    function = unit.functions["pick"]
    assert [symbol.name for symbol in function.params] == ["which"]
    assert describe(function.symbol.ctype, "pick") == "int (*pick(int))(char)"


def test_storage_and_specifiers() -> None:
    unit = unit_of(
        "static _Thread_local int t; static inline int f(void) { return t; }"
        "_Noreturn void die(void); void boot(void) __attribute__((constructor)); void boot(void) {}"
    )
    assert unit.objects["t"].storage == "static"
    assert unit.objects["t"].attributes == ("thread_local",)
    assert unit.functions["f"].attributes == ("inline",)
    assert unit.functions["boot"].attributes == ("constructor",)


def test_introduces_and_places() -> None:
    unit = unit_of(
        "enum e { A };\ntypedef int T;\nint x,\n  y = A;\nT f(T p) { T q = p; return q; }"
    )
    named = {symbol.name: symbol.place.line for symbol in unit.introduces.values()}
    assert named == {"A": 1, "T": 2, "x": 3, "y": 4, "f": 5, "p": 5, "q": 5}
    assert unit.objects["x"].place.unit == "t.c"


def test_enumerations_choose_gcc_types() -> None:
    unit = unit_of(
        "enum a { A = 1 }; enum b { B = -1 }; enum c { C = 1L << 40 };"
        "enum __attribute__((packed)) d { D = 200 }; enum f { F = _Alignof(int), G };"
    )
    underlying = {key.tag: definition.underlying for key, definition in unit.enums.items()}
    assert underlying == {
        "a": "unsigned int",
        "b": "int",
        "c": "unsigned long",
        "d": "unsigned char",
        "f": "unsigned int",
    }
    assert unit.lookup("G").value is None


def test_everything_in_a_record_definition_counts_once() -> None:
    unit = unit_of("struct s { int a; } x, *y, f(void); struct s *z = &x;")
    assert len(unit.records) == 1
    x = unit.objects["x"].ctype
    assert isinstance(x, Record)
    assert unit.objects["y"].ctype == unit.objects["z"].ctype == Pointer(x)


def test_a_large_unit_is_fast_enough() -> None:
    import time

    functions = "\n".join(
        f"static int f{n}(struct s *p, int x) {{\n  int y = x * {n};\n  if (p->a > y)\n"
        f"    p->next->b[x] = y + p->a;\n  return g(p, y) ? p->a : x;\n}}"
        for n in range(1000)
    )
    text = f"struct s {{ int a, b[4]; struct s *next; }}; int g(struct s *, int);\n{functions}\n"
    pre = preprocess(text, [], name="t.c")
    started = time.process_time()
    unit = build_unit(pre, "t.c", file_mode=True)
    assert len(unit.functions) == 1000
    # 6,000 lines; a tenth of this on an idle machine.
    assert time.process_time() - started < 6
