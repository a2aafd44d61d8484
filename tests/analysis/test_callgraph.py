import pytest
from safety_support import safety_of, unit_of

from dsu_kernel.analysis.safety.calls.callgraph import build_call_graph
from dsu_kernel.analysis.safety.calls.direct import direct_edges, only_calls, reissue_closure
from dsu_kernel.analysis.safety.calls.points import read_pragmas
from dsu_kernel.errors import UnsupportedConstruct


def graph_of(text, **options):
    return safety_of(text, **options).graph


def test_direct_library_and_indirect_calls():
    graph = graph_of("""#include <stdio.h>
void g(void) {}
void f(void (*p)(int)) { g(); (*g)(); (&g)(); puts("x"); p(1); (*p)(2); update();
    __builtin_trap(); }
""")
    found = [(c.kind, c.callee) for c in graph.calls("f")]
    assert found == [
        ("direct", "g"),
        ("direct", "g"),
        ("direct", "g"),
        ("library", "puts"),
        ("indirect", None),
        ("indirect", None),
        ("point", "update"),
        ("library", "__builtin_trap"),
    ]
    assert not graph.address_taken


def test_address_taken_in_code_and_in_initialisers():
    graph = graph_of("""void a(void) {} void b(void) {} void c(void) {} void d(void) {}
void (*table[])(void) = { a, &b };
void f(void) { static void (*p)(void) = c; p = d; a(); }
""")
    found = {
        key: [(t.place.line, t.within) for t in taken] for key, taken in graph.address_taken.items()
    }
    assert found == {"a": [(2, None)], "b": [(2, None)], "c": [(3, "f")], "d": [(3, "f")]}


def test_a_function_of_the_program_named_like_an_update_point_is_not_one():
    graph = graph_of("void refresh(void) {}\nvoid f(void) { refresh(); }")
    assert not graph.spans("f")
    unit = unit_of("void update(void) {}\nvoid f(void) { update(); }")
    assert not build_call_graph((unit,)).spans("f")


def test_the_address_of_an_update_point_is_refused():
    with pytest.raises(UnsupportedConstruct, match="address of update"):
        graph_of("void f(void) { void (*p)(void) = update; p(); }")


def test_spans_is_transitive_and_knows_pointers():
    graph = graph_of("""void point(void) { dsu_update(); }
void direct(void) { point(); }
void through(void (*p)(void)) { p(); }
void (*pointer)(void) = direct;
void unrelated(int (*p)(int)) { p(1); }
int leaf(int n) { return n ? leaf(n - 1) : 0; }
void old(int (*p)()) { p(); }
""")
    spans = {key for key in graph.functions if graph.spans(key)}
    assert spans == {"point", "direct", "through", "old"}


def test_hooks_of_the_library_may_be_called_anywhere():
    graph = graph_of("""#define _GNU_SOURCE
#include <stdio.h>
long in(void *c, char *b, unsigned long n) { update(); return 0; }
cookie_io_functions_t io = { .read = in };
void open_it(void) { fopencookie(0, "r", io); }
void print(void) { printf("x"); }
""")
    assert graph.spans("print")


def test_an_alias_is_another_name():
    graph = graph_of("""void real(void) { update(); }
void other(void) __attribute__((alias("real")));
void f(void) { other(); }
""")
    assert graph.spans("f")


EDGES = """#include <stdlib.h>
#pragma dsu indirect pinned
struct T { int x; };
int leaf(struct T *t) { return t->x; }
int pinned(struct T *t) { return t->x; }
int many(int n, ...) { return n; }
int old(n) int n; { return n; }
__attribute__((noinline)) int kept(void) { return 1; }
int middle(struct T *t) { return leaf(t) + pinned(t) + many(1, 2) + old(3) + kept(); }
int self(int n) { return n ? self(n - 1) + middle(0) : 0; }
int spanning(struct T *t) { update(); return leaf(t); }
int main(int argc, char **argv) { return argc ? main(0, argv) : self(2); }
"""


def edges_of(text):
    safety = safety_of(text)
    return direct_edges(safety.graph, read_pragmas(safety.graph.units).indirect)


def test_direct_edges():
    assert edges_of(EDGES) == {("middle", "leaf"), ("self", "self")}


