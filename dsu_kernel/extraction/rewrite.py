"""The statements of a function as they read in one of its pieces.

Every piece finds the variables in scope at the loop in the loop's state: ``state.x`` before the
loop, ``loop->x`` in the iteration and behind the loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FUNCTION_NAMES, Symbol
from dsu_kernel.extraction import syntax
from dsu_kernel.extraction.collect import LOOPS
from dsu_kernel.extraction.context import Context
from dsu_kernel.extraction.copying import Copier
from dsu_kernel.extraction.localtypes import is_definition, specifiers
from dsu_kernel.extraction.split import Here, Leave
from dsu_kernel.extraction.state import named_type, store


class Rewriter(Copier):
    """Copies statements and expressions into a piece; one statement may become several."""

    pointer = True

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.own: frozenset[str] = frozenset()
        self._rules: dict[type[c_ast.Node], Callable[[Any], list[c_ast.Node]]] = {
            c_ast.Decl: self.declaration,
            c_ast.Goto: self.goto,
            c_ast.Return: self.returning,
            c_ast.Break: self.plain_statement,
            c_ast.Continue: self.plain_statement,
            c_ast.Switch: self.switch,
            c_ast.Typedef: self.typedef,
            Leave: self.leave,
            Here: self.here,
        }
        self._defining = False
        self._moved: set[c_ast.Node] = set()

    # ---- expressions -----------------------------------------------------------------

    def copy(self, node: c_ast.Node) -> Any:
        if node.__class__ is c_ast.ID:
            return self.identifier(node)
        if node in self.context.types.renamed:
            return self.type_name(node)
        if isinstance(node, c_ast.Compound):
            return self.compound(node)
        if isinstance(node, c_ast.If | c_ast.Label | c_ast.AttributedStatement):
            return self.one(node)
        if isinstance(node, c_ast.Switch):
            return self.switch(node)[0]
        if isinstance(node, LOOPS):
            return self.loop(node)
        return self.plain(node)

    def copied(self, node: c_ast.Node, made: c_ast.Node) -> None:
        if node in self.context.stems:
            self.context.stems[made] = self.context.stems[node]

    def identifier(self, node: c_ast.ID) -> Any:
        """Return a variable of the state, something that moved to file scope, or the same name."""
        symbol = self.context.unit.refs.get(node)
        if node.name in FUNCTION_NAMES:
            return self.function_name(node)
        if symbol is None:
            return self.plain(node)
        if symbol in self.context.members:
            return self.variable(symbol, node.coord)
        if symbol in self.context.renamed:
            return syntax.name(self.context.renamed[symbol], node.coord)
        return self.plain(node)

    def function_name(self, node: c_ast.ID) -> Any:
        """Return what ``__func__`` is: the name of the function that the user wrote."""
        text = f'"{self.context.target.function.name}"'
        return c_ast.Constant("string", text, node.coord)

    def variable(self, symbol: Symbol, coord: Any) -> c_ast.StructRef:
        """Return the member in which a variable lives."""
        return self.field(self.context.members[symbol], coord)

    def field(self, member: str, coord: Any) -> c_ast.StructRef:
        """Return a member of the state."""
        names = self.context.names
        base = names.pointer if self.pointer else names.state
        return syntax.member(base, member, coord, pointer=self.pointer)

    # ---- types -----------------------------------------------------------------------

    def type_name(self, node: Any) -> Any:
        """Return the mention of a type that moved to file scope."""
        name = self.context.types.renamed[node]
        if isinstance(node, c_ast.IdentifierType):
            return c_ast.IdentifierType([*node.names[:-1], name], node.coord)
        if self._defining and is_definition(node):
            made = self.plain(node)
            made.name = name
            return made
        if isinstance(node, c_ast.Enum):
            return c_ast.Enum(name, None, None, node.coord, attributes=[])
        return node.__class__(name, None, node.coord, attributes=[])

    def moved(self, item: c_ast.Typedef | c_ast.Decl) -> list[c_ast.Node]:
        """Return at file scope what a declaration in a block says about types."""
        made: list[c_ast.Node] = []
        for node in specifiers(item.type):
            if node in self.context.types.renamed and node not in self._moved:
                self._moved.add(node)
                self._defining = True
                kind = self.copy(node)
                self._defining = False
                made.append(c_ast.Decl(None, [], [], [], [], kind, None, None, item.coord))
        if isinstance(item, c_ast.Typedef):
            named: Any = super().plain(item)
            named.name = named_type(named).declname = self.context.types.renamed[item]
            made.append(named)
        return made

    def typedef(self, node: c_ast.Typedef) -> list[c_ast.Node]:
        """Return nothing for a typedef that moved to file scope."""
        return [] if node in self.context.types.renamed else [self.plain(node)]

    # ---- statements ------------------------------------------------------------------

    def statement(self, node: c_ast.Node) -> list[c_ast.Node]:
        """Return the statements that take the place of one."""
        rule = self._rules.get(node.__class__)
        return rule(node) if rule is not None else [self.copy(node)]

    def statements(self, nodes: list[c_ast.Node] | None) -> list[c_ast.Node]:
        """Return the statements that take the place of a list of them."""
        return [made for node in nodes or [] for made in self.statement(node)]

    def only(self, node: c_ast.Node | None) -> c_ast.Node | None:
        """Return the one statement that takes the place of one."""
        return None if node is None else syntax.single(self.statement(node), node.coord)

    def plain_statement(self, node: c_ast.Node) -> list[c_ast.Node]:
        """Return a statement that stays what it is."""
        return [self.plain(node)]

    def compound(self, node: c_ast.Compound) -> c_ast.Compound:
        """Copy a block."""
        made = c_ast.Compound(self.statements(node.block_items), node.coord)
        self.copied(node, made)
        return made

    def one(self, node: Any) -> c_ast.Node:
        """Copy a statement that holds single statements."""
        made: c_ast.Node
        if isinstance(node, c_ast.If):
            branches = self.only(node.iftrue), self.only(node.iffalse)
            made = c_ast.If(self.copy(node.cond), *branches, node.coord)
        elif isinstance(node, c_ast.Switch):
            made = c_ast.Switch(self.copy(node.cond), self.only(node.stmt), node.coord)
        elif isinstance(node, c_ast.Label):
            inner = self.only(node.stmt)
            made = c_ast.Label(node.name, inner, node.coord, attributes=node.attributes)
        else:
            inner = self.only(node.stmt)
            made = c_ast.AttributedStatement(node.attributes, inner, node.coord)
        self.copied(node, made)
        return made

    def loop(self, node: Any) -> Any:
        """Copy a loop that stays."""
        made = node.__class__.__new__(node.__class__)
        made.coord = node.coord
        for slot in ("init", "cond", "next"):
            if slot in node.__slots__:
                setattr(made, slot, self.part(getattr(node, slot)))
        made.stmt = self.only(node.stmt)
        self.copied(node, made)
        return made

    def plain(self, node: Any) -> Any:
        if isinstance(node, c_ast.Enumerator):
            symbol = self.context.unit.introduces.get(node)
            made = super().plain(node)
            if symbol is not None and symbol in self.context.renamed:
                made.name = self.context.renamed[symbol]
            return made
        if isinstance(node, c_ast.Case):
            return c_ast.Case(
                self.copy(node.expr),
                self.statements(node.stmts),
                node.coord,
                attributes=node.attributes,
            )
        if isinstance(node, c_ast.Default):
            stmts = self.statements(node.stmts)
            return c_ast.Default(stmts, node.coord, attributes=node.attributes)
        return super().plain(node)

    def switch(self, node: c_ast.Switch) -> list[c_ast.Node]:
        """Copy a ``switch``."""
        return [self.one(node)]

    def declaration(self, node: c_ast.Decl) -> list[c_ast.Node]:
        """Return what a declaration does at run time, if its variable lives elsewhere."""
        symbol = self.context.unit.introduces.get(node)
        if node.name is None and node.type in self.context.types.renamed:
            return []
        if symbol is None or (
            symbol not in self.context.members and symbol not in self.context.renamed
        ):
            return [self.plain(node)]
        if symbol in self.context.renamed or node.init is None:
            return []
        ctype = self.context.unit.types.get(node, symbol.ctype)
        init = self.part(node.init)
        return [store(lambda: self.variable(symbol, node.coord), ctype, init)]

    # ---- jumps -----------------------------------------------------------------------

    def goto(self, node: c_ast.Goto) -> list[c_ast.Node]:
        """Return a jump, or what leaves the piece for a label after the loop."""
        if node.name in self.own:
            return [self.plain(node)]
        return self.leave_for(node.name, node.coord)

    def leave_for(self, label: str, coord: Any) -> list[c_ast.Node]:
        """Return what goes on at a label after the loop."""
        raise NotImplementedError

    def leave(self, node: Leave) -> list[c_ast.Node]:
        """Return what goes on after the loop."""
        return self.leave_for(node.label, node.coord)

    def here(self, node: Here) -> list[c_ast.Node]:
        """Return what stands in the place of the loop."""
        raise NotImplementedError

    def returning(self, node: c_ast.Return) -> list[c_ast.Node]:
        """Return what leaves the function."""
        return self.plain_statement(node)

    def run_rest(self, state: c_ast.Node, code: c_ast.Node, coord: Any) -> list[c_ast.Node]:
        """Return ``return REST(state, code)``."""
        call = syntax.call(self.context.names.rest, [state, code], coord)
        if self.context.void:
            return [call, c_ast.Return(None, coord)]
        return [c_ast.Return(call, coord)]
