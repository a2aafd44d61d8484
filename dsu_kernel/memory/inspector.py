"""Looking into the live process: at one object, at what it points to, at all objects of a type."""

from __future__ import annotations

import platform
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import CType, Record, RecordKey
from dsu_kernel.engine.engine import Engine
from dsu_kernel.errors import DsuError
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.memory.cell import Cell
from dsu_kernel.memory.decode import Decoder
from dsu_kernel.memory.graph import member_path, pointee_path
from dsu_kernel.memory.layout import TypeLayout
from dsu_kernel.memory.placement import find_key, plain_layout, type_layout
from dsu_kernel.memory.places import Finder, Found
from dsu_kernel.memory.shapes import Shaper
from dsu_kernel.memory.snapshot import Snapshot
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.image import Image
from dsu_kernel.transform.thunk import EVALUATE, evaluated
from dsu_kernel.transform.unit import UnitTransformer
from dsu_kernel.transform.unit_writer import UnitWriter
from dsu_kernel.updating.evaluation import LABEL, looking_plan, unit_for

MOST_OBJECTS = 2000
"""Objects that a search looks at."""


@dataclass(frozen=True, slots=True)
class Instance:
    """An object that was found from a global: ``path`` is C that leads to it."""

    path: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Census:
    """The objects of a type that can be reached from globals through typed pointers.

    Not among them are objects that only local variables or ``void *`` know. ``complete``: the
    search ended by itself.
    """

    type: str
    instances: tuple[Instance, ...]
    complete: bool

    @property
    def versions(self) -> dict[int | None, int]:
        """How many objects there are in each version."""
        found: dict[int | None, int] = {}
        for instance in self.instances:
            state = instance.cell.state
            number = state.version if state is not None else None
            found[number] = found.get(number, 0) + 1
        return found

    def __str__(self) -> str:
        counts = ", ".join(f"{n} in v{v}" if v is not None else f"{n}" for v, n in self._sorted())
        end = "" if self.complete else f"; the search ended after {MOST_OBJECTS}"
        head = f"{self.type}: {counts or 'no objects'} reachable from globals{end}"
        rows = [f"  {i.path} at {i.cell.address:#x}: {i.cell.text}" for i in self.instances]
        return "\n".join([head, *rows])

    def _sorted(self) -> list[tuple[int | None, int]]:
        return sorted(self.versions.items(), key=lambda item: -1 if item[0] is None else item[0])


@dataclass(frozen=True, slots=True)
class TypeUpdate:
    """A changed type: its layouts with the transformers between, and its objects as they are."""

    layout: TypeLayout
    objects: Census

    def __str__(self) -> str:
        return f"{self.layout}\n\n{self.objects}"


@dataclass(frozen=True, slots=True)
class Update:
    """The types that the newest patch to change any has changed."""

    version: int
    types: tuple[TypeUpdate, ...]

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.types)) or "no type has changed so far"


class Inspector:
    """Looks at the process at one version; it keeps what gcc said about that."""

    def __init__(self, engine: Engine, process: LiveProcess, now: InForce) -> None:
        self._engine = engine
        self.process = process
        self.now = now
        self._shapers: dict[str, Shaper] = {}
        self._globals = self._located({key: s.symbol for key, s in now.image.globals.items()})
        functions = self._located({key: c.symbol for key, c in now.image.functions.items()})
        self._names = {at: f"&{key}" for key, at in self._globals.items()}
        self._names.update({at: key for key, at in functions.items()})

    def _located(self, symbols: dict[str, str]) -> dict[str, int]:
        found = self.process.locate([*symbols.values()])
        return {key: found[symbol] for key, symbol in symbols.items() if symbol in found}

    # ---- one object --------------------------------------------------------------------

    def look(self, expression: str) -> Cell:
        """Return the object that an expression designates, as it lies in memory."""
        text = expression.strip().rstrip(";")
        unit = unit_for(self.now, text)
        source = f'void {EVALUATE}(void) {{\n#line 1 "{LABEL}"\n{text}\n;}}\n'
        fragment = self._engine.frontend.fragment(self.now.version, unit, LABEL, source)
        shaper = self._shaper(unit)
        memory = Snapshot(self.process)
        decoder = Decoder(memory, shaper, self._names)
        finder = Finder(fragment, self._globals, memory, shaper, decoder)
        found = finder.place(evaluated(fragment))
        return decoder.cell(found.ctype, found.address, text)

    def statics(self) -> dict[str, tuple[CType, int]]:
        """Return the type and the address of each object with static storage."""
        symbols = self.now.version.globals
        places = self._globals
        return {key: (symbols[key].ctype, places[key]) for key in symbols if key in places}

    def at(self, ctype: CType, address: int, name: str = "") -> Cell:
        """Return the object of a type at an address."""
        return self._decoder(self._unit_of(ctype)).cell(ctype, address, name)

    def _decoder(self, unit: TranslationUnit) -> Decoder:
        return Decoder(Snapshot(self.process), self._shaper(unit), self._names)

    def _unit_of(self, ctype: CType) -> TranslationUnit:
        units = self.now.version.units
        if isinstance(ctype, Record):
            return next((u for u in units if ctype.key in u.records), units[0])
        return units[0]

    # ---- layouts -----------------------------------------------------------------------

    def layout(self, name: str, texts: Mapping[str, str], before: Image) -> TypeLayout:
        """Return a type's layouts; ``texts``: the generated C, ``before``: what is in force."""
        key = find_key(self.now, name)
        wrapped = self.now.image.types.get(key)
        shaper = self._shaper(self._unit_of(Record(key)))
        if wrapped is not None:
            known = before.types.get(key)
            applied = len(known.generations) if known is not None else 0
            return type_layout(self.now, wrapped, shaper, texts, applied)
        judged = self.now.facts.types.wrappability.get(key)
        reason = judged.reason if judged else "it is not wrapped"
        return plain_layout(key.spelling, reason, shaper, Record(key))

    # ---- all objects of a type ---------------------------------------------------------

    def census(self, name: str) -> Census:
        """Search the objects of a struct type from the globals, through typed pointers."""
        key = find_key(self.now, name)
        search = _Search(key, self._decoder(self._unit_of(Record(key))))
        for unit in self.now.version.units:
            for symbol in unit.objects.values():
                address = self._globals.get(symbol.key or "")
                if symbol.defined and address is not None:
                    search.add(Found(address, symbol.ctype), symbol.name)
        return search.run(key.spelling)

    # ---- shapes ------------------------------------------------------------------------

    def _shaper(self, unit: TranslationUnit) -> Shaper:
        shaper = self._shapers.get(unit.name)
        if shaper is None:
            shaper = self._shapers[unit.name] = shaper_of(self._engine, self.now, unit)
        return shaper


