"""The expression grammar of GNU C."""

from __future__ import annotations

from typing import Final

from pycparser import c_ast
from pycparser.c_parser import Coord

from dsu_kernel.cfront.parsing.base import TokenParser
from dsu_kernel.cfront.syntax.nodes import CaseRange, LabelAddress, StmtExpr

_BINARY: Final = {
    "LOR": 0, "LAND": 1, "OR": 2, "XOR": 3, "AND": 4, "EQ": 5, "NE": 5, "GT": 6, "GE": 6,
    "LT": 6, "LE": 6, "RSHIFT": 7, "LSHIFT": 7, "PLUS": 8, "MINUS": 8, "TIMES": 9,
    "DIVIDE": 9, "MOD": 9,
}  # fmt: skip
_ASSIGNMENT: Final = frozenset(
    {"EQUALS", "XOREQUAL", "TIMESEQUAL", "DIVEQUAL", "MODEQUAL", "PLUSEQUAL"}
    | {"MINUSEQUAL", "LSHIFTEQUAL", "RSHIFTEQUAL", "ANDEQUAL", "OREQUAL"}
)
_PREFIX: Final = frozenset(
    {"AND", "TIMES", "PLUS", "MINUS", "NOT", "LNOT", "REAL_IMAG", "EXTENSION"}
)
_EXPRESSION_START: Final = (
    _PREFIX
    | {"ID", "LPAREN", "PLUSPLUS", "MINUSMINUS", "SIZEOF", "_ALIGNOF", "_GENERIC", "LAND"}
    | {"__BUILTIN_VA_ARG", "INT_CONST_DEC", "FLOAT_CONST", "CHAR_CONST", "STRING_LITERAL"}
)


