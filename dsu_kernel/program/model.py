"""The immutable model of a program: its units of text, and a version as the front end saw it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dsu_kernel.cfront.model import counting_functions, gives_way
from dsu_kernel.cfront.semantics.statics import liftable
from dsu_kernel.extraction.model import Extraction

if TYPE_CHECKING:
    from dsu_kernel.cfront.model import FunctionDef, RecordDef, Symbol, TranslationUnit
    from dsu_kernel.cfront.source.diagnostics import Diagnostic
    from dsu_kernel.cfront.source.preprocess import Preprocessed
    from dsu_kernel.cfront.types import RecordKey


def decode(data: bytes) -> str:
    """Return the text of a C file: any bytes, without a byte order mark."""
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Unit:
    """A cell or a C file: ``name`` identifies it, ``label`` is how diagnostics call it."""

    name: str
    text: str
    label: str

    @property
    def directive(self) -> str:
        """The ``#line`` directive that makes positions in the text those of the unit."""
        return f"#line 1 {json.dumps(self.label, ensure_ascii=False)}\n"


@dataclass(frozen=True, slots=True)
class Program:
    """All units in order of first run.

    The units of cells form one C translation unit; in file mode (``files``) each unit is one.
    """

    units: tuple[Unit, ...] = ()
    files: bool = False

    def with_unit(self, unit: Unit) -> Program:
        """Return the program with ``unit`` replaced in place, or appended when it is new."""
        if any(known.name == unit.name for known in self.units):
            return replace(
                self, units=tuple(unit if u.name == unit.name else u for u in self.units)
            )
        return replace(self, units=(*self.units, unit))

    def unit(self, name: str) -> Unit | None:
        """Return the unit called ``name``, if there is one."""
        return next((unit for unit in self.units if unit.name == name), None)

    @property
    def sources(self) -> Mapping[str, str]:
        """The texts by label, for rendering diagnostics."""
        return {unit.label: unit.text for unit in self.units}

    def translation_units(self) -> tuple[tuple[str, str], ...]:
        """Return (name, text for the preprocessor) of each C translation unit."""
        # A byte order mark is one only at the very beginning of what gcc reads.
        texts = [(unit.name, unit.directive + unit.text.lstrip("\ufeff")) for unit in self.units]
        if self.files:
            return tuple(texts)
        return (("program", "\n".join(text for _, text in texts) + "\n"),)


@dataclass(frozen=True, slots=True)
class Text:
    """A program with its headers as they were: enough to make a version of it again."""

    program: Program = field(default_factory=Program)
    preprocessed: tuple[Preprocessed, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A program as the front end understood it: typed translation units, ready for analysis.

    ``extraction`` tells which functions and types the front end made of loops; ``warnings`` are
    gcc's, about the user's text.
    """

    number: int
    program: Program
    units: tuple[TranslationUnit, ...]
    extraction: Extraction = field(default_factory=Extraction)
    preprocessed: tuple[Preprocessed, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def text(self) -> Text:
        """What the version was made of."""
        return Text(self.program, self.preprocessed)

    @property
    def functions(self) -> dict[str, FunctionDef]:
        """The defined functions by key; of several definitions the one that counts."""
        return {key: function for key, (function, _) in counting_functions(self.units).items()}

    @property
    def globals(self) -> dict[str, Symbol]:
        """The defined objects with static storage by key, with the static locals to be lifted.

        Of several definitions it is the one that counts.
        """
        found: dict[str, Symbol] = {}
        for unit in self.units:
            for symbol in unit.objects.values():
                if symbol.defined and symbol.key:
                    known = found.get(symbol.key)
                    if known is None or gives_way(known, symbol):
                        found[symbol.key] = symbol
        for unit in self.units:
            found.update({s.key: s for s in unit.static_locals if s.key and liftable(s, unit)})
        return found

    @property
    def records(self) -> dict[RecordKey, RecordDef]:
        """The user's complete records by key."""
        return {
            key: record
            for unit in self.units
            for key, record in unit.records.items()
            if not record.system
        }


def own_texts(version: Version) -> dict[str, str]:
    """Return the texts of a program of files by path, with the headers that are its own."""
    found = {unit.name: unit.text for unit in version.program.units}
    for unit, pre in zip(version.program.units, version.preprocessed, strict=True):
        folder = Path(unit.name).parent
        for name in pre.dependencies:
            path = Path(name)
            if name not in found and path.is_relative_to(folder) and path.is_file():
                found[name] = decode(path.read_bytes())
    return found
