"""Random parts of programs: types, initial values, places, expressions, statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from program import Function, Global, Place, Version, heap_labels, static_labels
from shapes import (
    BIT_BASES,
    BOOL,
    CHAR,
    FLOATS,
    INTEGERS,
    Arr,
    Bits,
    Box,
    Enum,
    Fun,
    Heap,
    Num,
    Ptr,
    Raw,
    Rec,
    Type,
)
from statements import (
    Add,
    Call,
    CallHelper,
    CallThrough,
    Const,
    Copy,
    Fill,
    Fold,
    Gate,
    Grow,
    If,
    Loop,
    Make,
    Mix,
    New,
    Param,
    Point,
    PointRaw,
    Read,
    Set,
    Sort,
    Sum,
    Twist,
    anchor,
)

FIELD_NAMES = tuple(f"f{i}" for i in range(8))
RAWS = ("int", "long", "const char")
SMALL_ENUM = 8


@dataclass
class Maker:
    """Draws random parts. ``wild``: names whose values may be too large for a way back from float.

    ``gates``: whether functions wait at update points; ``interior``: pointers to fields are made.
    """

    rng: Random
    gates: bool = False
    interior: bool = False
    wild: set[str] = field(default_factory=set)
    count: int = 0

    def chance(self, percent: int) -> bool:
        """Return True that often."""
        return self.rng.randrange(100) < percent

    def name(self, prefix: str) -> str:
        """Return a name that was never used."""
        self.count += 1
        return f"{prefix}{self.count}"

    # ---- types ----------------------------------------------------------------------------------

    def number(self) -> Num:
        """Return an arithmetic type."""
        return self.rng.choice(FLOATS) if self.chance(20) else self.rng.choice(INTEGERS)

    def member_type(self, version: Version, index: int) -> Type:
        """Return a type for a field of the struct with that index."""
        tags = list(version.structs)
        earlier = tags[:index]
        kind = self.rng.randrange(100)
        if kind < 40:
            return self.number()
        if kind < 50:
            base = self.rng.choice(BIT_BASES)
            return Bits(base, 1 if base is BOOL else self.rng.randint(1, min(base.bits, 17)))
        if kind < 58:
            return Enum(self.rng.choice(list(version.enums)))
        if kind < 61:
            return Enum("E0", self.rng.choice((4, 5, 9)))
        if kind < 68:
            return Arr(CHAR, self.rng.choice((1, 3, 8, 13, 40)))
        if kind < 75:
            return Arr(self.number(), self.rng.randint(1, 5))
        if kind < 76:
            return self.box()
        if kind < 77:
            return Arr(Arr(self.rng.choice(INTEGERS), 2), self.rng.randint(1, 3))
        if kind < 88:
            return Ptr(self.rng.choice([*tags, ""]) if self.chance(10) else self.rng.choice(tags))
        if kind < 91:
            return Raw(self.rng.choice(RAWS))
        if kind < 94:
            return Fun()
        if not earlier:
            return self.number()
        inner = Rec(self.rng.choice(earlier))
        return Arr(inner, self.rng.randint(1, 3)) if kind >= 97 else inner

    def box(self) -> Box:
        """Return a struct or union without a tag."""
        kind = self.rng.choice(("struct", "struct", "union"))
        names = self.rng.sample(("i0", "i1", "i2", "d0"), self.rng.randint(1, 3))
        members = tuple((n, FLOATS[1] if n == "d0" else self.rng.choice(INTEGERS)) for n in names)
        return Box(kind, members)

    def retyped(self, version: Version, index: int, old: Type, name: str) -> Type:
        """Return another type for a field or global, often one that values carry over to."""
        numeric = isinstance(old, Num | Bits | Enum)
        floating = isinstance(old, Num) and bool(old.mantissa)
        if isinstance(old, Box) and self.chance(70):
            return self.box()
        if isinstance(old, Arr) and self.chance(70):
            element = old.element
            if self.chance(50):
                element = _whole(self.retyped(version, index, element, name))
            return Arr(element, self.rng.randint(1, 6))
        if floating:
            if name in self.wild:
                return self.rng.choice((*FLOATS, BOOL))
            signed = tuple(n for n in INTEGERS if n.signed)
            return self.rng.choice((*FLOATS, BOOL, *signed))
        if numeric and self.chance(80):
            other = self.member_type(version, 0)
            for _ in range(3):
                if isinstance(other, Num | Bits | Enum):
                    break
                other = self.member_type(version, 0)
            return other if isinstance(other, Num | Bits | Enum) else self.number()
        return self.member_type(version, index)

    def note_wild(self, name: str, ctype: Type) -> None:
        """Remember that integers may be stored under a name."""
        while isinstance(ctype, Arr):
            ctype = ctype.element
        if not (isinstance(ctype, Num) and ctype.mantissa):
            self.wild.add(name)

    # ---- values ---------------------------------------------------------------------------------

    def initial(self, version: Version, ctype: Type, depth: int = 0) -> Any:
        """Return an initialiser for a static object (None: zero)."""
        match ctype:
            case Rec(tag):
                chosen = [m for m in version.structs[tag] if self.chance(50 - 20 * depth)]
                found = {m.name: self.initial(version, m.ctype, depth + 1) for m in chosen}
                return {k: v for k, v in found.items() if v is not None}
            case Box():
                chosen = {n: t for n, t in ctype.used.items() if self.chance(60)}
                return {n: self.initial(version, t) for n, t in chosen.items()} or None
            case Arr(element, length):
                many = self.rng.randint(1, min(length, 3))
                items = [self.initial(version, element, depth + 1) for _ in range(many)]
                return None if any(item is None for item in items) else items
            case Enum(tag, width):
                return self.rng.choice(sorted(version.enums[tag].values()))
            case Bits(base, width):
                return self.integer(width, base.signed)
            case Num() if ctype.mantissa:
                return Fraction(self.rng.randint(-400, 400), 4)
            case Num():
                return self.integer(ctype.bits, ctype.signed)
            case Ptr(tag) if tag:
                labels = static_labels(version, tag)
                return self.rng.choice(labels) if labels else None
            case Fun() if version.leaves:
                return self.rng.choice(list(version.leaves))
        return None

    def integer(self, bits: int, signed: bool) -> int:
        """Return an integer of that many bits."""
        low = -(1 << (bits - 1)) if signed else 0
        high = (1 << (bits - 1 if signed else bits)) - 1
        if self.chance(30):
            return self.rng.choice((low, high, max(low, min(high, 1))))
        return self.rng.randint(max(low, -1000), min(high, 1000))

    # ---- places ---------------------------------------------------------------------------------

    def pick(
        self,
        version: Version,
        function: Function,
        wanted: Callable[[Type], bool],
        writable: bool = True,
    ) -> Place | None:
        """Return a random place of a wanted type."""
        scope = version.scope(function)
        roots = [
            name
            for name, ctype in scope.items()
            if not (writable and self._constant(version, name)) and not name.startswith("n_arr")
        ]
        self.rng.shuffle(roots)
        for root in roots[:6]:
            found = [
                place
                for place, ctype in version.inside(Place(root), scope[root])
                if wanted(ctype) and not (writable and self._reserved(place))
            ]
            if found:
                return self.rng.choice(found)
        return None

    @staticmethod
    def _constant(version: Version, name: str) -> bool:
        return name in version.globals and version.globals[name].constant

    @staticmethod
    def _reserved(place: Place) -> bool:
        """The entries of pools are filled and emptied by New alone."""
        return place.root[:4] in ("tab_", "tmp_") and len(place.steps) < 2

    # ---- statements -----------------------------------------------------------------------------

    def expr(self, version: Version, function: Function, depth: int = 2) -> Any:
        """Return an expression."""
        kind = self.rng.randrange(100)
        if kind < 25:
            return Param()
        if kind < 45:
            return Const(self.rng.choice((0, 1, -1, 2, 7, 100, -300, 70000, 1 << 40)))
        if kind < 75 or not depth:
            place = self.pick(version, function, _readable, writable=False)
            return Read(place) if place else Param()
        left = self.expr(version, function, depth - 1)
        return Mix(self.rng.choice("++*"), left, self.expr(version, function, depth - 1))

    def statement(self, version: Version, function: Function, depth: int = 1) -> Any:
        """Return a statement, or None when there is nothing it could work on."""
        makers = (
            (22, self._set),
            (6, self._add),
            (8, self._point),
            (4, self._point_raw),
            (10, self._copy),
            (6, self._make),
            (5, self._fill),
            (5, self._twist),
            (8, self._sum),
            (6, self._fold),
            (12, self._new),
            (7, self._grow),
            (4, self._sort),
            (7, self._call),
            (5, self._through),
            (5, self._help),
            (5, self._if),
            (5, self._loop),
            (30 if self.gates else 0, self._gate),
        )
        at = self.rng.randrange(sum(weight for weight, _ in makers))
        for weight, make in makers:
            at -= weight
            if at < 0:
                return make(version, function, depth)
        return None

    def body(self, version: Version, function: Function, count: int) -> tuple[Any, ...]:
        """Return some statements."""
        made = (self.statement(version, function) for _ in range(count))
        return tuple(s for s in made if s is not None and s.valid(version, function))

    def _set(self, version: Version, function: Function, depth: int) -> Any:
        place = self.pick(version, function, lambda t: isinstance(t, Num | Bits | Enum))
        return Set(place, self.expr(version, function)) if place else None

    def _add(self, version: Version, function: Function, depth: int) -> Any:
        if not self.interior:
            return self._set(version, function, depth)
        place = self.pick(
            version, function, lambda t: isinstance(t, Num) and not t.mantissa and t.bits > 1
        )
        if place is None:
            return None
        kind = version.type_of(place, version.scope(function))
        assert isinstance(kind, Num)
        return Add(place, kind, self.expr(version, function))

    def _point(self, version: Version, function: Function, depth: int) -> Any:
        place = self.pick(version, function, lambda t: isinstance(t, Ptr) and bool(t.tag))
        if place is None:
            return None
        ctype = version.type_of(place, version.scope(function))
        assert isinstance(ctype, Ptr)
        labels = [*static_labels(version, ctype.tag), *heap_labels(version, ctype.tag), None]
        return Point(place, self.rng.choice(labels))

    def _point_raw(self, version: Version, function: Function, depth: int) -> Any:
        place = self.pick(version, function, lambda t: isinstance(t, Raw | Fun))
        if place is None:
            return None
        ctype = version.type_of(place, version.scope(function))
        if self.chance(20):
            return PointRaw(place, None)
        if isinstance(ctype, Raw):
            return PointRaw(place, anchor(ctype))
        return PointRaw(place, self.rng.choice([*version.leaves, None]))

    def _two(
        self, version: Version, function: Function, kind: type = Rec
    ) -> tuple[Place, Place] | None:
        target = self.pick(version, function, lambda t: isinstance(t, kind) and _by_bytes(t))
        if target is None:
            return None
        ctype = version.type_of(target, version.scope(function))
        source = self.pick(version, function, lambda t: t == ctype)
        return (target, source) if source is not None and source != target else None

    def _copy(self, version: Version, function: Function, depth: int) -> Any:
        two = self._two(version, function)
        ways = ("=", "=", "memcpy", "same", "local", "swap", "memmove")
        if self.chance(12):
            two = self._two(version, function, Arr) or two
        return Copy(*two, self.rng.choice(ways)) if two else None

    def _make(self, version: Version, function: Function, depth: int) -> Any:
        if self.chance(12):
            table = self.pick(version, function, lambda t: isinstance(t, Arr) and _by_bytes(t))
            return Make(table) if table else None
        place = self.pick(version, function, lambda t: isinstance(t, Rec))
        if place is None:
            return None
        ctype = version.type_of(place, version.scope(function))
        assert ctype is not None
        return Make(place, self.initial(version, ctype) if self.chance(60) else None)

    def _fill(self, version: Version, function: Function, depth: int) -> Any:
        place = self.pick(version, function, lambda t: isinstance(t, Rec))
        return Fill(place, self.expr(version, function)) if place else None

    def _twist(self, version: Version, function: Function, depth: int) -> Any:
        two = self._two(version, function)
        return Twist(*two, self.expr(version, function)) if two else None

    def _sum(self, version: Version, function: Function, depth: int) -> Any:
        place = self.pick(version, function, lambda t: isinstance(t, Rec))
        return Sum(place) if place else None

    def _fold(self, version: Version, function: Function, depth: int) -> Any:
        return Fold(self.expr(version, function))

    def _new(self, version: Version, function: Function, depth: int) -> Any:
        pools = [name for name in version.globals if name[:4] in ("tab_", "tmp_")]
        pool = self.rng.choice(pools)
        ctype = version.globals[pool].ctype
        assert isinstance(ctype, Arr)
        assert isinstance(ctype.element, Ptr)
        tag = ctype.element.tag
        how = self.rng.choice(("calloc", "calloc", "memset", "literal", "grab"))
        value = self.initial(version, Rec(tag)) if how == "literal" or self.chance(40) else None
        if how == "literal" and not value:
            how = "memset"
        return New(pool, self.rng.randrange(ctype.length), tag, how, value)

    def _grow(self, version: Version, function: Function, depth: int) -> Any:
        roots = [(n, g.ctype.tag) for n, g in version.globals.items() if isinstance(g.ctype, Heap)]
        if not roots:
            return None
        root, tag = self.rng.choice(roots)
        value = self.initial(version, Rec(tag)) if self.chance(60) else None
        how = self.rng.choice(("memset", "loop"))
        return Grow(root, tag, self.rng.choice((1, 1, 2, 3, -1)), how, value)

    def _sort(self, version: Version, function: Function, depth: int) -> Any:
        roots = [
            (name, inner.tag)
            for name, g in version.globals.items()
            for inner in [g.ctype.element if isinstance(g.ctype, Arr) else g.ctype]
            if isinstance(inner, Rec | Heap) and not g.constant
        ]
        return Sort(*self.rng.choice(roots)) if roots else None

    def _call(self, version: Version, function: Function, depth: int) -> Any:
        # Not in loops: the number of calls, and of gates, must stay small.
        mine = function.name.startswith("op") and depth > 0
        later = [n for n in version.ops if mine and n > function.name]
        leaves = [] if function.name.startswith("leaf") else list(version.leaves)
        names = later + leaves
        if not names:
            return None
        return Call(self.rng.choice(names), self.expr(version, function, 1))

    def _through(self, version: Version, function: Function, depth: int) -> Any:
        if function.name.startswith("leaf"):
            return None
        place = self.pick(version, function, lambda t: isinstance(t, Fun), writable=False)
        return CallThrough(place, self.expr(version, function, 1)) if place else None

    def _help(self, version: Version, function: Function, depth: int) -> Any:
        if not version.helpers:
            return None
        exprs = tuple(self.expr(version, function, 1) for _ in range(2))
        return CallHelper(self.rng.choice(list(version.helpers)), exprs)

    def _inner(self, version: Version, function: Function) -> tuple[Any, ...]:
        made = [self.statement(version, function, 0) for _ in range(2)]
        return tuple(s for s in made if s is not None and s.valid(version, function))

    def _if(self, version: Version, function: Function, depth: int) -> Any:
        body = self._inner(version, function) if depth else ()
        return If(self.expr(version, function, 1), body) if body else None

    def _loop(self, version: Version, function: Function, depth: int) -> Any:
        body = self._inner(version, function) if depth else ()
        return Loop(self.rng.randint(1, 3), body) if body else None

    def _gate(self, version: Version, function: Function, depth: int) -> Any:
        if function.name.startswith("leaf"):
            return None
        # A loop around the gate's own loop would be taken apart with it.
        return Gate(depth > 0 and self.chance(50))

    def function(self, version: Version, name: str, count: int) -> Function:
        """Return a function with objects of its own and statements."""
        tags = list(version.structs)
        local: dict[str, Global] = {}
        statics: dict[str, Global] = {}
        if name.startswith("op"):
            if self.chance(50):
                ctype: Type = Rec(self.rng.choice(tags))
                local["l0"] = Global(ctype, self.initial(version, ctype) or None)
            if self.chance(35):
                local["p0"] = Global(Ptr(self.rng.choice(tags)))
            if self.chance(40):
                statics.update([self.static(version)])
        empty = Function(name, (), local, statics)
        return Function(name, self.body(version, empty, count), local, statics)

    def static(self, version: Version) -> tuple[str, Global]:
        """Return a static local."""
        ctype: Type = Rec(self.rng.choice(list(version.structs)))
        if self.chance(60):
            ctype = self.number()
        name = self.name("st")
        self.note_wild(name, ctype)
        return name, Global(ctype, self.initial(version, ctype) or None)


def _whole(ctype: Type) -> Type:
    """Return a type that can be an element of an array."""
    if isinstance(ctype, Enum):
        return Enum(ctype.tag)
    return ctype.base if isinstance(ctype, Bits) else ctype


def _by_bytes(ctype: Type) -> bool:
    """Whether copying the bytes of a value copies the value."""
    return isinstance(ctype, Rec) or (
        isinstance(ctype, Arr) and isinstance(ctype.element, Rec | Num)
    )


def _readable(ctype: Type) -> bool:
    return isinstance(ctype, Num | Bits | Enum | Ptr | Fun | Raw)
