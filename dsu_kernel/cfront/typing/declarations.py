"""Declarations to symbols: storage, linkage, keys, and one symbol per entity."""

from __future__ import annotations

from collections.abc import Iterable

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, place_of
from dsu_kernel.cfront.semantics import attributes
from dsu_kernel.cfront.types import INT, Array, CType, Function, Opaque, composite, decay, qualified
from dsu_kernel.cfront.typing.expressions import ExpressionTyper
from dsu_kernel.cfront.typing.layout import layout_of
from dsu_kernel.cfront.typing.specifiers import TypeBuilder
from dsu_kernel.cfront.typing.workspace import Workspace

_CLASSES = ("static", "extern", "auto", "register", "typedef")
_THREAD = frozenset({"_Thread_local", "__thread", "thread_local"})
_SECOND_NAMES = frozenset({"alias", "weakref"})
_SPECIFIER_NAMES = {
    "inline": "inline",
    "__inline": "inline",
    "__inline__": "inline",
    "_Noreturn": "noreturn",
}


def storage_class(node: c_ast.Decl | c_ast.Typedef) -> str:
    """Return the storage class word of a declaration, "" if there is none."""
    for word in node.storage or ():
        if word in _CLASSES:
            return str(word)
    return ""


def attribute_names(node: c_ast.Decl | c_ast.Typedef) -> tuple[str, ...]:
    """Return a declaration's attributes, with inline, noreturn and thread_local among them."""
    found = list(attributes.names(attributes.declared(node)))
    for word in getattr(node, "funcspec", None) or ():
        found.append(_SPECIFIER_NAMES.get(word, word))
    if any(word in _THREAD for word in node.storage or ()):
        found.append("thread_local")
    return tuple(dict.fromkeys(found))


