"""The printer's forms, its hooks, and its line markers."""

from __future__ import annotations

import pytest
from pycparser import c_ast

from dsu_kernel.cfront.parsing.parser import parse
from dsu_kernel.cfront.printing.printer import CPrinter, compact_markers, line_marker
from dsu_kernel.errors import UnsupportedConstruct


def printed(text: str, *typedefs: str) -> str:
    return CPrinter().visit(parse(text, filename="u", typedef_names=typedefs))


def expression(text: str) -> str:
    (decl,) = parse(f"int x = {text};", filename="u", typedef_names=["T"]).ext
    return CPrinter().expr(decl.init)


@pytest.mark.parametrize(
    "text",
    [
        "a - (b - c)",
        "a - b - c",
        "a * b + c",
        "(a & b) == c",
        "(a << 1) + b",
        "(a && b) || c",
        "a == 1 && b < 2",
        "- -a",
        "-(-1 + a)",
        "& &&l",
        "!a",
        "*p++",
        "(*p)++",
        "-(T)a",
        "(T)-a",
        "(T)(a + b)",
        "f((a, b), c)",
        "a ? b : c ? d : e",
        "(a ? b : c) ? d : e",
        "a ? (b, c) : d",
        "a ? (b = c) : d",
        "a ?: b",
        "sizeof(a)",
        "sizeof(int [3])",
        "sizeof(int (*)(int, T *))",
        "(T){.a = 1, [2] = {3}}.b",
        "(&(T){1})->c[2]",
        "a.b->c[1](2)",
        "(*f)(a)",
        "__real__ a + __extension__ b",
        "__builtin_offsetof(T, a.b)",
        "_Generic(a, int: 1, default: 2)",
        "(char *const *)p",
        "(int (*(*)(void))[3])p",
    ],
)
def test_expressions_print_as_written(text: str) -> None:
    assert expression(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "int (*f(int a))(char);",
        "int *(*(*x[2])(void))[3];",
        "const char *const *volatile p;",
        "struct S {\n    int a : 3;\n    int : 0;\n} s = {1};",
        'static int x __asm__("y") __attribute__((used)) = 3;',
        "void (__attribute__((noreturn)) *f)(void);",
        "typedef struct {\n    int a;\n} T;",
        '_Static_assert(1, "m");',
        "enum E {\n    A,\n    B = 2,\n};",
        "extern _Alignas(16) char b[];",
        '__asm__ ("nop");',
        "#pragma pack(1)",
        "int f(int a[static const 3], int, ...);",
    ],
)
def test_declarations_print_as_written(text: str) -> None:
    assert printed(text) == text + "\n"


def test_words_that_old_standards_lack_are_spelled_for_all() -> None:
    text = printed('inline int f(int *restrict p) { typeof(p) q; asm(""); }')
    for word in ("__inline__", "__restrict", "__typeof__", "__asm__"):
        assert word in text


def test_a_shared_record_is_defined_once() -> None:
    text = printed("struct { int a; } x, *y; typedef struct s { int b; } T, *P;")
    assert text.count("int a;") == text.count("int b;") == 1
    first, second = text.split("\n} x;\n")
    tag = first.split()[1]
    assert second.startswith(f"struct {tag} *y;")
    assert "typedef struct s *P;" in text


def test_a_made_up_tag_comes_from_the_place() -> None:
    text = '# 7 "In[1]"\nstruct { int a; } x, *y;'
    first = printed(text)
    assert first == printed(text)
    assert "__anon_In_1__7_8" in first


def test_declarators_that_belong_together_stay_together() -> None:
    text = "void f(void) { T T = 1, *p = &T; typeof(g()) a, b; }"
    lines = [line.strip() for line in printed(text, "T").splitlines()]
    assert "T T = 1, *p = &T;" in lines
    assert "__typeof__(g()) a, b;" in lines


def test_an_assignment_as_a_condition_is_marked_as_meant() -> None:
    assert "if ((a = b)) {" in printed("int f(a, b) { if (a = b) ; }")


def test_attributes_of_a_definition_go_first() -> None:
    text = printed("int __attribute__((noinline)) f(void) { }")
    assert text.startswith("__attribute__((noinline)) int f(void)\n")


def test_printing_leaves_the_tree_alone() -> None:
    tree = parse("struct { int a; } x, *y; int f(a) int a; { return -a; }", filename="u")
    before = repr(tree)
    CPrinter(line_markers=True).visit(tree)
    assert repr(tree) == before


class Wrapping(CPrinter):
    """What the transformer does: member accesses and names go through text of their own."""

    def visit_StructRef(self, n: c_ast.StructRef) -> str:
        pointer = self.expr(n.name) if n.type == "->" else f"&{self.expr(n.name)}"
        return f"con({pointer})->{n.field.name}"

    def visit_ID(self, n: c_ast.ID) -> str:
        return f"(*{n.name}_fptr)" if n.name == "f" else super().visit_ID(n)

    def visit_BinaryOp(self, n: c_ast.BinaryOp) -> str:
        return f"[{super().visit_BinaryOp(n)}]" if n.op == "%" else super().visit_BinaryOp(n)


def test_overrides_apply_at_any_depth() -> None:
    tree = parse("int x = f(a->b.c + 1, s.d % 2 % 3 + ({ t->u; })) ? g : f;", filename="u")
    text = " ".join(Wrapping().expr(tree.ext[0].init).split())
    assert text == (
        "(*f_fptr)(con(&con(a)->b)->c + 1, [[con(&s)->d % 2] % 3] + ({ con(t)->u; }))"
        " ? g : (*f_fptr)"
    )


def test_too_deep_nesting_is_reported() -> None:
    tree = parse("int x = a" + "->n" * 5000 + ";", filename="u")
    with pytest.raises(UnsupportedConstruct, match="nesting as deep as here"):
        CPrinter().visit(tree)


# ---- line markers ---------------------------------------------------------------------------


def test_line_markers_are_emitted_where_counting_fails() -> None:
    tree = parse(
        '# 1 "In[1]"\nint f(int a) {\n\n\n  a++;\n  return a; }\n# 1 "In[2] \\"b\\\\"\nint x;',
        filename="u",
    )
    text = compact_markers(CPrinter(line_markers=True).visit(tree))
    assert text == (
        '# 1 "In[1]"\nint f(int a)\n{\n# 4 "In[1]"\n    a++;\n    return a;\n}\n'
        '# 1 "In[2] \\"b\\\\"\nint x;\n'
    )


def test_markers_are_off_by_default() -> None:
    assert "#" not in printed("int f(void) {\n\n\n  return 1; }")


def test_compacting_keeps_what_is_needed() -> None:
    one, two = line_marker("a", 1), line_marker("a", 2)
    assert compact_markers(f"{one}x;\n{two}y;\n{two}z;\n") == f"{one}x;\ny;\n{two}z;\n"
