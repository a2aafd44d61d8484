from __future__ import annotations

from type_oracle import unit_of

from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics.conversions import conversions
from dsu_kernel.cfront.types import describe


def found(text: str, function: str | None = None) -> list[str]:
    unit = unit_of(text)
    one = unit.functions[function] if function else None
    return [
        f"{c.why}: {CPrinter().expr(c.node)}: {describe(c.source)} -> "
        f"{describe(c.target) if c.target else '?'}"
        + (f" #{c.arg_index}" if c.call is not None else "")
        for c in conversions(unit, one)
    ]


def test_every_kind_of_conversion() -> None:
    text = """
    struct s { int x; long y[2]; }; void take(void *, ...); int old();
    char *f(struct s *p, long n, int c) {
      struct s local = { c, { n } };
      p->x = n;
      p->x += n;
      take(p, n, &local);
      old(c);
      take((char *)p);
      return c ? (void *)p : 0;
    }"""
    assert found(text) == [
        "init: c: int -> int",
        "init: n: long -> long",
        "assign: n: long -> int",
        "argument: p: struct s * -> void * #0",
        "variadic: n: long -> ? #1",
        "variadic: &local: struct s * -> ? #2",
        "variadic: c: int -> ? #0",
        "argument: (char *)p: char * -> void * #0",
        "cast: p: struct s * -> char *",
        "return: c ? (void *)p : 0: void * -> char *",
        "conditional: (void *)p: void * -> void *",
        "conditional: 0: int -> void *",
        "cast: p: struct s * -> void *",
    ]


def test_file_scope_initialisers_belong_to_the_unit() -> None:
    text = 'int x; void *p = &x, *q[] = { [2] = &x }; void f(void) { p = "s"; }'
    assert found(text) == [
        "init: &x: int * -> void *",
        "init: &x: int * -> void *",
        'assign: "s": char [2] -> void *',
    ]
    assert found(text, "f") == ['assign: "s": char [2] -> void *']


def test_inner_calls_returns_and_literals() -> None:
    text = """
    struct s { double d; }; struct s g(struct s);
    struct s h(int i) { return g((struct s){ i }); }"""
    assert found(text, "h") == [
        "return: g((struct s){i}): struct s -> struct s",
        "argument: (struct s){i}: struct s -> struct s #0",
        "init: i: int -> double",
    ]


def test_calls_through_pointers_use_the_prototype() -> None:
    assert found("void f(void (*h)(long), int x) { h(x); (*h)(x); }") == [
        "argument: x: int -> long #0",
        "argument: x: int -> long #0",
    ]


def test_places_name_the_line() -> None:
    unit = unit_of("int f(long n) {\n  int x;\n  x = n;\n  return x;\n}")
    assert [(c.why, c.place.line) for c in conversions(unit)] == [("assign", 3), ("return", 4)]
