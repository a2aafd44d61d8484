"""The growing state of one typing run, shared by the declaration and the expression side."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.cfront.model import EnumDef, Headers, Member, RecordDef, Symbol, place_of
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.source.pack import PackState
from dsu_kernel.cfront.types import INT, Array, CType, Function, Record, RecordKey


class FunctionContext:
    """What is collected while one function body is typed."""

    __slots__ = ("key", "locals", "name", "result", "static_counts", "tag_counts")

    def __init__(self, name: str, key: str, result: CType) -> None:
        self.name = name
        self.key = key
        self.result = result
        self.locals: list[Symbol] = []
        self.static_counts: dict[str, int] = {}
        self.tag_counts: dict[str, int] = {}


class Workspace:
    """Accumulates the tables of a translation unit (or of the header declarations in use)."""

    def __init__(
        self, unit: str, headers: Headers | None, file_scope: Scope, *, file_mode: bool
    ) -> None:
        self.unit = unit
        self.headers = headers
        self.file_mode = file_mode
        self.file_scope = file_scope
        self.scope = file_scope
        self.function: FunctionContext | None = None
        self.types: dict[c_ast.Node, CType] = {}
        self.refs: dict[c_ast.ID, Symbol] = {}
        self.introduces: dict[c_ast.Node, Symbol] = {}
        self.members: dict[c_ast.Node, Member] = {}
        # What `_Generic` and `__builtin_choose_expr` choose, where that is certain.
        self.chosen: dict[c_ast.Node, c_ast.Node] = {}
        self.records: dict[RecordKey, RecordDef] = {}
        self.enums: dict[RecordKey, EnumDef] = {}
        self.static_locals: list[Symbol] = []
        # Every entity with linkage, also those that only a block or an implicit call declares.
        self.linkage: dict[str, Symbol] = {}
        # The name that a following typedef gives to an anonymous record or enum.
        self.typedef_names: dict[c_ast.Node, str] = {}
        self.pack = PackState()

    @property
    def system(self) -> bool:
        """Whether this run types header declarations."""
        return self.headers is None

    def push_scope(self, kind: str = "block") -> Scope:
        """Enter a new innermost scope."""
        self.scope = Scope(self.scope, kind)
        return self.scope

    def pop_scope(self) -> None:
        """Leave the innermost scope."""
        assert self.scope.parent is not None
        self.scope = self.scope.parent

    def record(self, key: RecordKey) -> RecordDef | None:
        """Return a record's definition, noting a system record as needed by this unit."""
        found = self.records.get(key)
        if found is None and key.system and self.headers is not None:
            found = self.headers.record(key.kind, key.tag)
            if found is not None:
                self.records[key] = found
                for member in found.fields:
                    self.require(member.ctype)
        return found

    get = record

    def require(self, ctype: CType) -> None:
        """Note the records that an object of this type holds by value."""
        while isinstance(ctype, Array):
            ctype = ctype.element
        if isinstance(ctype, Record):
            self.record(ctype.key)

    def builtin(self, name: str) -> Symbol | None:
        """Return the symbol of a compiler builtin."""
        return self.headers.builtin(name) if self.headers is not None else None

    def implicit_function(self, node: c_ast.ID) -> Symbol:
        """Declare the function that a call names for the first time (C90, ``int f()``)."""
        known = self.headers.builtin(node.name, plain=True) if self.headers is not None else None
        symbol = self.linkage.get(node.name)
        if symbol is None:
            symbol = Symbol(
                name=node.name,
                kind="function",
                ctype=known.ctype if known else Function(INT, (), prototyped=False),
                storage="extern",
                linkage="external",
                scope="file",
                system=known is not None,
                key=node.name,
                place=place_of(node),
                node=None,
                defined=False,
                implicit=True,
            )
            self.linkage[node.name] = symbol
        self.file_scope.symbols.setdefault(node.name, symbol)
        return symbol

    def function_scope(self) -> Scope:
        """Return the outermost block scope around the current place."""
        scope = self.scope
        while scope.parent is not None and scope.parent is not self.file_scope:
            scope = scope.parent
        return scope
