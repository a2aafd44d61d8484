"""Whole structs as values, where a copy takes more than its bytes (``WrapperText.values``).

The rule: an expression that is no lvalue gives a value that owns its storage; who takes it (an
object, a parameter, a result) owns it then, and drops it at the end of its scope.  An lvalue is
copied with ``__dup_T`` before it is taken.
"""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.printing.expressions import ASSIGN, BINARY, CAST
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics.statics import nameable, walk
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.types import Array, CType, Void, describe, qualified, unqualified
from dsu_kernel.transform.scheme import Scheme
from dsu_kernel.transform.wrapper import WrapperText


def without_const(ctype: CType) -> CType:
    """Return an object type without const: wrapped objects are converted in place."""
    if isinstance(ctype, Array):
        element = without_const(ctype.element)
        return Array(element, ctype.length, ctype.vla, ctype.dimension, quals=ctype.quals)
    return qualified(unqualified(ctype), ctype.quals - {"const"})


class ValueTransformer(CPrinter):
    """Prints copies of wrapped structs, and ends of those that nobody takes."""

    def __init__(self, scheme: Scheme, *, line_markers: bool = True) -> None:
        super().__init__(line_markers=line_markers)
        self.scheme = scheme
        self.function: str | None = None
        # The last expressions of statement expressions: their values are taken.
        self._results: set[c_ast.Node] = set()
        self._taken: set[c_ast.Node] = set()
        self._temporaries = 0

    def type_of(self, node: c_ast.Node) -> CType | None:
        """Return the front end's type of an expression."""
        return self.scheme.unit.types.get(node)

    def is_lvalue(self, node: c_ast.Node) -> bool:
        """Whether ``&`` may be applied to a struct expression."""
        if isinstance(node, c_ast.ID | c_ast.ArrayRef | c_ast.CompoundLiteral):
            return True
        if isinstance(node, c_ast.StructRef):
            return node.type == "->" or self.is_lvalue(node.name)
        if isinstance(node, c_ast.UnaryOp):
            return node.op == "*" or (
                node.op in ("__extension__", "__real__") and self.is_lvalue(node.expr)
            )
        return False

    def value_type(self, node: c_ast.Node) -> WrapperText | None:
        """Return the wrapper of a struct expression whose copies own storage."""
        wrapped = self.scheme.wrapped(self.type_of(node))
        return wrapped if wrapped is not None and wrapped.values else None

    # ---- taking values ----------------------------------------------------------------

    def owned(self, node: c_ast.Node) -> str:
        """Return an expression whose value, if it is a struct with storage elsewhere, owns it."""
        wrapped = self.value_type(node)
        if wrapped is None or isinstance(node, c_ast.FuncCall | StmtExpr):
            return self.expr(node, ASSIGN)
        if isinstance(node, c_ast.CompoundLiteral):
            return self.literal_value(node)
        if isinstance(node, c_ast.TernaryOp) and node.iftrue is not None:
            branches = f"{self.owned(node.iftrue)} : {self.owned(node.iffalse)}"
            return f"({self.expr(node.cond, BINARY)} ? {branches})"
        if isinstance(node, c_ast.ExprList):
            first = [self.discarded(item) for item in node.exprs[:-1]]
            return f"({', '.join([*first, self.owned(node.exprs[-1])])})"
        if isinstance(node, c_ast.UnaryOp) and node.op == "__extension__":
            return self.owned(node.expr)
        if self.is_part_of_value(node):
            return self.expr(node, ASSIGN)
        if self.is_lvalue(node) or isinstance(node, c_ast.Assignment):
            return f"__dup_{wrapped.name}(&{self.expr(node, CAST)})"
        return f"__dup_{wrapped.name}(({wrapped.spelling}[1]){{{self.expr(node, ASSIGN)}}})"

    def literal_value(self, n: c_ast.CompoundLiteral) -> str:
        """Return the value of a literal whose object nobody sees."""
        raise NotImplementedError

    def visit_Assignment(self, n: c_ast.Assignment) -> str:
        wrapped = self.scheme.wrapped(self.type_of(n.lvalue)) if n.op == "=" else None
        if wrapped is None or not (wrapped.values or wrapped.late):
            return super().visit_Assignment(n)
        target = f"({wrapped.spelling} *)&{self.expr(n.lvalue, CAST)}"
        if wrapped.values:
            return f"(*__move_{wrapped.name}({target}, {self.owned(n.rvalue)}))"
        if self.is_lvalue(n.rvalue):
            source = f"&{self.expr(n.rvalue, CAST)}"
            return f"(*{target} = *__fresh_{wrapped.name}({source}))"
        return f"(*__put_{wrapped.name}({target}, {self.expr(n.rvalue, ASSIGN)}))"

    def visit_Return(self, n: c_ast.Return) -> str:
        return "return" if n.expr is None else f"return {self.owned(n.expr)}"

    def visit_TernaryOp(self, n: c_ast.TernaryOp) -> str:
        return self.owned(n) if self.value_type(n) is not None else super().visit_TernaryOp(n)

    def visit_StmtExpr(self, n: StmtExpr) -> str:
        items = n.block.block_items or ()
        if items and self.value_type(n) is not None:
            self._results.add(items[-1])
        return super().visit_StmtExpr(n)

    def visit(self, node: c_ast.Node) -> str:
        if node in self._results:
            self._results.remove(node)
            self._taken.add(node)
            return self.owned(node)
        return super().visit(node)

    # ---- values that nobody takes -----------------------------------------------------

    def finish(self, node: c_ast.Node, text: str) -> str:
        if node in self._taken:
            self._taken.remove(node)
        elif self.function is not None and self._is_fresh(node):
            wrapped = self.value_type(node)
            assert wrapped is not None
            text = f"__discard_{wrapped.name}({text})"
        return super().finish(node, text)

    def visit_Cast(self, n: c_ast.Cast) -> str:
        if isinstance(self.type_of(n), Void) and self._is_fresh(n.expr):
            return f"(void){self.discarded(n.expr)}"
        return super().visit_Cast(n)

    def discarded(self, node: c_ast.Node) -> str:
        """Return the expression for its effects only."""
        wrapped = self.value_type(node)
        if wrapped is None or not self._is_fresh(node):
            return self.expr(node, CAST)
        return f"__discard_{wrapped.name}({self.owned(node)})"

    def _is_fresh(self, node: c_ast.Node) -> bool:
        """Whether an expression makes a value of its own."""
        kinds = c_ast.FuncCall | c_ast.TernaryOp | StmtExpr
        return self.value_type(node) is not None and isinstance(node, kinds)

    # ---- members of values --------------------------------------------------------------

    def argument_of_sizeof(self, node: c_ast.Node) -> str:
        """A member of a value is measured by its type: so the size stays a constant."""
        ctype = self.type_of(node)
        if ctype is None or not nameable(ctype) or not self._looks_into_value(node):
            return super().argument_of_sizeof(node)
        return describe(ctype)

    def _looks_into_value(self, node: c_ast.Node) -> bool:
        """Whether an operand that nothing evaluates is a member of a value, or reckons with one."""
        if isinstance(node, c_ast.Typename):
            return False
        members = (part for part in walk(node) if isinstance(part, c_ast.StructRef))
        return any(not self.is_lvalue(member) for member in members)

    def is_part_of_value(self, node: c_ast.Node) -> bool:
        """Whether a node is a member of a value that nobody keeps."""
        if not isinstance(node, c_ast.StructRef) or self.function is None or self.is_lvalue(node):
            return False
        # An array decays to a pointer into the value, which must then live on.
        return self.value_type(node.name) is not None and not isinstance(self.type_of(node), Array)

    def part_of_value(self, n: c_ast.StructRef) -> str:
        """Take a member of a value, then end the value."""
        wrapped = self.value_type(n.name)
        assert wrapped is not None
        self._temporaries += 1
        name = f"__value_{self._temporaries}"
        member = f"__con_{wrapped.name}(&{name})->{n.field.name}"
        inner = self.value_type(n)
        if inner is not None:
            member = f"__dup_{inner.name}(&{member})"
        end = f"__attribute__((cleanup(__drop_{wrapped.name})))"
        return f"({{ {wrapped.spelling} {name} {end} = {self.owned(n.name)}; {member}; }})"
