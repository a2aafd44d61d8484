"""System headers: names found by a scan, declarations parsed and typed when they are needed."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Collection

from pycparser import c_ast

from dsu_kernel.cfront.model import EnumDef, Place, RecordDef, Symbol
from dsu_kernel.cfront.model.scope import Scope
from dsu_kernel.cfront.parsing.parser import GnuParser
from dsu_kernel.cfront.semantics.builtin_calls import (
    BUILTIN_PREFIXES,
    LIBRARY_PROTOTYPES,
    PREFIXED_PROTOTYPES,
)
from dsu_kernel.cfront.source.header_scan import Chunk, scan
from dsu_kernel.cfront.types import EnumType, Function, Opaque, Record, RecordKey
from dsu_kernel.cfront.typing.assembly import Assembly
from dsu_kernel.cfront.typing.workspace import Workspace

_MARKER = re.compile(r"# (\d+) \"((?:[^\"\\]|\\.)*)\"")
_PRAGMA = re.compile(r"^#pragma(?!\s+pack)[^\n]*$", re.MULTILINE)


class _HeaderScope(Scope):
    """The scope around a unit's file scope: looks names up in the headers."""

    __slots__ = ("_index",)

    def __init__(self, index: HeaderIndex) -> None:
        super().__init__()
        self._index = index

    def lookup(self, name: str) -> Symbol | None:
        """Return a header's symbol."""
        return self._index.lookup(name)

    def lookup_tag(self, name: str) -> Record | EnumType | None:
        """Return a header's struct, union or enum."""
        return self._index.lookup_tag(name)


class HeaderIndex:
    """The declarations of one system text; each is parsed once, when first asked for.

    All versions that include the headers share them, so any thread may ask.
    """

    def __init__(self, system_text: str) -> None:
        self.text = system_text
        self._lock = threading.RLock()  # one declaration may ask for another
        self._scan = scan(system_text)
        self._loaded: set[int] = set()
        self._parser: GnuParser | None = None
        self._builtins: HeaderIndex | None = None
        self._generic: dict[str, Symbol] = {}
        self.scope: Scope = _HeaderScope(self)
        self._assembly = Assembly(Workspace("", None, self.scope, file_mode=False))

    @property
    def typedef_names(self) -> frozenset[str]:
        """The names that system headers declare as types."""
        return frozenset(self._scan.typedef_names)

    @property
    def names(self) -> Collection[str]:
        """The ordinary identifiers that the headers declare."""
        return self._scan.names.keys()

    def lookup(self, name: str) -> Symbol | None:
        """Return the ordinary identifier ``name`` of the headers, None if they have none."""
        with self._lock:
            found = self.scope.symbols.get(name)
            if found is None:
                for number in self._scan.names.get(name, ()):
                    self._load(number)
                    found = self.scope.symbols.get(name)
                    if found is not None:
                        break
            return found

    def lookup_tag(self, name: str) -> Record | EnumType | None:
        """Return the struct, union or enum ``name`` of the headers."""
        with self._lock:
            for number in self._scan.tags.get(name, ()):
                self._load(number)
            return self.scope.tags.get(name)

    def record(self, kind: str, tag: str) -> RecordDef | None:
        """Return the definition of a header's record, anonymous ones by the tag in their key."""
        records = self._assembly.work.records
        key = RecordKey(kind, tag, "system")
        if key not in records:
            # "T.member" and "T#2" are named after what their declaration defines.
            outer = re.split(r"[.#]", tag.strip("<>"))[0]
            if self.lookup_tag(outer) is None or key not in records:
                self.lookup(outer)
        return records.get(key)

    def enum(self, key: RecordKey) -> EnumDef | None:
        """Return the definition of a header's enumeration that has been used."""
        return self._assembly.work.enums.get(key)

    def mentions_tag(self, tag: str) -> bool:
        """Whether header text speaks of ``struct tag`` (then the user's ``struct tag`` is that)."""
        if tag not in self.text:
            return False
        return re.search(rf"\b(?:struct|union|enum)\s+{re.escape(tag)}\b", self.text) is not None

    def builtin(self, name: str, *, plain: bool = False) -> Symbol | None:
        """Return the symbol of a compiler builtin; with ``plain`` also of ``malloc`` and the like.

        Unknown names with a builtin's prefix get a function of unknown result.
        """
        if not plain and not name.startswith(BUILTIN_PREFIXES):
            return None
        with self._lock:
            if self._builtins is None:
                self._builtins = HeaderIndex(LIBRARY_PROTOTYPES + PREFIXED_PROTOTYPES)
        library = name.removeprefix("__builtin_")
        found = self._builtins.lookup(name) or self._builtins.lookup(library)
        if found is None and name.startswith(BUILTIN_PREFIXES):
            found = self._generic.setdefault(name, _generic_builtin(name))
        return found

    def _load(self, number: int) -> None:
        """Parse one declaration and enter what it declares. With the lock held."""
        if number in self._loaded:
            return
        self._loaded.add(number)
        chunk = self._scan.chunks[number]
        items = self._parse(chunk)
        assembly, work = self._assembly, self._assembly.work
        outer_scope, work.scope = work.scope, self.scope
        outer_pack, work.pack.limit = work.pack.limit, chunk.pack
        outer_owner, assembly.types.records.owner = assembly.types.records.owner, None
        assembly.statements.block(items)
        assembly.types.records.owner = outer_owner
        work.scope, work.pack.limit = outer_scope, outer_pack
        if chunk.has_body:
            for item in items:
                symbol = work.introduces.get(item)
                if symbol is not None:
                    symbol.defined = True

    def _parse(self, chunk: Chunk) -> list[c_ast.Node]:
        if self._parser is None:
            self._parser = GnuParser(self._scan.typedef_names)
        source = self.text[chunk.start : chunk.end]
        place = self._place(chunk.start + len(source) - len(source.lstrip()))
        source = _PRAGMA.sub("", source.lstrip())
        if chunk.has_body:
            source += ";"
        text = f'# {place.line} "{place.unit}"\n{source}\n'
        items: list[c_ast.Node] = self._parser.parse(text, place.unit).ext
        return items

    def _place(self, offset: int) -> Place:
        """Return the header and line at an offset of the text."""
        text = self.text
        marker_start = text.rfind("\n# ", 0, offset) + 1
        match = _MARKER.match(text, marker_start)
        if match is None:
            return Place("<built-in>", text.count("\n", 0, offset) + 1)
        lines = text.count("\n", match.end(), offset)
        return Place(match.group(2), int(match.group(1)) + max(lines - 1, 0))


def _generic_builtin(name: str) -> Symbol:
    return Symbol(
        name=name,
        kind="function",
        ctype=Function(Opaque(name), (), prototyped=False),
        storage="extern",
        linkage="external",
        scope="file",
        system=True,
        key=name,
        place=Place("<built-in>", 0),
        node=None,
        defined=False,
    )


class HeaderCache:
    """Keeps the indexes of the last few system texts, for units that include the same headers."""

    def __init__(self, size: int = 16) -> None:
        self._size = size
        self._indexes: OrderedDict[str, HeaderIndex] = OrderedDict()

    def index(self, system_text: str) -> HeaderIndex:
        """Return the index of a text, made now or earlier."""
        found = self._indexes.get(system_text)
        if found is None:
            found = self._indexes[system_text] = HeaderIndex(system_text)
            if len(self._indexes) > self._size:
                self._indexes.popitem(last=False)
        self._indexes.move_to_end(system_text)
        return found