def test_a_large_leaf_is_called_through_its_slot():
    body = "n += n * 3; " * 30
    text = f"int big(int n) {{ {body} return n; }}\nint f(void) {{ return big(1); }}"
    assert edges_of(text) == frozenset()


ONCE = """
#include "dsu.h"
static int twice(int n) { BIG return n; }
static int innermost(int n) { BIG return twice(n); }
static int inner(int n) { BIG return innermost(n); }
static int outer(int n) { BIG return inner(n) + twice(n); }
static int taken(int n) { BIG return n; }
static int (*pointer)(int) = taken;
static int again(int n) { BIG return n ? again(n - 1) : 0; }
static int points(int n) { BIG update(); return n; }
static int dead(int n);
static int end(int n) { BIG return dead(n); }
static int dead(int n) { BIG return end(n); }
int visible(int n) { BIG return n; }
int f(int n) { return outer(n) + taken(n) + visible(n) + again(n); }
int main(void) { f(1); return points(1); }
""".replace("BIG", "n += n * 3; " * 30)


def test_a_static_function_with_one_caller_is_called_directly():
    graph = safety_of(ONCE).graph
    edges = direct_edges(graph)
    chain = {("f", "outer"), ("outer", "inner"), ("inner", "innermost")}
    assert edges == chain | {("again", "again"), ("dead", "end"), ("end", "dead")}
    assert only_calls(graph, edges) == {"innermost", "outer"}
    far = {f"f{n}": f"f{n + 1}" for n in range(5000)}
    assert not only_calls(graph, far.items())


def test_code_with_a_symbol_of_its_own_is_not_repeated():
    text = 'static int f(void) {{ __asm__("{}"); return 1; }} int g(void) {{ return f(); }}'
    for template in (
        "mark: nop",
        "nop; a.b: nop",
        "nop\\n\\tmark:",
        "1: mark%c0: nop",
        '.push" "section sites',
        "x = 1",
        ".set x, 1",
    ):
        assert edges_of(text.format(template)) == frozenset()
    for template in ("1: nop; jmp 1b", ".L%=: nop", "mov %%fs:0, %%rax", ".byte 0x90; lock; nop"):
        assert edges_of(text.format(template)) == {("g", "f")}


def test_only_functions_of_the_same_unit_are_called_directly():
    one = unit_of("int leaf(void) { return 1; }", "1.c", file_mode=True)
    two = unit_of("int leaf(void);\nint f(void) { return leaf(); }", "2.c", file_mode=True)
    assert direct_edges(build_call_graph((one, two))) == frozenset()


def test_a_weak_definition_beside_another_is_not_called():
    head = '#include "dsu.h"\n'
    strong = unit_of(head + "int f(void) { update(); return 1; }", "1.c", file_mode=True)
    weak = unit_of(head + "__attribute__((weak)) int f(void) { return 2; }", "2.c", file_mode=True)
    caller = unit_of("int f(void);\nint main(void) { return f(); }", "3.c", file_mode=True)
    for units in ((strong, weak, caller), (weak, strong, caller)):
        graph = build_call_graph(units)
        assert graph.unit_of["f"] is strong
        assert graph.spans("main")


def test_what_a_change_reissues():
    edges = {("b", "a"), ("c", "b"), ("c", "c"), ("d", "x")}
    assert reissue_closure({"a"}, edges) == {"b": "calls a directly", "c": "calls b directly"}
    assert reissue_closure({"a", "b"}, edges) == {"c": "calls b directly"}
    assert reissue_closure(set(), edges) == {}


def test_pragmas_in_all_places():
    unit = unit_of("""#pragma dsu fixed T
#pragma dsu indirect f, g
#pragma once_upon_a_time
void f(void) {
#pragma dsu indirect h
}
""")
    found = read_pragmas((unit,))
    assert found.fixed == {"T"}
    assert found.indirect == {"f", "g", "h"}


def test_a_comparator_in_a_variable_may_be_any_that_is_known():
    graph = graph_of("""#include <stdlib.h>
int quiet(const void *a, const void *b) { return 0; }
int loud(const void *a, const void *b) { update(); return 0; }
int (*known)(const void *, const void *) = loud;
void named(int *v) { qsort(v, 4, 4, quiet); }
void variable(int *v, int (*order)(const void *, const void *)) { qsort(v, 4, 4, order); }
""")
    assert not graph.spans("named")
    assert graph.spans("variable")
