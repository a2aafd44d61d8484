"""What extraction makes of functions, what it leaves, and how it tells."""

from __future__ import annotations

import pytest

from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.engine.frontend import Frontend
from dsu_kernel.program.model import Program, Unit, Version
from dsu_kernel.toolchain.compiler import Compiler


def version(text: str, frontend: Frontend | None = None, *, files: bool = False) -> Version:
    frontend = frontend or Frontend(Compiler(()))
    return frontend.version(Program((Unit("u.c", text, "In[1]"),), files=files), 0)


def printed(made: Version, name: str) -> str:
    (unit,) = made.units
    return CPrinter().visit(unit.functions[name].node)


def members(made: Version, tag: str) -> list[str | None]:
    (unit,) = made.units
    (record,) = [r for key, r in unit.records.items() if key.tag == tag]
    return [member.name for member in record.fields]


def test_functions_without_points_stay_as_they_are() -> None:
    made = version(
        "int f(int n) { while (n) n--; return n; } int main(void) { update(); return f(1); }"
    )
    assert list(made.functions) == ["f", "main"]
    assert made.extraction.functions == {}
    assert made.extraction.not_extracted == ()


def test_the_pieces_of_a_loop() -> None:
    made = version(
        "int main(void) {\n int i = 0;\n while (i < 9) { i++; update(); }\n return i;\n}"
    )
    assert set(made.functions) == {"main", "main_loop_body", "main_loop_rest"}
    assert members(made, "main_loop") == ["dsu_result", "i"]
    assert printed(made, "main_loop_body") == (
        "static int main_loop_body(struct main_loop *loop)\n"
        "{\n"
        "    if (!(loop->i < 9)) {\n"
        "        return 1;\n"
        "    }\n"
        "    {\n"
        "        loop->i++;\n"
        "        update();\n"
        "    }\n"
        "    return 0;\n"
        "}"
    )
    assert "int next = main_loop_body(&state);" in printed(made, "main")


@pytest.mark.parametrize(
    ("loop", "points"),
    [
        ("for (;;) { update(); i++; }", 1),
        ("while (1) { { update(); } i++; }", 1),
        ("do { update(); i++; } while (1);", 1),
        ("again: update(); i++; goto again;", 1),
        ("for (;;) update();", 1),
        ("for (;;) { i++; update(); }", 0),
        ("for (;;) { int k = 1; update(); i += k; }", 0),
        ("while (i < 9) { update(); i++; }", 0),  # the condition comes between
        ("for (;; i++) { update(); }", 0),
        ("do { update(); i++; } while (i < 9);", 0),
        ("do { update(); i++; } while (0);", 0),
    ],
)
def test_a_point_that_begins_the_iterations_stands_between_them(loop: str, points: int) -> None:
    made = version(f"int main(void) {{ int i = 0; {loop} }}")
    assert printed(made, "main").count("update();") == points
    (body,) = (name for name in made.functions if name.endswith("_body"))
    assert "update();" in printed(made, body)


def test_origins_and_places_are_those_of_the_source() -> None:
    made = version("int main(void) {\n int i = 0;\n while (1) {\n  i++; update(); }\n}")
    origin = made.extraction.functions["main_loop_body"]
    assert (origin.function, origin.kind, origin.place.unit) == ("main", "iteration", "In[1]")
    assert origin.place.line == 3
    assert str(origin) == "the loop of main at In[1]:3:2"
    assert made.extraction.types["main_loop"].kind == "state"
    place = made.functions["main_loop_body"].place
    assert (place.unit, place.line) == ("In[1]", 3)


def test_names_count_the_loops_in_the_order_of_the_text() -> None:
    made = version(
        "int main(void) { for (int i = 0; i < 3; i++) { update(); while (i) { update(); i--; } }"
        " while (0) update(); do update(); while (0); while (1) ; }"
    )
    loops = [name for name, o in made.extraction.functions.items() if o.kind == "iteration"]
    assert sorted(loops) == [
        "main_loop2_body",
        "main_loop3_body",
        "main_loop4_body",
        "main_loop_body",
    ]


def test_names_of_the_program_are_not_taken() -> None:
    made = version(
        "struct main_loop { int a; }; int main_loop_body, loop, next, state;"
        "int main(void) { int r = 0;"
        " while (r < 3) { r += loop + next + state; update(); } return r; }"
    )
    assert {"main_loop__body", "main_loop__rest"} <= set(made.functions)
    assert "loop_->r += loop + next + state" in printed(made, "main_loop__body")