class ExpressionParser(TokenParser):
    """Expressions, and initialisers with GNU designators.

    One Python frame per precedence class is avoided where it can be: nested expressions of real
    (and generated) programs must fit into Python's recursion limit.
    """

    def _starts_expression(self, tok: object = None) -> bool:
        return self._peek_type() in _EXPRESSION_START

    def _parse_assignment_expression(self) -> c_ast.Node:
        expr = self._parse_conditional_expression()
        if self._peek_type() in _ASSIGNMENT:
            op = self._advance().value
            rhs = self._parse_assignment_expression()
            return c_ast.Assignment(op, expr, rhs, expr.coord)
        return expr

    def _parse_conditional_expression(self) -> c_ast.Node:
        """``a ? b : c`` and GNU ``a ?: c``; a chain in the last operand needs no recursion."""
        pending: list[tuple[c_ast.Node, c_ast.Node | None]] = []
        expr = self._parse_binary_expression()
        while self._accept("CONDOP"):
            iftrue = None if self._peek_type() == "COLON" else self._parse_expression()
            self._expect("COLON")
            pending.append((expr, iftrue))
            expr = self._parse_binary_expression()
        for cond, iftrue in reversed(pending):
            expr = c_ast.TernaryOp(cond, iftrue, expr, cond.coord)
        return expr

    def _parse_constant_expression(self) -> c_ast.Node:
        return self._parse_conditional_expression()

    def _parse_range(self) -> c_ast.Node:
        """A constant expression or a range ``low ... high``."""
        low = self._parse_conditional_expression()
        if self._accept("ELLIPSIS"):
            return CaseRange(low, self._parse_conditional_expression(), low.coord)
        return low

    def _parse_binary_expression(
        self, min_prec: int = 0, lhs: c_ast.Node | None = None
    ) -> c_ast.Node:
        """Binary operators by precedence climbing."""
        lhs = lhs or self._parse_cast_expression()
        while True:
            prec = _BINARY.get(self._peek_type() or "", -1)
            if prec < min_prec:
                return lhs
            op = self._advance().value
            rhs = self._parse_cast_expression()
            while _BINARY.get(self._peek_type() or "", -1) > prec:
                rhs = self._parse_binary_expression(prec + 1, rhs)
            lhs = c_ast.BinaryOp(op, lhs, rhs, lhs.coord)

    def _parse_cast_expression(self) -> c_ast.Node:
        """Casts, unary operators and what stands behind them, the frequent cases first."""
        kind = self._peek_type()
        if kind == "ID":
            tok = self._advance()
            return self._parse_suffixes(c_ast.ID(tok.value, self._tok_coord(tok)))
        if kind == "LPAREN":
            if self._starts_type(2):
                return self._parse_cast_or_literal()
            return self._parse_suffixes(self._parse_parenthesized())
        if kind in _PREFIX:
            tok = self._advance()
            expr = self._parse_cast_expression()
            return c_ast.UnaryOp(tok.value, expr, self._tok_coord(tok))
        return self._parse_unary_expression()

    def _parse_cast_or_literal(self) -> c_ast.Node:
        """``(type) expr``, or a compound literal ``(type){...}`` with its suffixes."""
        coord = self._here()
        self._expect("LPAREN")
        typename = self._parse_type_name()
        self._expect("RPAREN")
        if self._peek_type() == "LBRACE":
            return self._parse_suffixes(self._compound_literal(typename, coord))
        return c_ast.Cast(typename, self._parse_cast_expression(), coord)

    def _compound_literal(self, typename: c_ast.Typename, coord: Coord | None) -> c_ast.Node:
        return c_ast.CompoundLiteral(typename, self._parse_initializer(), [], coord)

    def _parse_unary_expression(self) -> c_ast.Node:
        kind = self._peek_type()
        if kind in ("PLUSPLUS", "MINUSMINUS"):
            tok = self._advance()
            return c_ast.UnaryOp(tok.value, self._parse_unary_operand(), self._tok_coord(tok))
        if kind in ("SIZEOF", "_ALIGNOF"):
            return self._parse_sizeof()
        if kind == "LAND":
            tok = self._advance()
            return LabelAddress(self._expect_name().value, self._tok_coord(tok))
        return self._parse_postfix_expression()

    def _parse_unary_operand(self) -> c_ast.Node:
        """The operand of ``++``, ``--`` and ``sizeof``: anything unary, but no cast."""
        return (
            self._parse_cast_expression()
            if self._peek_type() in _PREFIX
            else self._parse_unary_expression()
        )

    def _parse_sizeof(self) -> c_ast.Node:
        """``sizeof`` and the two alignof operators, of a type or an expression."""
        tok = self._advance()
        coord = self._tok_coord(tok)
        if self._peek_type() == "LPAREN" and self._starts_type(2):
            paren = self._here()
            self._advance()
            typename = self._parse_type_name()
            self._expect("RPAREN")
            if self._peek_type() != "LBRACE":
                return c_ast.UnaryOp(tok.value, typename, coord)
            literal = self._parse_suffixes(self._compound_literal(typename, paren))
            return c_ast.UnaryOp(tok.value, literal, coord)
        return c_ast.UnaryOp(tok.value, self._parse_unary_operand(), coord)

    def _parse_postfix_expression(self) -> c_ast.Node:
        if self._peek_type() == "LPAREN" and self._starts_type(2):
            coord = self._here()
            self._advance()
            typename = self._parse_type_name()
            self._expect("RPAREN")
            return self._parse_suffixes(self._compound_literal(typename, coord))
        return self._parse_suffixes(self._parse_primary_expression())

    def _parse_suffixes(self, expr: c_ast.Node) -> c_ast.Node:
        """Subscripts, calls, member accesses and postfix increments after ``expr``."""
        while True:
            match self._peek_type():
                case "LPAREN":
                    expr = c_ast.FuncCall(expr, self._parse_arguments(expr), expr.coord)
                case "ARROW" | "PERIOD":
                    op = self._advance().value
                    name = self._expect_name()
                    field = c_ast.ID(name.value, self._tok_coord(name))
                    expr = c_ast.StructRef(expr, op, field, expr.coord)
                case "LBRACKET":
                    self._advance()
                    subscript = self._parse_expression()
                    self._expect("RBRACKET")
                    expr = c_ast.ArrayRef(expr, subscript, expr.coord)
                case "PLUSPLUS" | "MINUSMINUS":
                    expr = c_ast.UnaryOp("p" + self._advance().value, expr, expr.coord)
                case _:
                    return expr

    def _parse_arguments(self, callee: c_ast.Node) -> c_ast.ExprList | None:
        """The arguments of a call; the compiler's own functions may take types as well."""
        self._expect("LPAREN")
        if self._accept("RPAREN"):
            return None
        builtin = isinstance(callee, c_ast.ID) and callee.name.startswith("__builtin_")
        offset = isinstance(callee, c_ast.ID) and callee.name in ("offsetof", "__builtin_offsetof")
        args: list[c_ast.Node] = []
        while True:
            if offset and args:
                args.append(self._parse_offsetof_member_designator())
            elif (builtin or offset) and self._starts_type(1):
                args.append(self._parse_type_name())
            else:
                args.append(self._parse_assignment_expression())
            if not self._accept("COMMA"):
                break
        self._expect("RPAREN")
        return c_ast.ExprList(args, args[0].coord)

    def _parse_offsetof_member_designator(self) -> c_ast.Node:
        tok = self._expect_name()
        return self._parse_suffixes(c_ast.ID(tok.value, self._tok_coord(tok)))

    def _parse_primary_expression(self) -> c_ast.Node:
        match self._peek_type():
            case "ID":
                tok = self._advance()
                return c_ast.ID(tok.value, self._tok_coord(tok))
            case "INT_CONST_DEC" | "FLOAT_CONST" | "CHAR_CONST":
                return self._parse_constant()
            case "STRING_LITERAL":
                return self._parse_unified_string_literal()
            case "LPAREN":
                return self._parse_parenthesized()
            case "_GENERIC":
                return self._parse_generic_selection()
            case "__BUILTIN_VA_ARG":
                tok = self._advance()
                return c_ast.ID(tok.value, self._tok_coord(tok))
            case _:
                return self._unexpected("an expression")

    def _parse_parenthesized(self) -> c_ast.Node:
        coord = self._here()
        self._expect("LPAREN")
        if self._peek_type() == "LBRACE":
            block = self._parse_compound_statement()
            assert isinstance(block, c_ast.Compound)
            expr: c_ast.Node = StmtExpr(block, coord)
        else:
            expr = self._parse_expression()
        self._expect("RPAREN")
        return expr

    def _parse_constant(self) -> c_ast.Node:
        """A constant with the type that its suffix gives it (``int`` also for large ones)."""
        tok = self._advance()
        if tok.type == "CHAR_CONST":
            return c_ast.Constant("char", tok.value, self._tok_coord(tok))
        kind = _float_type(tok.value) if tok.type == "FLOAT_CONST" else _int_type(tok.value)
        if _is_imaginary(tok.value):
            kind = f"_Complex {kind}"
        return c_ast.Constant(kind, tok.value, self._tok_coord(tok))

    # ---- initialisers -------------------------------------------------------------------

    def _parse_initializer(self) -> c_ast.Node:
        if self._peek_type() != "LBRACE":
            return self._parse_assignment_expression()
        coord = self._here()
        self._advance()
        items: list[c_ast.Node] = []
        while self._peek_type() != "RBRACE":
            items.append(self._parse_initializer_item())
            if not self._accept("COMMA"):
                break
        self._expect("RBRACE")
        return c_ast.InitList(items, coord)

    def _parse_initializer_item(self) -> c_ast.Node:
        """An initialiser with or without designation: ``.x =``, ``[1 ... 3] =``, old ``x:``."""
        kind, coord = self._peek_type(), self._here()
        if kind in ("ID", "TYPEID") and self._peek_type(2) == "COLON":
            name = self._advance()
            self._advance()
            designators: list[c_ast.Node] = [c_ast.ID(name.value, coord)]
            return c_ast.NamedInitializer(designators, self._parse_initializer(), coord)
        if kind not in ("LBRACKET", "PERIOD"):
            return self._parse_initializer()
        designators = self._parse_designator_list()
        # The oldest GNU form, `[2] value`, has no equals sign.
        if not self._accept("EQUALS") and not isinstance(designators[-1], c_ast.ArrayDesignator):
            self._unexpected("'='")
        return c_ast.NamedInitializer(designators, self._parse_initializer(), coord)

    def _parse_designator(self) -> c_ast.Node:
        coord = self._here()
        if self._accept("LBRACKET"):
            expr = self._parse_range()
            self._expect("RBRACKET")
            return c_ast.ArrayDesignator(expr, coord)
        self._expect("PERIOD")
        name = self._expect_name()
        return c_ast.ID(name.value, self._tok_coord(name))

    # ---- what the other parts provide ---------------------------------------------------

    def _starts_type(self, k: int) -> bool:
        """Does the k-th next token begin a type name (or a declaration)?"""
        raise NotImplementedError


def _is_imaginary(text: str) -> bool:
    return not text.startswith("'") and any(c in "ijIJ" for c in text[-4:])


def _int_type(text: str) -> str:
    digits = "0123456789abcdefABCDEFxX'" if text[:2] in ("0x", "0X") else "0123456789bB'"
    suffix = text.lstrip(digits).lower()
    return "unsigned " * ("u" in suffix) + "long " * suffix.count("l") + "int"


_FLOAT_SUFFIXES: Final = {
    "f": "float", "l": "long double", "df": "_Decimal32", "dd": "_Decimal64",
    "dl": "_Decimal128", "q": "__float128", "w": "__float80", "f16": "_Float16",
    "f32": "_Float32", "f64": "_Float64", "f128": "_Float128", "f32x": "_Float32x",
    "f64x": "_Float64x",
}  # fmt: skip


def _float_type(text: str) -> str:
    lower = text.lower()
    if lower.startswith("0x"):
        lower = lower[lower.index("p") :].lstrip("p+-")
    suffix = lower.rstrip("ij").lstrip("0123456789.'e+-")
    return _FLOAT_SUFFIXES.get(suffix.strip("ij"), "double")
