"""Expressions and initialisers back to C text."""
# ruff: noqa: D102  (a method visit_X prints the node X and says so by its name)

from __future__ import annotations

from typing import Any, Final

from pycparser import c_ast

from dsu_kernel.cfront.syntax.nodes import CaseRange, LabelAddress, StmtExpr
from dsu_kernel.cfront.syntax.tree import place_at
from dsu_kernel.errors import DsuError, UnsupportedConstruct

# How tightly a kind of expression binds; a context asks for a minimum.
COMMA, ASSIGN, CONDITIONAL, BINARY, CAST, UNARY, POSTFIX, PRIMARY = 0, 1, 2, 3, 20, 21, 22, 23

_BINARY: Final = {
    op: BINARY + level
    for level, ops in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %")
    )
    for op in ops.split()
}
_ARITHMETIC: Final = frozenset("+-*/%")
_LEVEL: Final = {
    "ExprList": COMMA,
    "Assignment": ASSIGN,
    "TernaryOp": CONDITIONAL,
    "BinaryOp": BINARY,
    "Cast": CAST,
    "UnaryOp": UNARY,
    "LabelAddress": UNARY,
}


class ExpressionPrinter:
    """Prints expressions.

    To print differently, override ``visit_X`` of a node class: it returns the node's text, which
    must bind at least as tightly as the node's own kind does (put it in parentheses when in
    doubt). Children are printed through :meth:`expr`, so overrides apply at any depth. Nothing
    here changes the tree.
    """

    def visit(self, node: c_ast.Node) -> str:
        """The text of any node, by its class's method."""
        method = getattr(self, f"visit_{type(node).__name__}", None)
        if method is None:
            raise DsuError(f"cannot print a {type(node).__name__} node at {node.coord}")
        try:
            text: str = method(node)
        except RecursionError as error:
            place = place_at(node.coord)
            raise UnsupportedConstruct("nesting as deep as here", place) from error
        return text

    def expr(self, node: c_ast.Node, minimum: int = COMMA) -> str:
        """The text of an expression, in parentheses unless it binds at least at ``minimum``."""
        text = self.visit(node)
        return f"({text})" if self.level(node) < minimum else text

    def level(self, node: c_ast.Node) -> int:
        """How tightly the node's kind of expression binds."""
        if isinstance(node, c_ast.UnaryOp) and node.op in ("p++", "p--"):
            return POSTFIX
        return _LEVEL.get(type(node).__name__, PRIMARY)

    # ---- leaves -------------------------------------------------------------------------

    def visit_Constant(self, n: c_ast.Constant) -> str:
        return str(n.value)

    def visit_ID(self, n: c_ast.ID) -> str:
        return str(n.name)

    def visit_LabelAddress(self, n: LabelAddress) -> str:
        return f"&&{n.name}"

    # ---- operators ----------------------------------------------------------------------

    def visit_ExprList(self, n: c_ast.ExprList) -> str:
        """A comma expression; also the arguments of a call."""
        return ", ".join(self.argument(item) for item in n.exprs)

    def argument(self, node: c_ast.Node) -> str:
        """One argument: an expression, or a type where a builtin takes one."""
        if isinstance(node, c_ast.Typename):
            return self.type_name(node)
        return self.expr(node, ASSIGN)

    def visit_Assignment(self, n: c_ast.Assignment) -> str:
        return f"{self.expr(n.lvalue, UNARY)} {n.op} {self.expr(n.rvalue, ASSIGN)}"

    def visit_TernaryOp(self, n: c_ast.TernaryOp) -> str:
        """``a ? b : c``; a chain in the last operand is printed without recursion."""
        parts: list[str] = []
        node: Any = n
        while True:
            parts.append(self.expr(node.cond, BINARY))
            if node.iftrue is None:
                parts.append(" ?: ")
            else:
                parts.append(f" ? {self.expr(node.iftrue, CONDITIONAL)} : ")
            node = node.iffalse
            if not isinstance(node, c_ast.TernaryOp) or not self._is_plain(node):
                return "".join([*parts, self.expr(node, CONDITIONAL)])

    def visit_BinaryOp(self, n: c_ast.BinaryOp) -> str:
        """A binary operator; a chain in the left operand is printed without recursion."""
        chain = [n]
        while isinstance(left := chain[-1].left, c_ast.BinaryOp) and self._is_plain(left):
            chain.append(left)
        text = ""
        for inner, node in zip([None, *reversed(chain)], reversed(chain), strict=False):
            if inner is None:
                text = self._operand(node.left, node, right=False)
            elif _needs_parentheses(inner.op, node.op, right=False):
                text = f"({text})"
            text += f" {node.op} {self._operand(node.right, node, right=True)}"
        return text

    def _is_plain(self, node: c_ast.Node) -> bool:
        """Would ``visit`` only lead back here? If not, an override has to see the node."""
        name = f"visit_{type(node).__name__}"
        return getattr(type(self), name) is getattr(ExpressionPrinter, name)

    def _operand(self, node: c_ast.Node, parent: c_ast.BinaryOp, *, right: bool) -> str:
        if isinstance(node, c_ast.BinaryOp):
            text = self.visit(node)
            return f"({text})" if _needs_parentheses(node.op, parent.op, right=right) else text
        return self.expr(node, CAST)

    def visit_UnaryOp(self, n: c_ast.UnaryOp) -> str:
        if n.op in ("p++", "p--"):
            return f"{self.expr(n.expr, POSTFIX)}{n.op[1:]}"
        if n.op in ("sizeof", "_Alignof", "__alignof__"):
            return f"{n.op}({self.argument_of_sizeof(n.expr)})"
        operand = self.expr(n.expr, UNARY if n.op in ("++", "--") else CAST)
        # `- -x` and `& &&label` need the space, and so do the operators that are words.
        clash = n.op[-1] in "+-&" and operand.startswith(n.op[-1])
        space = " " if clash or n.op[-1] == "_" else ""
        return f"{n.op}{space}{operand}"

    def argument_of_sizeof(self, node: c_ast.Node) -> str:
        """The operand of sizeof and alignof, without its parentheses."""
        return self.type_name(node) if isinstance(node, c_ast.Typename) else self.expr(node)

    def visit_Cast(self, n: c_ast.Cast) -> str:
        return f"({self.type_name(n.to_type)}){self.expr(n.expr, CAST)}"

    # ---- postfix ------------------------------------------------------------------------

    def visit_ArrayRef(self, n: c_ast.ArrayRef) -> str:
        return f"{self.expr(n.name, POSTFIX)}[{self.expr(n.subscript)}]"

    def visit_StructRef(self, n: c_ast.StructRef) -> str:
        return f"{self.expr(n.name, POSTFIX)}{n.type}{n.field.name}"

    def visit_FuncCall(self, n: c_ast.FuncCall) -> str:
        arguments = "" if n.args is None else self.visit(n.args)
        return f"{self.expr(n.name, POSTFIX)}({arguments})"

    def visit_CompoundLiteral(self, n: c_ast.CompoundLiteral) -> str:
        storage = "".join(word + " " for word in n.storage or ())
        return f"({storage}{self.type_name(n.type)}){self.initializer(n.init)}"

    def visit_GenericSelection(self, n: c_ast.GenericSelection) -> str:
        parts = [self.expr(n.expr, ASSIGN), *map(self.visit, n.associations)]
        return f"_Generic({', '.join(parts)})"

    def visit_GenericAssociation(self, n: c_ast.GenericAssociation) -> str:
        label = "default" if n.type is None else self.type_name(n.type)
        return f"{label}: {self.expr(n.expr, ASSIGN)}"

    def visit_StmtExpr(self, n: StmtExpr) -> str:
        return f"({self.block_text(n.block)})"

    def visit_Typename(self, n: c_ast.Typename) -> str:
        return self.type_name(n)

    # ---- initialisers -------------------------------------------------------------------

    def initializer(self, node: c_ast.Node) -> str:
        """What stands behind the equals sign of a declaration."""
        return self.expr(node, ASSIGN)

    def visit_InitList(self, n: c_ast.InitList) -> str:
        return "{" + ", ".join(self.initializer(item) for item in n.exprs) + "}"

    def visit_NamedInitializer(self, n: c_ast.NamedInitializer) -> str:
        designation = "".join(
            f".{d.name}" if isinstance(d, c_ast.ID) else self.visit(d) for d in n.name
        )
        return f"{designation} = {self.initializer(n.expr)}"

    def visit_ArrayDesignator(self, n: c_ast.ArrayDesignator) -> str:
        return f"[{self.expr(n.expr, CONDITIONAL)}]"

    def visit_CaseRange(self, n: CaseRange) -> str:
        return f"{self.expr(n.low, CONDITIONAL)} ... {self.expr(n.high, CONDITIONAL)}"

    # ---- what the other parts provide ---------------------------------------------------

    def type_name(self, node: c_ast.Node) -> str:
        """The text of a type name."""
        raise NotImplementedError

    def block_text(self, node: c_ast.Compound) -> str:
        """The text of a block from brace to brace."""
        raise NotImplementedError


def _needs_parentheses(inner: str, outer: str, *, right: bool) -> bool:
    """Must (or should, for gcc's -Wparentheses) an operand with ``inner`` be parenthesized?"""
    if _BINARY[inner] < _BINARY[outer] or (right and _BINARY[inner] == _BINARY[outer]):
        return True
    if inner == outer:
        return False
    both = inner in _ARITHMETIC and outer in _ARITHMETIC
    return not (both or (outer in ("&&", "||") and inner not in ("&&", "||")))
