"""The parser: tree shapes, scopes, places, errors, and its footing in pycparser."""

from __future__ import annotations

import inspect
import sys
from types import FrameType

import pycparser
import pytest
from pycparser import c_ast
from pycparser.c_parser import CParser
from roundtrip_programs import PROGRAMS

from dsu_kernel.cfront.parsing.parser import Extent, GnuParser, parse, parse_unit
from dsu_kernel.cfront.syntax.nodes import (
    Asm,
    AsmLabel,
    CaseRange,
    ComputedGoto,
    GnuAttribute,
    LabelAddress,
    LocalLabels,
    StmtExpr,
)
from dsu_kernel.errors import ParseError, Place, UnsupportedConstruct


def items(text: str, *typedefs: str) -> list[c_ast.Node]:
    ext: list[c_ast.Node] = parse(text, filename="In[1]", typedef_names=typedefs).ext
    return ext


def body(text: str, *typedefs: str) -> list[c_ast.Node]:
    """The items of a function body."""
    (function,) = items(f"void f(void) {{ {text} }}", *typedefs)
    block: list[c_ast.Node] = function.body.block_items
    return block


def expression(text: str, *typedefs: str) -> c_ast.Node:
    (decl,) = items(f"int x = {text};", *typedefs)
    return decl.init


# ---- GNU nodes ------------------------------------------------------------------------------


def test_statement_expression_is_told_from_a_block() -> None:
    outer, block = body("({ ({ 1; }); }); { ; }")
    assert isinstance(outer, StmtExpr)
    assert isinstance(outer.block.block_items[0], StmtExpr)
    assert isinstance(block, c_ast.Compound)


def test_omitted_operand() -> None:
    node = expression("a ?: b ?: c")
    assert node.iftrue is None
    assert node.iffalse.iftrue is None


def test_case_ranges() -> None:
    (switch,) = body("switch (x) { case 1 ... 5: case 7: a(); b(); default: ; }")
    first, second, default = switch.stmt.block_items
    assert isinstance(first.expr, CaseRange)
    assert (first.stmts, len(second.stmts)) == ([], 2)
    assert isinstance(default, c_ast.Default)


def test_designators() -> None:
    init = expression("{[1 ... 3] = 1, [4] 2, old: 3, .new.er[0] = 4}")
    ranged, oldest, old, new = init.exprs
    assert isinstance(ranged.name[0].expr, CaseRange)
    assert isinstance(oldest.name[0], c_ast.ArrayDesignator)
    assert [name.name for name in old.name] == ["old"]
    assert [type(name).__name__ for name in new.name] == ["ID", "ID", "ArrayDesignator"]


def test_computed_goto_and_local_labels() -> None:
    labels, goto, address = body("__label__ a, b; goto *p; q = &&a;")
    assert isinstance(labels, LocalLabels)
    assert labels.names == ["a", "b"]
    assert isinstance(goto, ComputedGoto)
    assert isinstance(address.rvalue, LabelAddress)


def test_asm_statement() -> None:
    (node,) = body(
        'asm volatile goto ("nop" "\\n" : [r] "=r" (a), "+m" (*b) : "r" (c) : "cc" : l);'
    )
    assert isinstance(node, Asm)
    assert node.qualifiers == ["volatile", "goto"]
    assert [o.name for o in node.outputs or ()] == ["r", None]
    assert (node.clobbers, node.labels) == (['"cc"'], ["l"])
    assert [name for name, _ in node.children()] == ["outputs[0]", "outputs[1]", "inputs[0]"]


def test_basic_asm_has_no_sections() -> None:
    (node,) = items('asm("nop");')
    assert isinstance(node, Asm)
    assert node.outputs is None


def test_asm_label_and_attributes_of_a_declarator() -> None:
    (decl,) = items('int f(int) __asm__("g") __attribute__((noinline, __aligned__(8)));')
    label, attribute = decl.attributes
    assert isinstance(label, AsmLabel)
    assert isinstance(attribute, GnuAttribute)
    assert attribute.names == ("noinline", "aligned")
    assert attribute.entries == (("noinline", ""), ("aligned", "8"))


def test_attribute_places() -> None:
    text = (
        "static __attribute__((a)) int *__attribute__((b)) x __attribute__((c)),"
        " __attribute__((d)) y;"
    )
    x, y = items(text)

    def names(nodes: list[c_ast.Node]) -> list[str]:
        return [name for node in nodes for name in node.names]

    assert names(x.attributes) == ["a", "c"]
    assert names(y.attributes) == ["a", "d"]
    assert names(x.type.attributes) == ["b"]


