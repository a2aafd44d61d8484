"""Types declared in the blocks around a loop: all pieces use them, so they move to file scope.

``struct pair`` of function ``main`` becomes ``struct main_pair``. Which use of a name means which
declaration is found by walking the function with C's scopes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit, child_nodes
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.extraction.collect import Target, is_automatic

Tagged = c_ast.Struct | c_ast.Union | c_ast.Enum
TAGGED = (c_ast.Struct, c_ast.Union, c_ast.Enum)


def is_definition(node: c_ast.Node) -> bool:
    """Whether a node lists the members of a record or the enumerators of an enumeration."""
    if isinstance(node, c_ast.Enum):
        return node.values is not None
    return isinstance(node, c_ast.Struct | c_ast.Union) and node.decls is not None


@dataclass(slots=True)
class LocalTypes:
    """The types of a function that move to file scope.

    ``renamed`` has the new names by the nodes that define or use them, ``enumerators`` those of
    enumeration constants. ``items`` are the declarations that move, in the order of the text.
    ``obstacle``: why it cannot be done, or "".
    """

    renamed: dict[c_ast.Node, str] = field(default_factory=dict)
    enumerators: dict[Symbol, str] = field(default_factory=dict)
    items: list[c_ast.Typedef | c_ast.Decl] = field(default_factory=list)
    obstacle: str = ""

    @property
    def names(self) -> list[str]:
        """The new names of records."""
        return [
            name
            for node, name in self.renamed.items()
            if isinstance(node, c_ast.Struct) and is_definition(node)
        ]


def moving_types(target: Target) -> LocalTypes:
    """Find the types that are in scope at the loop of ``target``."""
    items = [item for item in target.before() if _declares_type(item)]
    found = LocalTypes(items=items)  # type: ignore[arg-type]
    if not items:
        return found
    uses = _Resolver().resolve(target)
    namer = _Namer(target)
    for item in items:
        for node, name in _defined_in(item):
            if node in found.renamed:
                continue
            known = found.renamed.get(uses.get(node, node))
            found.renamed[node] = known or namer.new(name, tag=isinstance(node, TAGGED))
            if isinstance(node, c_ast.Enum):
                found.enumerators.update(namer.enumerators(node))
        found.obstacle = found.obstacle or _depends(target.unit, item)
    for use, definition in uses.items():
        if definition in found.renamed:
            found.renamed[use] = found.renamed[definition]
    return found


def _declares_type(item: c_ast.Node) -> bool:
    if isinstance(item, c_ast.Typedef):
        return True
    if not isinstance(item, c_ast.Decl):
        return False
    return item.name is None or any(is_definition(node) for node in specifiers(item.type))


def specifiers(node: Any) -> Iterator[Any]:
    """Yield the nodes of a declarator that may be specifiers of tagged types."""
    while node is not None and not isinstance(node, TAGGED):
        if not hasattr(node, "type") or isinstance(node, c_ast.IdentifierType):
            return
        node = node.type
    if node is not None:
        yield node


def _defined_in(item: Any) -> Iterator[tuple[c_ast.Node, str]]:
    """Yield what a declaration defines, records inside records too, with a name for each."""
    for node in specifiers(item.type):
        if is_definition(node) or item.name is None:
            yield from _tags_in(node, node.name or item.name or "type")
    if isinstance(item, c_ast.Typedef):
        yield item, item.name


def _tags_in(node: Any, name: str) -> Iterator[tuple[c_ast.Node, str]]:
    yield node, name
    if isinstance(node, c_ast.Enum):
        return
    for member in node.decls or []:
        for inner in specifiers(getattr(member, "type", None)):
            # An untagged record inside another one moves along as it is.
            if inner.name and is_definition(inner):
                yield from _tags_in(inner, inner.name)


def _depends(unit: TranslationUnit, item: Any) -> str:
    """Return an obstacle if a type depends on variables of the function."""
    pending: list[c_ast.Node] = [item.type]
    while pending:
        node = pending.pop()
        symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
        if symbol is not None and is_automatic(symbol):
            return f"the type {item.name or ''} depends on the variable {symbol.name}".replace(
                "  ", " "
            )
        pending += child_nodes(node)
    return ""


class _Namer:
    """New names at file scope: the function's name in front."""

    def __init__(self, target: Target) -> None:
        scope = target.unit.file_scope
        self._unit = target.unit
        self._prefix = target.function.name
        self._ordinary = set(scope.symbols)
        self._tags = set(scope.tags)

    def new(self, name: str, *, tag: bool) -> str:
        """Return a name for a type; a typedef and the tag it is for may share theirs."""
        taken = self._tags if tag else self._ordinary
        plain = f"{self._prefix}_{name}"
        made, number = plain, 2
        while made in taken or (tag and self._unit.headers.mentions_tag(made)):
            made, number = f"{plain}_{number}", number + 1
        taken.add(made)
        return made

    def enumerators(self, node: c_ast.Enum) -> Iterator[tuple[Symbol, str]]:
        """Yield the constants of an enumeration with new names."""
        for item in node.values.enumerators if node.values is not None else ():
            symbol = self._unit.introduces.get(item)
            if symbol is not None:
                yield symbol, self.new(symbol.name, tag=False)


