"""Functions of which no pointer is anywhere but in constant tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsu_kernel.analysis.safety.calls.callgraph import build_call_graph
from dsu_kernel.analysis.safety.calls.tables import handlers
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.unit import build_unit

HEADERS = Path(__file__).parents[2] / "runtime_c"

TABLE = """
struct command { const char *name; void (*run)(int); int level; };
void list(int n);
void quit(int n);
static const struct command commands[] = { { "list", list, 1 }, { "quit", &quit, 0 } };
void list(int n) {}
void quit(int n) {}
"""

LOOK = """
const struct command *find(int i) { return i < 2 ? &commands[i] : (void *)0; }
void run(int i) {
    const struct command *found = find(i);
    if (found && found->run != 0 && found->level) found->run(i);
}
"""


def found(text: str) -> frozenset[str]:
    program = f"#include <dsu.h>\n#include <string.h>\n{text}"
    flags = ("-isystem", str(HEADERS), "-DDSU_UPDATABLE")
    unit = build_unit(preprocess(program, flags, name="t.c"), "t.c", file_mode=False)
    return handlers(build_call_graph([unit]))


@pytest.mark.parametrize(
    "rest",
    [
        "",
        LOOK,
        "void all(void) { for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)"
        " (*commands[i].run)(commands[i].level); }",
        "int same(int i, int k) { return commands[i].run == commands[k].run; }",
    ],
)
def test_handlers(rest: str) -> None:
    assert found(TABLE + rest) == {"list", "quit"}


@pytest.mark.parametrize(
    "rest",
    [
        # a row is copied, or looked at as something else
        "struct command copy; void f(void) { copy = commands[0]; }",
        "void f(void) { struct command copy = commands[0]; }",
        "void f(void *to) { memcpy(to, commands, 8); }",
        "long f(void) { return (long)&commands[1]; }",
        "struct command g(void) { return commands[0]; }",
        # a pointer to a row is kept
        "const struct command *last; void f(void) { last = commands; }",
        "void *last = &commands[1];",
        "struct state { const struct command *now; };",
        "void *last; void f(void) { last = (void *)commands; }",
        "void f(void **last) { *last = (void *)&commands[0]; }",
        "void *m; void f(void) { const struct command **p = m; *p = commands; }",
        "void f(void) { const struct command *(*p)[2] = (void *)0; (*p)[1] = commands; }",
        # a handler is taken out of its row
        "void (*last)(int); void f(void) { last = commands[0].run; }",
        "void f(void (*g)(int)); void h(void) { f(commands[0].run); }",
        "void (*f(void))(int) { return commands[0].run; }",
        "void f(void) { void (*const *where)(int) = &commands[0].run; (*where)(1); }",
        # an update may come while a row is looked at
        "void f(const struct command *c) { dsu_update(); c->run(1); }",
        # so it may while a row is looked at on a stack that is not the current one
        "#include <ucontext.h>\nucontext_t a, b;"
        " void f(const struct command *c) { swapcontext(&a, &b); c->run(1); }",
    ],
)
def test_what_a_pointer_can_get_out_by(rest: str) -> None:
    assert found(TABLE + rest) == set()


def test_pointers_elsewhere() -> None:
    assert found(TABLE + "void (*other)(int) = list;") == {"quit"}
    assert found(TABLE + "void f(void) { void (*g)(int) = quit; g(1); }") == {"list"}


@pytest.mark.parametrize(
    "table",
    [
        TABLE.replace("static const struct", "static struct"),
        TABLE.replace("void (*run)(int);", "void *run;"),
        TABLE.replace("void (*run)(int);", "struct { void (*run)(int); } in;"),
        TABLE.replace("int level; }", "const struct command *next; }"),
        TABLE.replace("void (*run)(int);", "long run;").replace("list, 1", "(long)list, 1"),
    ],
)
def test_other_tables(table: str) -> None:
    assert found(table.replace("&quit", "0") + LOOK.replace("->run", "->level")) == set()