def test_attributes_of_records_and_enumerators() -> None:
    struct, enum = items(
        "struct __attribute__((packed)) S { int a; } __attribute__((aligned(4)));"
        "enum { A __attribute__((unused)) = 1 };"
    )
    assert [a.names for a in struct.type.attributes] == [("packed",), ("aligned",)]
    assert enum.type.values.enumerators[0].attributes[0].names == ("unused",)


def test_attribute_text_over_several_lines_follows_markers() -> None:
    text = 'int a __attribute__((\n# 7 "u.c"\naligned(\n8)));\nint b;'
    a, b = items(text)
    assert a.attributes[0].entries == (("aligned", "8"),)
    assert (b.coord.file, b.coord.line) == ("u.c", 9)


def test_builtins_take_types() -> None:
    call = expression("__builtin_types_compatible_p(int *, T[2])", "T")
    assert [type(a).__name__ for a in call.args.exprs] == ["Typename", "Typename"]
    offset = expression("__builtin_offsetof(struct s, a[1].b)")
    assert isinstance(offset.args.exprs[1], c_ast.StructRef)
    vararg = expression("__builtin_va_arg(ap, int *)")
    assert isinstance(vararg.args.exprs[1], c_ast.Typename)


def test_unary_operators_of_gnu() -> None:
    assert expression("__alignof__(x)").op == "__alignof__"
    assert expression("__alignof x").op == "__alignof__"
    assert expression("_Alignof(int)").op == "_Alignof"
    assert expression("__real z").op == "__real__"
    assert expression("__extension__ 3").op == "__extension__"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "int"),
        ("0x1fUL", "unsigned long int"),
        ("0b1ll", "long long int"),
        ("1.", "double"),
        ("0x1p3f", "float"),
        ("1e5L", "long double"),
        ("2i", "_Complex int"),
        ("2.0if", "_Complex float"),
        ("1.5f128", "_Float128"),
        ("1.5f64x", "_Float64x"),
        ("2.0q", "__float128"),
        ("1.5dd", "_Decimal64"),
        ("'a'", "char"),
        ("L'a'", "char"),
        ("0xf", "int"),
        ("0xdf", "int"),
    ],
)
def test_constants(text: str, kind: str) -> None:
    node = expression(text)
    assert (node.type, node.value) == (kind, text)


def test_keywords_are_canonical() -> None:
    (decl,) = items("static __inline__ __const int *__restrict__ f(__signed__ x, __volatile y);")
    assert decl.funcspec == ["inline"]
    assert decl.quals == ["const"]
    assert decl.type.type.quals == ["restrict"]
    assert decl.type.args.params[0].type.type.names == ["signed"]


# ---- scopes ---------------------------------------------------------------------------------


def test_typedef_names_can_be_seeded() -> None:
    (decl,) = items("T *x;", "T")
    assert decl.type.type.type.names == ["T"]


def test_a_declarator_is_in_scope_in_its_initialiser() -> None:
    (decl,) = body("T *T = m(sizeof *T);", "T")
    assert isinstance(decl.init.args.exprs[0].expr, c_ast.UnaryOp)


def test_a_label_may_be_named_like_a_typedef() -> None:
    label, goto, decl = body("T: ; goto T; T x;", "T")
    assert (label.name, goto.name) == ("T", "T")
    assert decl.name == "x"


def test_names_hide_typedefs_in_their_scope_only() -> None:
    block, decl = body("{ int T = 2; T * T; } T *p;", "T")
    assert isinstance(block.block_items[1], c_ast.BinaryOp)
    assert isinstance(decl.type, c_ast.PtrDecl)


def test_parameters_hide_typedefs_in_the_body_only() -> None:
    first, second = items("int f(int T) { return T * T; } T *g(void) { return 0; }", "T")
    assert isinstance(first.body.block_items[0].expr, c_ast.BinaryOp)
    assert second.decl.name == "g"


def test_a_later_parameter_sees_an_earlier_one() -> None:
    (decl,) = items("void f(int T, int a[sizeof(T) * T]);", "T")
    dim = decl.type.args.params[1].type.dim
    assert isinstance(dim.left.expr, c_ast.ID)


def test_a_typedef_name_alone_in_parentheses_is_a_type() -> None:
    unnamed, named = items("int f(int (T)); int g(int (*T)(int));", "T")
    assert isinstance(unnamed.type.args.params[0], c_ast.Typename)
    assert named.type.args.params[0].name == "T"