def test_members_keep_their_place_when_later_versions_add_some() -> None:
    frontend = Frontend(Compiler(()))
    text = "int main(void) { %s while (a) { a--; update(); } return 0; }"
    made = version(text % "int a = 1, b;", frontend)
    assert members(made, "main_loop") == ["dsu_result", "a", "b"]
    made = version(text % "int c; int a = 1; long d, b;", frontend)
    assert members(made, "main_loop") == ["dsu_result", "a", "b", "c", "d"]
    made = version(text % "int a = 1, d;", frontend)
    assert members(made, "main_loop") == ["dsu_result", "a", "d"]


def test_states_of_private_functions_of_files_are_private() -> None:
    made = version("#include <dsu.h>\nstatic void f(int n) { while (n--) update(); }", files=True)
    assert "f_loop_u" in made.extraction.types


def test_types_of_the_function_move_to_file_scope() -> None:
    made = version(
        "int main(void) { struct pair { int a, b; } p = {1, 2}; typedef struct pair pair;"
        " enum { LOW = 3 } kind = LOW; pair *q = &p;"
        " while (q->a < LOW) { q->a++; update(); } return kind; }"
    )
    (unit,) = made.units
    assert {"main_pair", "main_loop"} <= {key.tag for key in unit.records if not key.scope}
    assert made.extraction.types["main_pair"].kind == "type"
    assert "main_LOW" in printed(made, "main_loop_body")


def test_static_locals_keep_their_keys() -> None:
    made = version(
        "int f(void) { static int n; { static int n = 4; n++; } while (n < 9) { n++; update(); }"
        " return n; }"
    )
    assert {"f::n", "f::n#2"} <= set(made.globals)


def test_a_pragma_leaves_a_loop() -> None:
    made = version("int main(void) { \n#pragma dsu no_extract\n while (1) update(); }")
    assert list(made.functions) == ["main"]
    (left,) = made.extraction.not_extracted
    assert left.reason == "#pragma dsu no_extract says so"


def test_a_pragma_extracts_a_block() -> None:
    made = version(
        "int f(int a) {\n#pragma dsu extract\n { a += 2; if (a > 5) return 9; }\n return a; }"
    )
    assert set(made.functions) == {"f", "f_part_body", "f_part_rest"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("char a[n]; while (n--) update();", "a has a variable length"),
        ("int (*p)[n]; while (n--) update();", "p has a variable length"),
        ("while (n--) { alloca(4); update(); }", "memory from alloca would die with the iteration"),
        ("setjmp(env); while (n--) update();", "the function calls _setjmp"),
        ("void *p = &&l; while (n--) { l: update(); }", "the function uses labels as values"),
        ("if (n) goto l; while (n--) { l: update(); }", "goto l leads into the loop"),
        ("({ while (n--) update(); });", "it stands in a statement expression"),
        (
            "switch (n) { case 0: while (n--) { case 1: update(); } }",
            "a case label of a switch around it is in the loop",
        ),
        (
            "__attribute__((cleanup(done))) int x; while (n--) update();",
            "x has a cleanup function",
        ),
        (
            'while (n--) { __asm__ goto ("" : : : : out); update(); } out: ;',
            "the function has an asm goto",
        ),
        (
            "while (n-- > sizeof(enum { A = 3 })) { update(); n -= A; }",
            "a type is declared inside of an expression",
        ),
        (
            "int k = sizeof(struct a { int b; }); while (n--) { struct a x; update(); }",
            "a type is declared inside of an expression",
        ),
        (
            "const struct { const int a; } x = {1}; while (n--) update();",
            "x has members that are const or of open length",
        ),
        (
            'register int x __asm__("ebx"); while (n--) update();',
            "x lives in a register of its own",
        ),
        (
            "{ again: n--; } while (n--) { update(); if (n == 7) goto again; }",
            "goto again leads back to a place that is not in the blocks around it",
        ),
        (
            "switch (n) { case 0: again: if (n) break; while (n--) { update(); goto again; } }",
            "goto again leads back to a place that is not in the blocks around it",
        ),
    ],
)
def test_what_is_left_and_why(body: str, reason: str) -> None:
    head = "#include <alloca.h>\n#include <setjmp.h>\nstatic jmp_buf env; void done(int *);\n"
    made = version(f"{head}void f(int n) {{ {body} }}")
    assert "f_loop_body" not in made.functions
    (left,) = made.extraction.not_extracted
    assert (left.name, left.reason) == ("f", reason)
    assert left.place.line == 4


def test_variable_arguments_stay() -> None:
    made = version("void f(int n, ...) { while (n--) update(); }")
    (left,) = made.extraction.not_extracted
    assert left.reason == "the function takes variable arguments"
    assert str(left) == (
        "In[1]:1:22: the loop of f is not extracted: the function takes variable arguments"
    )
