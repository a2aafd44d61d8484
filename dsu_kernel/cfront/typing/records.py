"""Structs, unions and enumerations: tags, their keys, and their definitions."""

from __future__ import annotations

from typing import Protocol

from pycparser import c_ast

from dsu_kernel.cfront.model import EnumDef, Field, RecordDef, Symbol, place_of
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.semantics import attributes
from dsu_kernel.cfront.semantics.attributes import Entry
from dsu_kernel.cfront.types import (
    INT,
    Array,
    Basic,
    CType,
    EnumType,
    Record,
    RecordKey,
    unqualified,
)
from dsu_kernel.cfront.typing.expressions import ExpressionTyper
from dsu_kernel.cfront.typing.layout import entries_text, layout_of
from dsu_kernel.cfront.typing.workspace import Workspace

Tagged = c_ast.Struct | c_ast.Union | c_ast.Enum
_KINDS: dict[type, str] = {c_ast.Struct: "struct", c_ast.Union: "union", c_ast.Enum: "enum"}


class DeclaredTypes(Protocol):
    """Whatever gives the types that the members of a record are declared with."""

    def ctype(self, node: c_ast.Node) -> CType:
        """Return the type that a declarator or specifier node denotes."""

    def type_name(self, node: c_ast.Typename) -> CType:
        """Return the type of a type name."""