def test_members_and_enumerators_named_like_typedefs() -> None:
    struct, enum = items("struct s { T T; unsigned U : 3; T : 2; }; enum { U };", "T", "U")
    assert [m.name for m in struct.type.decls] == ["T", "U", None]
    assert enum.type.values.enumerators[0].name == "U"


def test_an_inner_typedef_hides_a_variable() -> None:
    _, typedef, decl = body("int v; typedef int v; v *w;")
    assert isinstance(typedef, c_ast.Typedef)
    assert decl.name == "w"


# ---- old C ----------------------------------------------------------------------------------


def test_old_style_definitions_and_implicit_int() -> None:
    f, g, x = items("f(a, b) char *b; { } static g(c) { } static x = 3;")
    assert [p.name for p in f.decl.type.args.params] == ["a", "b"]
    assert [d.name for d in f.param_decls] == ["b"]
    assert g.decl.type.type.type.names == ["int"]
    assert x.type.type.names == ["int"]


def test_declarators_of_one_declaration_share_their_record() -> None:
    x, y = items("struct { int a; } x, *y;")
    assert x.type.type is y.type.type.type


# ---- places and errors ----------------------------------------------------------------------


def test_every_node_has_its_place() -> None:
    (function,) = items('# 3 "In[2] \\"a\\\\b\\303\\251"\nint f(void) {\n  return 1\n    + x;\n}')
    expr = function.body.block_items[0].expr
    assert (expr.right.coord.file, expr.right.coord.line) == ('In[2] "a\\bé', 5)
    assert expr.right.coord.column == 7


def test_extents_of_file_scope_items() -> None:
    parsed = parse_unit(
        "int a, *b;\n  struct s {\n int x; };\n#pragma pack(1)\nint f(void)\n{\n}\n;",
        filename="u",
    )
    assert [parsed.extents[node] for node in parsed.ast.ext] == [
        Extent("u", 1, 1, 1, 10),
        Extent("u", 1, 1, 1, 10),
        Extent("u", 2, 3, 3, 10),
        Extent("u", 4, 1, 4, 15),
        Extent("u", 5, 1, 7, 1),
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("int a\nint b;", Place("u", 2, 1), "expected ';' before 'int'"),
        ("int f(void) { return 1 }", Place("u", 1, 24), "expected ';' before '}'"),
        ("int f(void) {\n", Place("u", 1, 13), "expected '}' at end of input"),
        ("int x = ;", Place("u", 1, 9), "expected an expression before ';'"),
        ("int f(void) { foo *p; bar q; }", Place("u", 1, 23), "unknown type name 'bar'"),
        ("foot x;", Place("u", 1, 1), "unknown type name 'foot'"),
        ('int x = "abc;', Place("u", 1, 9), 'missing terminating " character'),
        ("int x = 08z;", Place("u", 1, 9), "invalid numeric constant '08z'"),
        ("int x = @;", Place("u", 1, 9), "stray '@' in program"),
        ("#include <stdio.h>\n", Place("u", 1, 1), "unexpected preprocessing directive"),
        ("int x; }", Place("u", 1, 8), "expected a declaration before '}'"),
        ("int x __attribute__((a;", Place("u", 1, 7), "unterminated attribute"),
        ("int f(int a, b);", Place("u", 1, 14), "expected a parameter declaration"),
        ("struct { int x int y; } z;", Place("u", 1, 16), "expected ';' before 'int'"),
        ("int (*f)(int)) x;", Place("u", 1, 14), "expected ';' before ')'"),
    ],
)
def test_errors_name_their_place(text: str, place: Place, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text, filename="u")
    assert caught.value.place == place
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "construct", "line"),
    [
        ("int f(void)\n{ int g(int a) { return a; } return g(1); }", "nested function 'g'", 2),
        ("int f(void)\n{ int g(a) int a; { return a; } return g(1); }", "nested function 'g'", 2),
        ("void f(int n; int a[n]);", "forward declaration of a parameter", 1),
        ("typedef struct s T; struct u { T; };", "member without a name", 1),
    ],
)
def test_unsupported_constructs_are_named(text: str, construct: str, line: int) -> None:
    with pytest.raises(UnsupportedConstruct, match=construct) as caught:
        parse(text, filename="u")
    assert caught.value.place is not None
    assert caught.value.place.line == line