class Declarations:
    """Enters declarations into the current scope."""

    def __init__(self, work: Workspace, types: TypeBuilder, expressions: ExpressionTyper) -> None:
        self._work = work
        self._types = types
        self._expressions = expressions

    def note_typedef_names(self, items: Iterable[c_ast.Node] | None) -> None:
        """Learn which anonymous records of these declarations a typedef will name."""
        for item in items or ():
            if item.__class__ is not c_ast.Typedef or not isinstance(item.type, c_ast.TypeDecl):
                continue
            specifier = item.type.type
            while isinstance(specifier, c_ast.AttributedType):
                specifier = specifier.type
            if isinstance(specifier, c_ast.Struct | c_ast.Union | c_ast.Enum):
                self._work.typedef_names.setdefault(specifier, item.name)

    def typedef(self, node: c_ast.Typedef) -> Symbol:
        """Enter a typedef."""
        work = self._work
        ctype = self._types.declared_type(node)
        work.require(ctype)
        symbol = self._new(node, "typedef", ctype, "typedef", "none", None, True)
        existing = work.scope.symbols.get(node.name)
        if existing is not None and existing.kind == "typedef":
            symbol = existing
        symbol.layout = layout_of(node, work)
        work.scope.symbols[node.name] = symbol
        work.introduces[node] = symbol
        work.types[node] = ctype
        return symbol

    def declaration(self, node: c_ast.Decl) -> Symbol | None:
        """Enter a declaration and its tags; its initialiser stays for :meth:`initialiser`."""
        work = self._work
        if node.name is None:
            self._tag_only(node)
            return None
        ctype = self._types.declared_type(node)
        for each in node.align or ():
            self._expressions.known(each.alignment)
        if isinstance(ctype, Opaque) and ctype.text in ("__auto_type", "InferredType"):
            value = decay(self._expressions.type(node.init)) if node.init else INT
            ctype = qualified(value, ctype.quals)
        work.require(ctype)
        work.types[node] = ctype
        enter = self._file_object if self._is_file_level() else self._local
        symbol = enter(node, ctype)
        layout = layout_of(node, work)
        if layout not in symbol.layout:
            symbol.layout = f"{symbol.layout} {layout}".strip()
        work.introduces[node] = symbol
        return symbol

    def initialiser(self, node: c_ast.Decl, symbol: Symbol) -> None:
        """Type a declaration's initialiser; it may settle an array's length."""
        if node.init is None or node.init in self._work.types:
            return
        ctype = self._expressions.initialisers.initialise(node.init, self._work.types[node])
        self._work.types[node] = ctype
        if symbol.ctype != ctype and isinstance(ctype, Array):
            symbol.ctype = composite(symbol.ctype, ctype)

    def _is_file_level(self) -> bool:
        return self._work.scope is self._work.file_scope

    def _tag_only(self, node: c_ast.Decl) -> None:
        specifier = node.type
        body = getattr(specifier, "decls", None) or getattr(specifier, "values", None)
        is_tag = isinstance(specifier, c_ast.Struct | c_ast.Union | c_ast.Enum)
        if is_tag and body is None and specifier.name and not self._is_file_level():
            self._types.records.reference(specifier, declare=True)
        self._types.ctype(specifier)

    def _file_object(self, node: c_ast.Decl, ctype: CType) -> Symbol:
        is_function = isinstance(ctype, Function)
        storage = storage_class(node)
        defined = not is_function and (node.init is not None or storage != "extern")
        defined = defined and not _SECOND_NAMES & set(attribute_names(node))
        return self.entity(node, ctype, storage, defined)

    def entity(self, node: c_ast.Decl, ctype: CType, storage: str, defined: bool) -> Symbol:
        """Return the one symbol of a file-scope name, merging this declaration into it."""
        work = self._work
        existing = work.linkage.get(node.name)
        if existing is not None:
            self._merge(existing, node, ctype, defined)
            work.file_scope.symbols[node.name] = existing
            return existing
        internal = storage == "static"
        if not internal and work.headers is not None:
            known = work.headers.lookup(node.name)
            if known is not None and known.kind in ("object", "function"):
                if not defined:
                    return known
                ctype = composite(known.ctype, ctype)
        kind = "function" if isinstance(ctype, Function) else "object"
        key = f"{node.name}@{work.unit}" if internal and work.file_mode else node.name
        linkage = "internal" if internal else "external"
        symbol = self._new(node, kind, ctype, storage, linkage, key, defined)
        symbol.scope = "file"
        work.linkage[node.name] = symbol
        work.file_scope.symbols[node.name] = symbol
        return symbol

    def _merge(self, symbol: Symbol, node: c_ast.Decl, ctype: CType, defined: bool) -> None:
        if symbol.implicit:
            symbol.ctype, symbol.implicit, symbol.system = ctype, False, self._work.system
            symbol.node, symbol.place = node, place_of(node)
        else:
            symbol.ctype = composite(symbol.ctype, ctype)
        if storage_class(node) == "static" and symbol.linkage == "external":
            symbol.linkage, symbol.storage = "internal", "static"
            symbol.key = f"{symbol.name}@{self._work.unit}" if self._work.file_mode else symbol.name
        if defined and (not symbol.defined or getattr(node, "init", None) is not None):
            symbol.defined, symbol.node, symbol.place = True, node, place_of(node)
            if symbol.storage == "extern":
                symbol.storage = storage_class(node)
        symbol.attributes = tuple(dict.fromkeys((*symbol.attributes, *attribute_names(node))))

    def _local(self, node: c_ast.Decl, ctype: CType) -> Symbol:
        work = self._work
        storage = storage_class(node)
        if storage == "extern" or isinstance(ctype, Function):
            visible = work.file_scope.lookup(node.name)
            if visible is not None and visible.kind in ("object", "function"):
                symbol = visible
                if not symbol.system:
                    self._merge(symbol, node, ctype, False)
            else:
                symbol = self.entity(node, ctype, "extern", False)
        elif storage == "static":
            symbol = self._static_local(node, ctype)
        else:
            symbol = self._new(node, "object", ctype, storage, "none", None, True)
            self._note_local(symbol)
        work.scope.symbols[node.name] = symbol
        return symbol

    def _static_local(self, node: c_ast.Decl, ctype: CType) -> Symbol:
        work, key = self._work, None
        if work.function is not None:
            count = work.function.static_counts.get(node.name, 0) + 1
            work.function.static_counts[node.name] = count
            key = f"{work.function.key}::{node.name}" + (f"#{count}" if count > 1 else "")
        symbol = self._new(node, "object", ctype, "static", "none", key, True)
        self._note_local(symbol)
        work.static_locals.append(symbol)
        return symbol

    def _note_local(self, symbol: Symbol) -> None:
        if self._work.function is not None:
            self._work.function.locals.append(symbol)

    def _new(
        self,
        node: c_ast.Decl | c_ast.Typedef,
        kind: str,
        ctype: CType,
        storage: str,
        linkage: str,
        key: str | None,
        defined: bool,
    ) -> Symbol:
        return Symbol(
            name=node.name,
            kind=kind,
            ctype=ctype,
            storage=storage,
            linkage=linkage,
            scope="file" if self._is_file_level() else "block",
            system=self._work.system,
            key=key,
            place=place_of(node),
            node=node,
            defined=defined,
            attributes=attribute_names(node),
        )
