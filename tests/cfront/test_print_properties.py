"""For any tree: what is printed parses to the same tree."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pycparser import c_ast

from dsu_kernel.cfront.parsing.parser import parse
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.syntax.nodes import StmtExpr

BINARY = ["+", "-", "*", "/", "%", "<<", ">>", "<", "<=", "==", "!=", "&", "|", "^", "&&", "||"]
PREFIX = ["+", "-", "!", "~", "*", "&", "__real__", "__extension__", "++", "--", "p++", "p--"]


def chain(declarator: list[c_ast.Node], name: str | None, quals: list[str]) -> c_ast.Node:
    """Put fresh copies of declarator parts around a type name."""
    inner = c_ast.TypeDecl(name, quals, None, c_ast.IdentifierType(["int"]))
    node: c_ast.Node = inner
    for part in reversed(declarator):
        if isinstance(part, c_ast.PtrDecl):
            node = c_ast.PtrDecl(part.quals, node)
        elif isinstance(part, c_ast.ArrayDecl):
            node = c_ast.ArrayDecl(node, part.dim, [])
        else:
            node = c_ast.FuncDecl(None, node)
    return node


quals = st.sampled_from([[], ["const"], ["volatile", "const"]])
parts = st.lists(
    st.one_of(
        st.builds(lambda q: c_ast.PtrDecl(q, None), quals),
        st.just(c_ast.ArrayDecl(None, c_ast.Constant("int", "3"), [])),
        st.just(c_ast.FuncDecl(None, None)),
    ),
    max_size=5,
)
type_names = st.builds(lambda p, q: c_ast.Typename(None, q, None, chain(p, None, q)), parts, quals)
leaves = st.one_of(
    st.sampled_from("abc").map(c_ast.ID),
    st.sampled_from(["1", "2"]).map(lambda v: c_ast.Constant("int", v)),
    st.just(c_ast.Constant("string", '"s"')),
)


def larger(expr: st.SearchStrategy[c_ast.Node]) -> st.SearchStrategy[c_ast.Node]:
    """Expressions with ``expr`` as operands."""
    object_like = expr.filter(lambda e: not isinstance(e, c_ast.Constant))  # no `1.m` in C
    several = st.lists(expr, min_size=2, max_size=3).map(c_ast.ExprList)
    return st.one_of(
        st.builds(c_ast.BinaryOp, st.sampled_from(BINARY), expr, expr),
        st.builds(c_ast.UnaryOp, st.sampled_from(PREFIX), expr),
        st.builds(c_ast.UnaryOp, st.just("sizeof"), st.one_of(expr, type_names)),
        st.builds(c_ast.Cast, type_names, expr),
        st.builds(c_ast.TernaryOp, expr, st.one_of(st.none(), expr, several), expr),
        st.builds(c_ast.Assignment, st.sampled_from(["=", "+="]), expr, expr),
        st.builds(c_ast.ArrayRef, expr, st.one_of(expr, several)),
        st.builds(
            c_ast.StructRef, object_like, st.sampled_from([".", "->"]), st.just(c_ast.ID("m"))
        ),
        st.builds(c_ast.FuncCall, expr, st.one_of(st.none(), several)),
        st.builds(lambda t, e: c_ast.CompoundLiteral(t, c_ast.InitList([e]), []), type_names, expr),
        st.builds(lambda e: StmtExpr(c_ast.Compound([e])), expr),
        several,
    )


expressions = st.recursive(leaves, larger, max_leaves=12)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(expressions)
def test_expressions(tree: c_ast.Node) -> None:
    text = CPrinter().expr(tree)
    (function,) = parse(f"void f(void) {{ {text}; }}", filename="u").ext
    (again,) = function.body.block_items
    assert repr(again) == repr(tree)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(parts, quals)
def test_declarators(declarator: list[c_ast.Node], words: list[str]) -> None:
    tree = c_ast.Decl("x", words, [], [], [], chain(declarator, "x", words), None, None)
    (again,) = parse(CPrinter().visit(tree) + ";", filename="u").ext
    assert repr(again) == repr(tree)