def shaper_of(engine: Engine, now: InForce, unit: TranslationUnit) -> Shaper:
    """Return what knows the shapes of a unit's types at one version."""
    text = _Declarations(now, unit, engine.abi)
    return Shaper(unit, now.image.types, text, engine.compiler)


class _Declarations:
    """The text in which a unit's types are declared, written when it is first asked for."""

    def __init__(self, now: InForce, unit: TranslationUnit, abi: str) -> None:
        self._now = now
        self._unit = unit
        self._abi = abi
        self._text = ""

    def __call__(self) -> str:
        if not self._text:
            units = self._now.version.units
            writer = UnitWriter(looking_plan(self._now), self._unit, units.index(self._unit))
            scheme = writer.measuring_scheme()
            scheme = replace(scheme, module=max(scheme.module, 1))
            declared = UnitTransformer(scheme, platform.machine()).declarations_only()
            system = self._unit.system_text
            self._text = f'{self._abi}{system}# 1 "<layouts>"\n{declared}'
        return self._text


class _Search:
    """Breadth first, each place once; values inside of values count as places of their own."""

    def __init__(self, key: RecordKey, decoder: Decoder) -> None:
        self._key = key
        self._decoder = decoder
        self._queue: deque[tuple[Found, str]] = deque()
        self._seen: set[tuple[int, CType]] = set()
        self._found: dict[int, Instance] = {}

    def add(self, place: Found, path: str) -> None:
        """Note a place to be looked at."""
        if (place.address, place.ctype) not in self._seen:
            self._seen.add((place.address, place.ctype))
            self._queue.append((place, path))

    def run(self, name: str) -> Census:
        """Look at everything."""
        for _ in range(MOST_OBJECTS):
            if not self._queue:
                break
            place, path = self._queue.popleft()
            self._visit(self._decoder.cell(place.ctype, place.address, path), path)
        return Census(name, tuple(self._found.values()), not self._queue)

    def _visit(self, cell: Cell, path: str) -> None:
        if isinstance(cell.ctype, Record) and cell.ctype.key == self._key:
            self._found.setdefault(cell.address, Instance(path, cell))
        for part in cell.parts:
            self._visit(part, member_path(path, part.name))
        target = cell.target
        if target is not None and target.followable and target.ctype is not None:
            self.add(Found(target.address, target.ctype), pointee_path(path))


@dataclass(frozen=True, slots=True)
class Conversion:
    """An object before and after the program used it."""

    before: Cell
    after: Cell

    def __str__(self) -> str:
        return f"before\n{self.before}\nafter\n{self.after}"


def converted_by(cell: Cell) -> str:
    """Return the expression that makes the program use, and so convert, a wrapped object."""
    if cell.state is None:
        raise DsuError(f"{cell.type} has no versions; there is nothing to convert")
    if cell.state.status in ("foreign", "unreadable"):
        raise DsuError(f"{cell.name or cell.type}: {cell.state}")
    return f"*({cell.type} *){cell.address:#x}ul"