# ---- size -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "int f(int a) {" + "".join(f"if (a == {i}) ; else " for i in range(3000)) + "; }",
        "int x = " + "+".join(["a"] * 5000) + ";",
        "int f(int a) { return " + "".join(f"a == {i} ? {i} : " for i in range(3000)) + "0; }",
        "void f(int a) { switch (a) {" + "".join(f"case {i}: " for i in range(3000)) + "; } }",
        "char *s = " + '"x" ' * 5000 + ";",
    ],
    ids=["else-if", "sum", "conditional", "cases", "strings"],
)
def test_long_chains_need_no_recursion(text: str) -> None:
    assert len(items(text)) == 1


def test_too_deep_nesting_is_reported() -> None:
    with pytest.raises(ParseError, match="nesting is too deep"):
        items("int x = " + "(" * 2000 + "1" + ")" * 2000 + ";")


# ---- footing in pycparser -------------------------------------------------------------------

# What this parser replaces and what it still runs of pycparser's private methods. When a newer
# pycparser moves one of these, this is the list to walk through.
REPLACED = {
    "_accept", "_add_identifier", "_add_typedef_name", "_advance", "_classify_identifier",
    "_expect", "_mark", "_parse_assignment_expression",
    "_parse_binary_expression", "_parse_block_item", "_parse_cast_expression",
    "_parse_conditional_expression", "_parse_constant", "_parse_constant_expression",
    "_parse_declaration", "_parse_declarator", "_parse_designator", "_parse_enum_specifier",
    "_parse_enumerator", "_parse_error", "_parse_external_declaration", "_parse_identifier_list",
    "_parse_initializer", "_parse_initializer_item", "_parse_offsetof_member_designator",
    "_parse_parameter_declaration", "_parse_pointer", "_parse_postfix_expression",
    "_parse_primary_expression", "_parse_statement", "_parse_struct_declaration",
    "_parse_struct_or_union_specifier", "_parse_translation_unit", "_parse_type_name",
    "_parse_unary_expression", "_peek", "_peek_type", "_pop_scope", "_push_scope", "_reset",
    "_starts_declaration", "_starts_expression", "_parse_labeled_statement", "parse", "__init__",
    "_parse_iteration_statement", "_parse_pragmacomp_or_statement",
}  # fmt: skip
USED = {
    "__init__", "_fix_decl_name_type", "_is_type_in_scope", "_parse_alignment_specifier",
    "_parse_atomic_specifier", "_parse_block_item_list", "_parse_compound_statement",
    "_parse_declaration_end", "_parse_declaration_list", "_parse_designator_list",
    "_parse_enumerator_list", "_parse_expression", "_parse_expression_opt",
    "_parse_expression_statement", "_parse_generic_association", "_parse_generic_selection",
    "_parse_iteration_statement", "_parse_jump_statement", "_parse_pppragma_directive",
    "_parse_pppragma_directive_list", "_parse_pragmacomp_or_statement", "_parse_static_assert",
    "_parse_struct_declaration_list", "_parse_translation_unit_or_empty",
    "_parse_typeof_specifier", "_parse_unified_string_literal", "_string_literal_needs_separator",
    "_tok_coord", "_type_modify_decl",
}  # fmt: skip


def test_pycparser_is_the_version_this_was_written_for() -> None:
    assert pycparser.__version__.split(".")[:2] == ["3", "12"]


def test_replaced_methods_exist_in_pycparser() -> None:
    mine = {
        name
        for cls in GnuParser.__mro__
        if cls.__module__.startswith("dsu_kernel")
        for name, value in vars(cls).items()
        if inspect.isfunction(value) and hasattr(CParser, name)
    }
    assert mine == REPLACED
    missing = {name for name in USED if not hasattr(CParser, name)}
    assert not missing, f"pycparser lost the private methods {sorted(missing)}"


def test_only_the_known_part_of_pycparser_runs() -> None:
    names = {
        value.__code__: name for name, value in vars(CParser).items() if inspect.isfunction(value)
    }
    seen: set[str] = set()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in names:
            seen.add(names[frame.f_code])

    texts = [
        t.replace("@", "t_") for t in PROGRAMS.values() if "\n#" not in t and "_Pragma" not in t
    ]
    texts.append("void f(void) {\n#pragma x\nfor (int i = 0; ; ) { }\n}")
    for text in texts:
        sys.setprofile(watch)
        try:
            parse(text, filename="u", typedef_names=("size_t",))
        finally:
            sys.setprofile(None)
    assert seen <= USED
