"""Which functions of the program hand out fresh memory, as ``malloc`` does.

``xmalloc`` counts when every value it returns is NULL or comes from an allocator, directly or
through local variables that nothing else is ever assigned to and that are stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from pycparser import c_ast

from dsu_kernel.analysis.facts import FreshCall
from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.questions import called_symbol
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body, Move
from dsu_kernel.analysis.wrappability.code.shapes import is_char, target_of
from dsu_kernel.analysis.wrappability.heap.sizes import product
from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.types import Function, Void

_CONDITIONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})
_ROUNDING = frozenset({"&", ">>", "<<", "|"})


class Allocators:
    """The library's allocators and the program's own, found by a least fixpoint."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.own: dict[str, FreshCall] = {}
        several = {known.key for known, _ in code.rivals}
        suspects = [
            body
            for body in code.bodies
            if body.function and body.function.key not in several and _returns_memory(body)
        ]
        while True:
            found = {
                body.function.key: summary
                for body in suspects
                if body.function and body.function.key not in self.own
                for summary in [_Function(self, body, body.function).summary()]
                if summary is not None
            }
            if not found:
                return
            self.own.update(found)

    def of_call(self, body: Body, call: c_ast.FuncCall) -> FreshCall | None:
        """Return what a call allocates, None if it is not known to return fresh memory."""
        symbol = called_symbol(body.unit, call)
        definition = self.code.definition(symbol)
        if definition is not None:
            return self.own.get(definition.key)
        found = libc.ALLOCATORS.get(self.code.library(body.unit, call) or "")
        if found is None:
            return None
        return FreshCall(found.name, found.size_args, found.old, found.zeroed)


def _returns_memory(body: Body) -> bool:
    function = body.function
    ctype = function.symbol.ctype if function else None
    if not isinstance(ctype, Function):
        return False
    target = target_of(ctype.result)
    return isinstance(target, Void) or is_char(target)