class _Resolver:
    """Finds the declaration that each mention of a local type means."""

    def __init__(self) -> None:
        self._typedefs: list[dict[str, c_ast.Node | None]] = []
        self._tags: list[dict[str, c_ast.Node]] = []
        self._uses: dict[c_ast.Node, c_ast.Node] = {}

    def resolve(self, target: Target) -> dict[c_ast.Node, c_ast.Node]:
        """Return the definition (or first declaration) by use."""
        self._enter()
        for param in target.function.params:
            self._typedefs[-1][param.name] = None
        for item in target.body.block_items or []:
            self._visit(item)
        return self._uses

    def _enter(self) -> None:
        self._typedefs.append({})
        self._tags.append({})

    def _leave(self) -> None:
        self._typedefs.pop()
        self._tags.pop()

    def _visit(self, node: Any) -> None:
        if isinstance(node, c_ast.Compound | c_ast.For | StmtExpr | c_ast.ParamList):
            self._enter()
            self._below(node)
            self._leave()
        elif isinstance(node, c_ast.Typedef):
            self._visit(node.type)
            self._typedefs[-1][node.name] = node
        elif isinstance(node, c_ast.Decl):
            self._declaration(node)
        elif isinstance(node, TAGGED):
            self._tagged(node)
        elif isinstance(node, c_ast.IdentifierType):
            self._named(node)
        else:
            self._below(node)

    def _below(self, node: c_ast.Node) -> None:
        for child in child_nodes(node):
            self._visit(child)

    def _declaration(self, node: c_ast.Decl) -> None:
        specifier = node.type
        if node.name is None and isinstance(specifier, TAGGED) and not is_definition(specifier):
            self._tags[-1].setdefault(specifier.name, specifier)
        self._visit(specifier)
        if node.name is not None:
            self._typedefs[-1][node.name] = None
        for part in (*(node.align or ()), node.init, node.bitsize):
            if part is not None:
                self._visit(part)

    def _tagged(self, node: Any) -> None:
        if node.name:
            own = self._tags[-1].setdefault(node.name, node) if is_definition(node) else None
            known = own or self._tag(node.name)
            if known is not None and known is not node:
                self._uses[node] = known
        if isinstance(node, c_ast.Enum):
            for item in node.values.enumerators if node.values is not None else ():
                self._typedefs[-1][getattr(item, "name", "")] = None
                self._below(item)
            return
        for member in node.decls or []:
            for part in (getattr(member, "type", None), getattr(member, "bitsize", None)):
                if part is not None:
                    self._visit(part)

    def _tag(self, name: str) -> c_ast.Node | None:
        return next((scope[name] for scope in reversed(self._tags) if name in scope), None)

    def _named(self, node: c_ast.IdentifierType) -> None:
        name = node.names[-1]
        for scope in reversed(self._typedefs):
            if name in scope:
                found = scope[name]
                if found is not None:
                    self._uses[node] = found
                return