class RecordBuilder:
    """Builds record and enum types and enters their tags and members."""

    def __init__(self, work: Workspace, types: DeclaredTypes, expressions: ExpressionTyper) -> None:
        self._work = work
        self._types = types
        self._expressions = expressions
        # DeclaredTypes of one declaration share the specifier's node: build it once.
        self._done: dict[c_ast.Node, Record | EnumType] = {}
        # The name whose declaration is being read, for calling an anonymous record after it.
        self.owner: str | None = None
        # Attributes that follow the specifier's closing brace.
        self.trailing: list[Entry] = []

    def record(self, node: c_ast.Struct | c_ast.Union) -> CType:
        """Return the type of a struct or union specifier, entering what it declares."""
        known = self._done.get(node)
        if known is not None:
            return known
        if node.decls is None:
            ctype = self.reference(node)
            self._done[node] = ctype
            return ctype
        trailing, self.trailing = self.trailing, []
        ctype = self._defined(node)
        assert isinstance(ctype, Record)
        self._done[node] = ctype
        definition = self._define(node, ctype.key, trailing)
        self._work.records[ctype.key] = definition
        return ctype

    def reference(self, node: Tagged, *, declare: bool = False) -> Record | EnumType:
        """Return what ``struct T`` means; ``declare`` is for ``struct T;``, hiding outer ones."""
        scope = self._work.scope
        found = scope.tags.get(node.name) if declare else scope.lookup_tag(node.name)
        kind = _KINDS[type(node)]
        if found is None or found.key.kind != kind:
            found = self._enter(kind, node.name, self._tag_scope(scope))
        return found

    def _tag_scope(self, scope: Scope) -> Scope:
        """Return the scope for an incomplete tag: prototypes leave theirs to the file."""
        while scope.kind == "prototype" and scope.parent is not None:
            scope = scope.parent
        return scope

    def _defined(self, node: Tagged) -> Record | EnumType:
        """Return the type that a specifier with a body defines, completing an earlier mention."""
        work, kind = self._work, _KINDS[type(node)]
        if node.name is None:
            key = self._anonymous_key(node, kind)
            return EnumType(key) if kind == "enum" else Record(key)
        found = work.scope.tags.get(node.name)
        complete = work.enums if kind == "enum" else work.records
        if found is not None and found.key.kind == kind and found.key not in complete:
            return found
        return self._enter(kind, node.name, work.scope)

    def _enter(self, kind: str, tag: str, scope: Scope) -> Record | EnumType:
        key = self._unique(RecordKey(kind, tag, self._scope_name(kind, tag, scope)))
        ctype = EnumType(key) if kind == "enum" else Record(key)
        scope.tags[tag] = ctype
        return ctype

    def _scope_name(self, kind: str, tag: str, scope: Scope) -> str:
        work = self._work
        if work.headers is None:
            return "system"
        if scope is work.file_scope:
            return "system" if work.headers.mentions_tag(tag) else ""
        return self._block_scope_name(tag)

    def _block_scope_name(self, tag: str) -> str:
        function = self._work.function
        if function is None:
            return ""
        count = function.tag_counts.get(tag, 0) + 1
        function.tag_counts[tag] = count
        return f"{function.key}#{count}"

    def _anonymous_key(self, node: Tagged, kind: str) -> RecordKey:
        work = self._work
        named = work.typedef_names.get(node)
        if named is not None:
            tag = named
        elif self.owner is not None:
            tag = self.owner if "." in self.owner else f"<{self.owner}>"
        else:
            tag = f"<anon@{place_of(node)}>"
        if work.system:
            scope = "system"
        elif work.scope.kind == "file":
            scope = ""
        else:
            scope = self._block_scope_name(tag)
        return self._unique(RecordKey(kind, tag, scope, typedef_named=named is not None))

    def _unique(self, key: RecordKey) -> RecordKey:
        """Return ``key``, numbered if another record (``struct T`` beside a typedef) has it."""
        number, candidate = 1, key
        while candidate in self._work.records or candidate in self._work.enums:
            number += 1
            tag = f"{key.tag}#{number}"
            candidate = RecordKey(key.kind, tag, key.scope, typedef_named=key.typedef_named)
        return candidate

    def _define(
        self, node: c_ast.Struct | c_ast.Union, key: RecordKey, trailing: list[Entry]
    ) -> RecordDef:
        work = self._work
        entries = attributes.entries(node.attributes) + trailing
        found = attributes.names(entries)
        layout = entries_text(entries, work.scope)
        if work.pack.packed:
            found += ("packed",)
            layout.append(f"pack({work.pack.limit})")
        outer, anonymous = self.owner, 0
        fields: list[Field] = []
        for item in node.decls:
            if isinstance(item, c_ast.Pragma):
                work.pack.pragma(item.string)
            elif isinstance(item, c_ast.StaticAssert):
                self._expressions.known(item.cond)
            elif isinstance(item, c_ast.Decl):
                anonymous += item.name is None
                self.owner = f"{key.tag}.{item.name or f'<{anonymous}>'}"
                field = self._field(item)
                if field is not None:
                    fields.append(field)
        self.owner = outer
        return RecordDef(
            key=key,
            kind=key.kind,
            tag=key.tag,
            fields=tuple(fields),
            attributes=tuple(dict.fromkeys(found)),
            flexible=bool(fields) and self._is_flexible(fields[-1].ctype),
            place=place_of(node),
            node=node,
            block_scope=key.scope not in ("", "system"),
            system=key.system,
            layout=" ".join(layout),
        )

    def _field(self, node: c_ast.Decl) -> Field | None:
        specifier = node.type
        while isinstance(specifier, c_ast.AttributedType):
            specifier = specifier.type
        ctype = self._types.ctype(node.type)
        found = attributes.declared(node)
        if node.name is None and node.bitsize is None:
            # Without a declarator, only an untagged struct or union declares a member.
            if not isinstance(specifier, c_ast.Struct | c_ast.Union) or specifier.name:
                return None
        elif node.attributes:
            ctype = attributes.apply(ctype, attributes.entries(node.attributes))
        width = None
        if node.bitsize is not None:
            self._expressions.known(node.bitsize)
            width = self._expressions.constants.value(node.bitsize)
        self._work.types[node] = ctype
        self._work.require(ctype)
        for each in node.align or ():
            self._expressions.known(each.alignment)
        layout = layout_of(node, self._work)
        # A typedef may say it for the member.
        names = attributes.names(found + [("aligned", "")] * ("aligned(" in layout))
        return Field(node.name, ctype, node.bitsize, place_of(node), names, width, layout)

    def _is_flexible(self, ctype: CType) -> bool:
        if isinstance(ctype, Array):
            return ctype.incomplete or ctype.length == 0
        inner = self._work.records.get(ctype.key) if isinstance(ctype, Record) else None
        return inner is not None and inner.flexible

    def enum(self, node: c_ast.Enum) -> CType:
        """Return the type of an enum specifier, entering its enumerators."""
        known = self._done.get(node)
        if known is not None:
            return known
        if node.values is None:
            ctype = self.reference(node)
            self._done[node] = ctype
            return ctype
        trailing, self.trailing = self.trailing, []
        mention = self._defined(node)
        symbols = self._enumerators(node)
        values = {symbol.name: symbol.value for symbol in symbols}
        found = attributes.names(attributes.entries(node.attributes) + trailing)
        underlying = self._underlying(node, values, "packed" in found)
        ctype = EnumType(mention.key, underlying)
        if node.name:
            self._work.scope.tags[node.name] = ctype
        for symbol in symbols:
            # gcc gives an enumerator type int whenever its value fits.
            wide = symbol.value is not None and not -(1 << 31) <= symbol.value < 1 << 31
            symbol.ctype = Basic(underlying) if wide else INT
        self._done[node] = ctype
        self._work.enums[ctype.key] = EnumDef(
            key=ctype.key,
            tag=ctype.key.tag,
            values=values,
            underlying=underlying,
            place=place_of(node),
            node=node,
            block_scope=ctype.key.scope not in ("", "system"),
            system=ctype.key.system,
        )
        return ctype

    def _enumerators(self, node: c_ast.Enum) -> list[Symbol]:
        work, constants = self._work, self._expressions.constants
        symbols: list[Symbol] = []
        following: int | None = 0
        for item in node.values.enumerators:
            if not isinstance(item, c_ast.Enumerator):
                continue
            value = following
            if item.value is not None:
                self._expressions.known(item.value)
                value = constants.value(item.value)
            symbol = Symbol(
                name=item.name,
                kind="enumerator",
                ctype=INT,
                storage="",
                linkage="none",
                scope="file" if work.scope is work.file_scope else "block",
                system=work.system,
                key=None,
                place=place_of(item),
                node=item,
                defined=True,
                value=value,
            )
            work.scope.symbols[item.name] = symbol
            work.introduces[item] = symbol
            symbols.append(symbol)
            following = None if value is None else value + 1
        return symbols

    def _underlying(self, node: c_ast.Enum, values: dict[str, int | None], packed: bool) -> str:
        """Return the integer type gcc chooses for an enumeration."""
        if node.underlying_type is not None:
            fixed = unqualified(self._types.type_name(node.underlying_type))
            return fixed.name if isinstance(fixed, Basic) else "unsigned int"
        known = [value for value in values.values() if value is not None]
        low, high = min(known, default=0), max(known, default=0)
        sizes = [("char", 8), ("short", 16)] if packed else []
        for name, bits in (*sizes, ("int", 32), ("long", 64)):
            if low >= 0 and high < 1 << bits:
                return f"unsigned {name}"
            if -(1 << (bits - 1)) <= low < 0 and high < 1 << (bits - 1):
                return "signed char" if name == "char" else name
        return "__int128" if low < 0 else "unsigned __int128"