class _Function:
    """Decides for one function."""

    def __init__(self, owner: Allocators, body: Body, function: FunctionDef) -> None:
        self.owner = owner
        self.code = owner.code
        self.body = body
        self.refs = body.unit.refs
        self.function = function
        self.own = {*function.params, *(s for s in function.locals if s.storage != "static")}
        self.sources: dict[Symbol, list[c_ast.Node]] = {}
        for move in body.moves:
            symbol = self._assigned(move)
            if symbol is not None:
                self.sources.setdefault(symbol, []).append(move.expr)
        self.fresh: list[FreshCall] = []
        self.holders: set[Symbol] = set()
        self.resolving: set[Symbol] = set()

    def _assigned(self, move: Move) -> Symbol | None:
        symbol = move.symbol if move.why == "init" else None
        if move.why == "assign" and isinstance(move.lvalue, c_ast.ID):
            symbol = self.refs.get(move.lvalue)
        return symbol if symbol in self.own else None

    def summary(self) -> FreshCall | None:
        """Return how the function allocates, None if what it returns may not be fresh."""
        returned = [move.expr for move in self.body.moves if move.why == "return"]
        if not returned or not all(self._is_fresh(expr) for expr in returned) or not self.fresh:
            return None
        if not self._kept_private(self.function.node.body, True):
            return None
        first = self.fresh[0]
        if any(set(one.size_args) != set(first.size_args) for one in self.fresh):
            return None
        old = {one.old for one in self.fresh if one.old is not None}
        if len(old) > 1:
            return None
        zeroed = all(one.zeroed for one in self.fresh)
        return FreshCall("fresh", first.size_args, old.pop() if old else None, zeroed)

    def _is_fresh(self, node: c_ast.Node) -> bool:
        node = self.code.strip_casts(node)
        if self.code.is_mark(self.body.unit, node):
            return True
        if isinstance(node, c_ast.FuncCall):
            return self._fresh_call(node)
        if isinstance(node, c_ast.TernaryOp):
            return all(self._is_fresh(e) for e in (node.iftrue or node.cond, node.iffalse))
        if isinstance(node, c_ast.Assignment) and node.op == "=":
            return self._is_fresh(node.lvalue)
        return isinstance(node, c_ast.ID) and self._fresh_variable(self.refs.get(node))

    def _fresh_variable(self, symbol: Symbol | None) -> bool:
        if symbol is None or symbol not in self.own:
            return False
        if symbol in self.holders:
            return True
        sources = self.sources.get(symbol, [])
        if symbol.scope == "param" and not self._overwritten_first(symbol):
            return False
        self.holders.add(symbol)
        return bool(sources) and all(self._is_fresh(expr) for expr in sources)

    def _overwritten_first(self, symbol: Symbol) -> bool:
        """Whether a parameter is assigned unconditionally before anything can return."""
        for item in self.function.node.body.block_items or []:
            head = item.cond if isinstance(item, c_ast.If) else item
            if self._assigns(head, symbol):
                return True
            if any(isinstance(n, c_ast.Return | c_ast.Goto | c_ast.Label) for n in _walk(item)):
                return False
        return False

    def _assigns(self, node: c_ast.Node, symbol: Symbol) -> bool:
        while isinstance(node, c_ast.UnaryOp | c_ast.BinaryOp):
            node = node.expr if isinstance(node, c_ast.UnaryOp) else node.left
        return (
            isinstance(node, c_ast.Assignment)
            and node.op == "="
            and isinstance(node.lvalue, c_ast.ID)
            and self.refs.get(node.lvalue) is symbol
        )

    def _fresh_call(self, call: c_ast.FuncCall) -> bool:
        inner = self.owner.of_call(self.body, call)
        if inner is None or inner.allocator == "alloca":
            return False
        args = arguments(call)
        sizes: list[int] = []
        for index in inner.size_args:
            if index >= len(args) or product(self.code, self.body.unit, args[index]) is not None:
                return False
            factors = self._size_params(args[index])
            if factors is None:
                return False
            sizes += factors
        old = self._param_index(args[inner.old]) if inner.old is not None else None
        if inner.old is not None and old is None:
            return False
        self.fresh.append(FreshCall("fresh", tuple(sorted(set(sizes))), old, inner.zeroed))
        return True

    def _param_index(self, node: c_ast.Node) -> int | None:
        node = self.code.strip_casts(node)
        symbol = self.refs.get(node) if isinstance(node, c_ast.ID) else None
        params = self.function.params
        return params.index(symbol) if symbol in params else None

    def _size_params(self, node: c_ast.Node, depth: int = 0) -> list[int] | None:
        """Return the parameters whose product the size is at least, None if it cannot be told."""
        node = self.code.strip_casts(node)
        if depth > 8:
            return None
        if isinstance(node, c_ast.ID):
            return self._variable_params(node, depth)
        if isinstance(node, c_ast.BinaryOp):
            left = self._size_params(node.left, depth + 1)
            right = self._size_params(node.right, depth + 1)
            if left is None or right is None:
                return None
            if node.op == "*":
                return left + right
            if not right and node.op in _ROUNDING | {"+"}:
                return left
            if not left and node.op == "+":
                return right
            return None if left or right else []
        if isinstance(node, c_ast.TernaryOp):
            # n ? n : 1
            return self._size_params(node.iftrue or node.cond, depth + 1)
        mentions = (self._param_index(n) for n in _walk(node) if isinstance(n, c_ast.ID))
        return None if any(index is not None for index in mentions) else []

    def _variable_params(self, node: c_ast.ID, depth: int) -> list[int] | None:
        index = self._param_index(node)
        symbol = self.refs.get(node)
        sources = self.sources.get(symbol, []) if symbol in self.own and symbol else []
        if index is not None and symbol is not None:
            # "n = (n + 7) & ~7;" still depends on the parameter in the same way.
            if symbol in self.resolving:
                return [index]
            self.resolving.add(symbol)
            rounded = [self._size_params(s, depth + 1) for s in sources if not self._is_small(s)]
            self.resolving.discard(symbol)
            return [index] if all(found == [index] for found in rounded) else None
        if len(sources) == 1:
            return self._size_params(sources[0], depth + 1)
        return None if sources else []

    def _is_small(self, node: c_ast.Node) -> bool:
        # "if (n == 0) n = 1;"
        return self.code.constant(self.body.unit, node) in (1, 8, 16)

    # The memory must not be stored anywhere before it is returned ------------------------------

    def _kept_private(self, node: c_ast.Node | None, safe: bool) -> bool:
        """Check every mention of the holders under ``node``; ``safe``: its own value is dropped."""
        if node is None:
            return True
        if isinstance(node, c_ast.ID):
            return safe or self.refs.get(node) not in self.holders
        return all(self._kept_private(child, ok) for child, ok in self._parts(node, safe))

    def _parts(self, node: c_ast.Node, safe: bool) -> Iterator[tuple[c_ast.Node | None, bool]]:
        """Yield the children of a node, each with whether its value goes nowhere harmful."""
        if isinstance(node, c_ast.Assignment):
            lvalue = node.lvalue
            own = isinstance(lvalue, c_ast.ID) and self.refs.get(lvalue) in self.holders
            yield lvalue, safe if own else True
            yield node.rvalue, own or node.op != "="
        elif isinstance(node, c_ast.Decl):
            yield node.init, self.body.unit.introduces.get(node) in self.holders
        elif isinstance(node, c_ast.FuncCall):
            yield from self._call_parts(node)
        elif isinstance(node, c_ast.BinaryOp):
            inner = safe or node.op in _CONDITIONS
            yield from ((child, inner) for child in (node.left, node.right))
        elif isinstance(node, c_ast.UnaryOp):
            yield node.expr, (safe or node.op in ("!", "*", "sizeof")) and node.op != "&"
        elif isinstance(node, c_ast.TernaryOp):
            yield node.cond, True
            yield from ((child, safe) for child in (node.iftrue, node.iffalse))
        elif isinstance(node, c_ast.ArrayRef | c_ast.StructRef):
            yield node.name, True
            if isinstance(node, c_ast.ArrayRef):
                yield node.subscript, False
        elif isinstance(node, c_ast.Cast):
            yield node.expr, safe
        elif isinstance(node, c_ast.InitList | c_ast.NamedInitializer | c_ast.CompoundLiteral):
            yield from ((child, False) for child in _children(node))
        elif isinstance(node, c_ast.ExprList):
            *dropped, last = node.exprs
            yield from ((child, True) for child in dropped)
            yield last, safe
        elif isinstance(node, StmtExpr) and not safe:
            yield from ((child, False) for child in _walk(node) if isinstance(child, c_ast.ID))
        else:
            # Statements drop the values of their expressions; a return is what it is for.
            yield from ((child, True) for child in _children(node))

    def _call_parts(self, node: c_ast.FuncCall) -> Iterator[tuple[c_ast.Node | None, bool]]:
        name = self.code.library(self.body.unit, node)
        forgotten = name is not None and libc.forgets(name)
        yield from ((argument, forgotten) for argument in arguments(node))
        if self.code.library(self.body.unit, node) is None:
            yield node.name, True


def _children(node: c_ast.Node) -> list[c_ast.Node]:
    return list(cast("Iterable[c_ast.Node]", node))


def _walk(node: c_ast.Node) -> Iterator[c_ast.Node]:
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending += _children(current)
