"""Which accesses need no check of the version word: one check a pointer within a stretch is enough.

A stretch ends at every call (an update may happen there, or an old object be copied over a new
one), at assignments of whole structs, and where a variable of the address changes (``accesses``).
Inside, an object whose word was seen stays at its version. What is not known here ends the stretch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import preorder
from dsu_kernel.cfront.model import FunctionDef, Symbol, TranslationUnit
from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.transform.accesses import (
    NOTHING,
    Checked,
    ExpressionReader,
    State,
    evaluated,
    without,
)
from dsu_kernel.transform.wrapper import WrapperText


def checked_accesses(
    definition: FunctionDef, unit: TranslationUnit, wrapped: Mapping[RecordKey, WrapperText]
) -> Checked:
    """Find the accesses of a function that need no check, nor make one."""
    body = definition.node.body
    if not any(text.number for text in wrapped.values()):
        return Checked()
    inside = list(preorder(body))
    if any(isinstance(n, c_ast.Decl) and n.attributes for n in inside):
        return Checked()  # a cleanup function may run at the end of any scope
    accesses = [n for n in inside if isinstance(n, c_ast.StructRef)]
    if len(accesses) != len(set(accesses)):
        return Checked()  # an expression that is printed in two places
    reader = _Reader(unit, wrapped, _address_taken(unit, body))
    reader.statement(body, NOTHING)
    return reader.result


def _address_taken(unit: TranslationUnit, body: c_ast.Node) -> frozenset[Symbol]:
    found = set()
    for node in preorder(body):
        if isinstance(node, c_ast.UnaryOp) and node.op == "&" and isinstance(node.expr, c_ast.ID):
            symbol = unit.refs.get(node.expr)
            if symbol is not None:
                found.add(symbol)
    return frozenset(found)


def _merge(first: State | None, second: State | None) -> State | None:
    """Join what is known on two ways; None is a way that does not come here."""
    if first is None or second is None:
        return second if first is None else first
    return first & second


class _Reader(ExpressionReader):
    """Walks a function in the order of its text."""

    # What is known wherever the innermost switch may jump to.
    _cases: State = NOTHING

    # ---- statements ------------------------------------------------------------------

    def statement(self, node: c_ast.Node | None, state: State | None) -> State | None:
        """Read a statement; returns what is known behind it, None if nothing comes there."""
        if node is None or isinstance(node, c_ast.EmptyStatement | c_ast.Pragma):
            return state
        if isinstance(node, c_ast.Case | c_ast.Default):
            return self._block(node.stmts, self._cases)
        if isinstance(node, c_ast.Label):
            return self.statement(node.stmt, NOTHING)
        before = NOTHING if state is None else state
        match node:
            case c_ast.Compound():
                return self._block(node.block_items, state)
            case c_ast.Decl() | c_ast.DeclList():
                return self._declarations(node, before)
            case c_ast.If():
                inside = self.whole(node.cond, before)
                other = self.statement(node.iffalse, inside)
                return _merge(self.statement(node.iftrue, inside), other)
            case c_ast.While() | c_ast.DoWhile() | c_ast.For():
                return self._loop(node, before)
            case c_ast.Switch():
                return self._switch(node, before)
            case c_ast.Return():
                self.whole(node.expr, before)
                return None
            case c_ast.Break() | c_ast.Continue() | c_ast.Goto():
                return None
            case c_ast.Typedef():
                return NOTHING
        return self.whole(node, before)

    def _block(self, items: Iterable[c_ast.Node] | None, state: State | None) -> State | None:
        for item in items or ():
            state = self.statement(item, state)
        return state

    def _declarations(self, node: c_ast.Decl | c_ast.DeclList, state: State) -> State:
        decls = node.decls if isinstance(node, c_ast.DeclList) else [node]
        for decl in decls:
            symbol = self._unit.introduces.get(decl)
            if symbol is None or self.ends(decl):
                state = NOTHING
            else:
                state = without(self.whole(decl.init, state), {symbol})
        return state

    def _loop(self, node: c_ast.While | c_ast.DoWhile | c_ast.For, state: State) -> State:
        if isinstance(node, c_ast.For):
            first = node.init
            if isinstance(first, c_ast.DeclList):
                state = self._declarations(first, state)
            else:
                state = self.whole(first, state)
        always = self._throughout(node, state)
        if isinstance(node, c_ast.DoWhile):
            self.statement(node.stmt, always)
            self.whole(node.cond, always)
            return always
        after = self.statement(node.stmt, self.whole(node.cond, always))
        if isinstance(node, c_ast.For):
            skips = any(isinstance(n, c_ast.Continue) for n in preorder(node.stmt))
            self.whole(node.next, always if skips or after is None else after)
        return always

    def _switch(self, node: c_ast.Switch, state: State) -> State:
        outer, self._cases = self._cases, self._throughout(node, self.whole(node.cond, state))
        self.statement(node.stmt, None)
        always, self._cases = self._cases, outer
        return always

    def _throughout(self, node: c_ast.Node, state: State) -> State:
        """Return what stays known however often and from wherever control comes to a statement."""
        inside = list(evaluated(node))
        jumps = c_ast.Case | c_ast.Default
        loop = not isinstance(node, c_ast.Switch)
        if any((loop and isinstance(n, jumps)) or self.ends(n) for n in inside):
            return NOTHING
        return without(state, self.assigned(inside))
