"""Statements of the generated functions: each is written as C and run in the model."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from program import Function, Place, Version
from shapes import (
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
    convert,
    is_numeric,
    wrap,
)
from world import Frame, UnsoundError, World, still_usable

# ---- expressions --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Const:
    """A small integer."""

    value: int

    def text(self, version: Version, function: Function | None) -> str:
        return f"({self.value}LL)" if self.value < 0 else f"{self.value}LL"

    def value_in(self, world: World, frame: Frame) -> int:
        return self.value

    def places(self) -> tuple[Place, ...]:
        return ()


@dataclass(frozen=True)
class Param:
    """The parameter ``x``."""

    def text(self, version: Version, function: Function | None) -> str:
        return "x"

    def value_in(self, world: World, frame: Frame) -> int:
        return frame.x

    def places(self) -> tuple[Place, ...]:
        return ()


@dataclass(frozen=True)
class Read:
    """The value at a place, as an integer; 0 where an edit has put an aggregate."""

    place: Place

    def text(self, version: Version, function: Function | None) -> str:
        ctype = version.type_of(self.place, version.scope(function))
        if is_numeric(ctype):
            return f"(long long){self.place.text}"
        if isinstance(ctype, Num):
            return f"({self.place.text} > 1 ? 3LL : 5LL)"
        if isinstance(ctype, Box | Rec | Arr):
            return "0LL"
        return f"(long long)({self.place.text} != 0)"

    def value_in(self, world: World, frame: Frame) -> int:
        ctype = frame.version.type_of(self.place, frame.version.scope(frame.function))
        value = world.read(frame, self.place)
        if is_numeric(ctype):
            return wrap(int(value), 64, True)
        if isinstance(ctype, Num):
            return 3 if value > 1 else 5
        if isinstance(ctype, Box | Rec | Arr):
            return 0
        return int(value is not None)

    def places(self) -> tuple[Place, ...]:
        return (self.place,)


@dataclass(frozen=True)
class Mix:
    """Sum or product modulo 2**64."""

    op: str
    left: Any
    right: Any

    def text(self, version: Version, function: Function | None) -> str:
        a, b = self.left.text(version, function), self.right.text(version, function)
        return f"(long long)((unsigned long long)({a}) {self.op} (unsigned long long)({b}))"

    def value_in(self, world: World, frame: Frame) -> int:
        a, b = self.left.value_in(world, frame), self.right.value_in(world, frame)
        return wrap(a + b if self.op == "+" else a * b, 64, True)

    def places(self) -> tuple[Place, ...]:
        return (*self.left.places(), *self.right.places())


# ---- helpers ------------------------------------------------------------------------------------


def stored(version: Version, ctype: Type, value: int) -> Any:
    """Return what a numeric place holds after ``place = value`` as the statements write it."""
    if isinstance(ctype, Num) and ctype.mantissa:
        return convert(Fraction(_remainder(value, 64), 4), ctype)
    if isinstance(ctype, Enum):
        known = _enumerators(version, ctype)
        return known[value % 2**64 % len(known)][1]
    assert isinstance(ctype, Num | Bits)
    return convert(value, ctype)


def stored_text(version: Version, ctype: Type, text: str) -> str:
    """Return the right side of such an assignment."""
    if isinstance(ctype, Num) and ctype.mantissa:
        return f"(({text}) % 64) / 4.0"
    if isinstance(ctype, Enum):
        names = [name for name, _ in _enumerators(version, ctype)]
        cases = " : ".join(
            f"(unsigned long long)({text}) % {len(names)} == {i} ? {name}"
            for i, name in enumerate(names[:-1])
        )
        return f"{cases} : {names[-1]}" if cases else names[-1]
    return text


def _enumerators(version: Version, ctype: Enum) -> list[tuple[str, int]]:
    return sorted(version.enums[ctype.tag].items())


def _remainder(value: int, by: int) -> int:
    return abs(value) % by * (1 if value >= 0 else -1)


def guards(version: Version, function: Function | None, places: tuple[Place, ...]) -> list[str]:
    """Return the conditions under which the places exist."""
    scope = version.scope(function)
    found: list[str] = []
    for place in places:
        for prefix, step in place.prefixes():
            text = ""
            if step.kind == "->":
                text = prefix.text
            elif isinstance(version.type_of(prefix, scope), Heap):
                text = f"{step.name} < n_{prefix.text}"
            if text and text not in found:
                found.append(text)
    return found


def written(version: Version, function: Function | None, body: tuple[Any, ...]) -> list[str]:
    """Return the lines of some statements."""
    lines: list[str] = []
    for statement in body:
        inner = statement.lines(version, function)
        conditions = guards(version, function, statement.places())
        if conditions:
            inner = [f"if ({' && '.join(conditions)}) {{", *inner, "}"]
        lines += inner
    return lines


def literal(version: Version, ctype: Type, value: Any) -> str:
    """Return a value as an initialiser."""
    match ctype:
        case Rec(tag):
            parts = [
                f".{name} = {literal(version, version.member(tag, name), item)}"  # type: ignore[arg-type]
                for name, item in value.items()
            ]
            return f"{{ {', '.join(parts)} }}"
        case Box():
            parts = [f".{n} = {literal(version, ctype.used[n], item)}" for n, item in value.items()]
            return f"{{ {', '.join(parts)} }}"
        case Arr(element):
            return f"{{ {', '.join(literal(version, element, item) for item in value)} }}"
        case Enum(tag):
            return next(name for name, v in version.enums[tag].items() if v == value)
        case Ptr():
            return "0" if value is None else f"&{value}"
        case Raw() | Fun():
            return "0" if value is None else str(value)
        case Num() if ctype.mantissa:
            return str(float(value))
    if value == -(2**63):
        return "(-9223372036854775807LL - 1)"
    return f"{value}{'ULL' if value >= 2**63 else 'LL' if abs(value) >= 2**31 else ''}"


class Statement:
    """What the statements have in common."""

    def places(self) -> tuple[Place, ...]:
        """Return the places that must exist for the statement to be carried out."""
        return ()

    def valid(self, version: Version, function: Function) -> bool:
        """Whether the statement means something in a version."""
        scope = version.scope(function)
        return all(version.type_of(place, scope) is not None for place in self.places())


def _old_form(world: World, frame: Frame, ctype: Type) -> None:
    """Complain when old code makes or takes apart a struct that has changed since."""
    if isinstance(ctype, Rec) and frame.version is not world.version:
        _no_change(world, frame, ctype)


def _no_change(world: World, frame: Frame, ctype: Type) -> None:
    match ctype:
        case Arr(element):
            _no_change(world, frame, element)
        case Rec(tag):
            if not still_usable(frame.version, world.version, tag):
                raise UnsoundError(f"{frame.function.name} uses the old struct {tag}")
            for member in frame.version.structs[tag]:
                _no_change(world, frame, member.ctype)


def type_in(frame: Frame, place: Place) -> Type:
    """Return the type that a running function knows for a place."""
    found = frame.version.type_of(place, frame.version.scope(frame.function))
    assert found is not None
    return found


def put(world: World, frame: Frame, place: Place, value: Any) -> None:
    """Store a value."""
    world.write(frame, place, value)


# ---- statements ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Set(Statement):
    """``place = expression``."""

    place: Place
    expr: Any

    def places(self) -> tuple[Place, ...]:
        return (self.place, *self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        ctype = version.type_of(self.place, version.scope(function))
        assert ctype is not None
        value = stored_text(version, ctype, self.expr.text(version, function))
        return [f"{self.place.text} = {value};"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        return super().valid(version, function) and isinstance(ctype, Num | Bits | Enum)

    def run(self, world: World, frame: Frame) -> None:
        value = self.expr.value_in(world, frame)
        ctype = type_in(frame, self.place)
        put(world, frame, self.place, stored(frame.version, ctype, value))


@dataclass(frozen=True)
class Add(Statement):
    """``add_KIND(&place, expression)``: through a pointer to a field."""

    place: Place
    kind: Num
    expr: Any

    def places(self) -> tuple[Place, ...]:
        return (self.place, *self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        name = f"add_{self.kind.name.replace(' ', '_')}"
        return [f"{name}(&{self.place.text}, {self.expr.text(version, function)});"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        return super().valid(version, function) and ctype == self.kind

    def run(self, world: World, frame: Frame) -> None:
        value = self.expr.value_in(world, frame) + int(world.read(frame, self.place))
        put(world, frame, self.place, convert(value, self.kind))


@dataclass(frozen=True)
class Point(Statement):
    """A pointer gets a label (as C text: the static object, or the pool's entry), or null."""

    place: Place
    label: str | None

    def places(self) -> tuple[Place, ...]:
        return (self.place,)

    def lines(self, version: Version, function: Function | None) -> list[str]:
        if self.label is None:
            return [f"{self.place.text} = 0;"]
        static = not self.label.startswith("tab_")
        return [f"{self.place.text} = {'&' if static else ''}{self.label};"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        if not isinstance(ctype, Ptr) or not ctype.tag:
            return False
        return self.label is None or self.label.split("[")[0].endswith(f"_{ctype.tag}")

    def run(self, world: World, frame: Frame) -> None:
        label = self.label
        if label is not None and label.startswith("tab_") and label not in world.heap:
            label = None
        put(world, frame, self.place, label)


@dataclass(frozen=True)
class PointRaw(Statement):
    """A pointer to something else, or a function pointer, gets a value or null."""

    place: Place
    value: str | None

    def places(self) -> tuple[Place, ...]:
        return (self.place,)

    def lines(self, version: Version, function: Function | None) -> list[str]:
        return [f"{self.place.text} = {self.value or '0'};"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        if isinstance(ctype, Fun):
            return self.value is None or self.value in version.leaves
        if not isinstance(ctype, Raw):
            return False
        return self.value is None or self.value == anchor(ctype)

    def run(self, world: World, frame: Frame) -> None:
        put(world, frame, self.place, self.value)


def anchor(ctype: Raw) -> str:
    """Return something that such a pointer can point to."""
    return '"text"' if "char" in ctype.target else f"&anchor_{ctype.target}"


@dataclass(frozen=True)
class Copy(Statement):
    """A struct is copied by assignment, ``memcpy``, or through a function; an array by bytes."""

    target: Place
    source: Place
    how: str

    def places(self) -> tuple[Place, ...]:
        return (self.target, self.source)

    def lines(self, version: Version, function: Function | None) -> list[str]:
        to, source = self.target.text, self.source.text
        ctype = version.type_of(self.target, version.scope(function))
        if isinstance(ctype, Arr):
            return [f"memmove({to}, {source}, sizeof {to});"]
        assert isinstance(ctype, Rec)
        match self.how:
            case "=":
                return [f"{to} = {source};"]
            case "same":
                return [f"{to} = same_{ctype.tag}({source});"]
            case "local":
                return [f"{{ struct {ctype.tag} copy = {source}; {to} = copy; }}"]
            case "swap":
                return [f"{{ struct {ctype.tag} copy = {source}; {source} = {to}; {to} = copy; }}"]
        return [f"{self.how}(&{to}, &{source}, sizeof {to});"]

    def valid(self, version: Version, function: Function) -> bool:
        scope = version.scope(function)
        a, b = version.type_of(self.target, scope), version.type_of(self.source, scope)
        return isinstance(a, Rec | Arr) and a == b

    def run(self, world: World, frame: Frame) -> None:
        value = copy.deepcopy(world.read(frame, self.source))
        if self.how == "swap" and not isinstance(value, list):
            other = copy.deepcopy(world.read(frame, self.target))
            put(world, frame, self.source, other)
        put(world, frame, self.target, value)


@dataclass(frozen=True)
class Make(Statement):
    """A struct is made anew: ``memset`` (no value), or a compound literal."""

    place: Place
    value: Any = None

    def places(self) -> tuple[Place, ...]:
        return (self.place,)

    def lines(self, version: Version, function: Function | None) -> list[str]:
        place = self.place.text
        ctype = version.type_of(self.place, version.scope(function))
        if isinstance(ctype, Arr):
            return [f"memset({place}, 0, sizeof {place});"]
        assert isinstance(ctype, Rec)
        if not self.value:
            return [f"memset(&{place}, 0, sizeof {place});"]
        return [f"{place} = (struct {ctype.tag}){literal(version, ctype, self.value)};"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        if isinstance(ctype, Arr):
            return not self.value and isinstance(ctype.element, Rec | Num)
        return isinstance(ctype, Rec) and version.fits(ctype, self.value or None)

    def run(self, world: World, frame: Frame) -> None:
        ctype = type_in(frame, self.place)
        if self.value:
            _old_form(world, frame, ctype)
        made = world.version.full(ctype, self.value or None)
        put(world, frame, self.place, copy.deepcopy(made))


@dataclass(frozen=True)
class Fill(Statement):
    """All numbers of a struct are set, by ``fill_T(&place, expression)``."""

    place: Place
    expr: Any

    def places(self) -> tuple[Place, ...]:
        return (self.place, *self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        ctype = version.type_of(self.place, version.scope(function))
        assert isinstance(ctype, Rec)
        return [f"fill_{ctype.tag}(&{self.place.text}, {self.expr.text(version, function)});"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        return super().valid(version, function) and isinstance(ctype, Rec)

    def run(self, world: World, frame: Frame) -> None:
        x = self.expr.value_in(world, frame)
        fill(world, world.read(frame, self.place), type_in(frame, self.place), x)


def fill(world: World, value: Any, ctype: Type, x: int) -> None:
    """Do what ``fill_T`` of the version in force does."""
    assert isinstance(ctype, Rec)
    leaves = numbers(world.version, Rec(ctype.tag))
    for index, (place, leaf) in enumerate(leaves):
        box, key = _inside(value, place)
        box[key] = stored(world.version, leaf, wrap(x + index, 64, True))


def numbers(version: Version, ctype: Rec) -> list[tuple[Place, Type]]:
    """Return the places of all numbers in a struct called ``v``."""
    return [
        (place, leaf)
        for place, leaf in version.inside(Place("v"), ctype, 0)
        if isinstance(leaf, Num | Bits | Enum)
    ]


def _inside(value: Any, place: Place) -> tuple[Any, Any]:
    for step in place.steps[:-1]:
        value = value[step.name]
    return value, place.steps[-1].name


@dataclass(frozen=True)
class Twist(Statement):
    """``target = twist_T(source, expression)``: by value in and out, its sort key changed."""

    target: Place
    source: Place
    expr: Any

    def places(self) -> tuple[Place, ...]:
        return (self.target, self.source, *self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        ctype = version.type_of(self.target, version.scope(function))
        assert isinstance(ctype, Rec)
        x = self.expr.text(version, function)
        return [f"{self.target.text} = twist_{ctype.tag}({self.source.text}, {x});"]

    def valid(self, version: Version, function: Function) -> bool:
        scope = version.scope(function)
        a, b = version.type_of(self.target, scope), version.type_of(self.source, scope)
        return super().valid(version, function) and isinstance(a, Rec) and a == b

    def run(self, world: World, frame: Frame) -> None:
        ctype = type_in(frame, self.target)
        assert isinstance(ctype, Rec)
        value = copy.deepcopy(world.read(frame, self.source))
        key = world.version.sort_keys[ctype.tag]
        leaf = world.version.type_of(key, {"v": ctype})
        assert leaf is not None
        box, name = _inside(value, key)
        x = self.expr.value_in(world, frame)
        box[name] = stored(world.version, leaf, wrap(x, 64, True))
        put(world, frame, self.target, value)


@dataclass(frozen=True)
class Sum(Statement):
    """``r`` takes in all integers of a struct passed by value to ``sum_T``."""

    place: Place

    def places(self) -> tuple[Place, ...]:
        return (self.place,)

    def lines(self, version: Version, function: Function | None) -> list[str]:
        ctype = version.type_of(self.place, version.scope(function))
        assert isinstance(ctype, Rec)
        return [f"r = r * 31 + sum_{ctype.tag}({self.place.text});"]

    def valid(self, version: Version, function: Function) -> bool:
        return isinstance(version.type_of(self.place, version.scope(function)), Rec)

    def run(self, world: World, frame: Frame) -> None:
        ctype = type_in(frame, self.place)
        assert isinstance(ctype, Rec)
        frame.fold(total(world, ctype, world.read(frame, self.place)))


def total(world: World, ctype: Rec, value: Any) -> int:
    """Return what ``sum_T`` of the version in force returns."""
    result = world.version.salt
    for place, leaf in numbers(world.version, ctype):
        if is_numeric(leaf):
            box, key = _inside(value, place)
            result = result * 7 + int(box[key])
    return result


@dataclass(frozen=True)
class Fold(Statement):
    """``r`` takes in an expression."""

    expr: Any

    def places(self) -> tuple[Place, ...]:
        return tuple(self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        return [f"r = r * 31 + ({self.expr.text(version, function)});"]

    def run(self, world: World, frame: Frame) -> None:
        frame.fold(self.expr.value_in(world, frame))


@dataclass(frozen=True)
class New(Statement):
    """A pool's entry gets an object of its own, if it has none; temporary ones are freed first."""

    pool: str
    index: int
    tag: str
    how: str
    value: Any = None

    @property
    def place(self) -> Place:
        return Place(self.pool).then("[", self.index)

    def lines(self, version: Version, function: Function | None) -> list[str]:
        p = self.place.text
        fresh = [f"free({p});"] if self.temporary else []
        made = f"(struct {self.tag}){literal(version, Rec(self.tag), self.value or {})}"
        lines = {
            "calloc": [f"{p} = calloc(1, sizeof *{p});"],
            "memset": [f"{p} = malloc(sizeof *{p});", f"memset({p}, 0, sizeof *{p});"],
            "grab": [f"{p} = grab(sizeof *{p});"],
            "literal": [f"{p} = malloc(sizeof(struct {self.tag}));", f"*{p} = {made};"],
        }[self.how]
        if self.how != "literal" and self.value:
            lines = [*lines, f"*{p} = {made};"]
        if self.temporary:
            return [*fresh, *lines]
        return [f"if (!{p}) {{", *lines, "}"]

    @property
    def temporary(self) -> bool:
        return self.pool.startswith("tmp_")

    def valid(self, version: Version, function: Function) -> bool:
        scope = version.scope(function)
        return version.type_of(self.place, scope) == Ptr(self.tag) and version.fits(
            Rec(self.tag), self.value
        )

    def run(self, world: World, frame: Frame) -> None:
        label = f"{self.pool}[{self.index}]"
        if label in world.heap and not self.temporary:
            return
        if self.value:
            _old_form(world, frame, Rec(self.tag))
        value = world.version.full(Rec(self.tag), self.value or None)
        world.heap[label] = (self.tag, copy.deepcopy(value))
        put(world, frame, self.place, label)


@dataclass(frozen=True)
class Grow(Statement):
    """A heap array grows by ``count`` (or shrinks), within 6."""

    root: str
    tag: str
    count: int
    how: str
    value: Any = None

    def lines(self, version: Version, function: Function | None) -> list[str]:
        a, n = self.root, f"n_{self.root}"
        if self.count < 0:
            body = f"{a} = realloc({a}, ({n} - 1) * sizeof *{a}); {n}--;"
            return [f"if ({n} > 1) {{ {body} }}"]
        lines = [f"{a} = realloc({a}, ({n} + {self.count}) * sizeof *{a});"]
        made = f"(struct {self.tag}){literal(version, Rec(self.tag), self.value or {})}"
        if self.how == "memset" or not self.value:
            lines.append(f"memset(&{a}[{n}], 0, {self.count} * sizeof *{a});")
            if self.value:
                lines.append(f"{a}[{n}] = {made};")
        else:
            lines.append(f"for (int k = 0; k < {self.count}; k++) {a}[{n} + k] = {made};")
        return [f"if ({n} + {self.count} <= 6) {{", *lines, f"{n} += {self.count};", "}"]

    def valid(self, version: Version, function: Function) -> bool:
        scope = version.scope(function)
        return scope.get(self.root) == Heap(self.tag) and version.fits(Rec(self.tag), self.value)

    def run(self, world: World, frame: Frame) -> None:
        items = world.globals[self.root]
        if self.count < 0:
            if len(items) > 1:
                items.pop()
        elif len(items) + self.count <= 6:
            if self.value:
                _old_form(world, frame, Rec(self.tag))
            for index in range(self.count):
                plain = self.how == "memset" and index > 0
                value = world.version.full(Rec(self.tag), None if plain else self.value or None)
                items.append(copy.deepcopy(value))
        world.globals[f"n_{self.root}"] = len(items)


@dataclass(frozen=True)
class Sort(Statement):
    """``qsort`` of an array of structs by the sort key of the version."""

    root: str
    tag: str

    def lines(self, version: Version, function: Function | None) -> list[str]:
        ctype = version.globals[self.root].ctype
        count = ctype.length if isinstance(ctype, Arr) else f"n_{self.root}"
        return [f"qsort({self.root}, {count}, sizeof {self.root}[0], cmp_{self.tag});"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.globals[self.root].ctype if self.root in version.globals else None
        return ctype == Heap(self.tag) or (
            isinstance(ctype, Arr) and ctype.element == Rec(self.tag)
        )

    def run(self, world: World, frame: Frame) -> None:
        place = world.version.sort_keys[self.tag]

        def key(value: Any) -> Any:
            box, name = _inside(value, place)
            return box[name]

        world.globals[self.root].sort(key=key)


@dataclass(frozen=True)
class Call(Statement):
    """``r`` takes in what a function returns."""

    name: str
    expr: Any

    def places(self) -> tuple[Place, ...]:
        return tuple(self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        return [f"r = r * 31 + {self.name}({self.expr.text(version, function)});"]

    def valid(self, version: Version, function: Function) -> bool:
        return super().valid(version, function) and self.name in version.functions()

    def run(self, world: World, frame: Frame) -> Iterator[None]:
        value = yield from world.call(self.name, self.expr.value_in(world, frame))
        frame.fold(value)


@dataclass(frozen=True)
class CallThrough(Statement):
    """``r`` takes in what a function pointer's target returns."""

    place: Place
    expr: Any

    def places(self) -> tuple[Place, ...]:
        return (self.place, *self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        p = self.place.text
        return [f"if ({p}) r = r * 31 + {p}({self.expr.text(version, function)});"]

    def valid(self, version: Version, function: Function) -> bool:
        ctype = version.type_of(self.place, version.scope(function))
        return super().valid(version, function) and isinstance(ctype, Fun)

    def run(self, world: World, frame: Frame) -> Iterator[None]:
        name = world.read(frame, self.place)
        if name is not None:
            value = yield from world.call(name, self.expr.value_in(world, frame))
            frame.fold(value)


@dataclass(frozen=True)
class CallHelper(Statement):
    """``r`` takes in what a helper returns; its arguments are made to fit its prototype."""

    name: str
    exprs: tuple[Any, ...]

    def places(self) -> tuple[Place, ...]:
        return tuple(place for expr in self.exprs for place in expr.places())

    def _args(self, version: Version) -> list[tuple[Any, Type]]:
        params = version.helpers[self.name].params
        return [(self.exprs[i % len(self.exprs)], p) for i, p in enumerate(params)]

    def lines(self, version: Version, function: Function | None) -> list[str]:
        args = []
        for expr, param in self._args(version):
            match param:
                case Rec(tag):
                    args.append(f"g_{tag}")
                case Ptr(tag):
                    args.append(f"&g_{tag}")
                case _:
                    args.append(stored_text(version, param, expr.text(version, function)))
        return [f"r = r * 31 + {self.name}({', '.join(args)});"]

    def valid(self, version: Version, function: Function) -> bool:
        return super().valid(version, function) and self.name in version.helpers

    def run(self, world: World, frame: Frame) -> None:
        old, new = frame.version.helpers[self.name], world.version.helpers.get(self.name)
        if new is None or (old.params, old.result) != (new.params, new.result):
            raise UnsoundError(f"{frame.function.name} calls {self.name} in its old form")
        r = new.factor
        for expr, param in self._args(frame.version):
            if isinstance(param, Rec | Ptr):
                r = r * 31 + total(world, Rec(param.tag), world.globals[f"g_{param.tag}"])
                continue
            given = stored(frame.version, param, expr.value_in(world, frame))
            floating = isinstance(param, Num) and param.mantissa
            r = r * 31 + int(given * 4 if floating else given)
        frame.fold(int(convert(wrap(r, 64, True), new.result)))


@dataclass(frozen=True)
class If(Statement):
    """Statements under a condition."""

    expr: Any
    body: tuple[Any, ...]

    def places(self) -> tuple[Place, ...]:
        return tuple(self.expr.places())

    def lines(self, version: Version, function: Function | None) -> list[str]:
        condition = self.expr.text(version, function)
        return [f"if (({condition}) & 1) {{", *written(version, function, self.body), "}"]

    def valid(self, version: Version, function: Function) -> bool:
        inner = all(s.valid(version, function) for s in self.body)
        return inner and super().valid(version, function)

    def run(self, world: World, frame: Frame) -> Iterator[None]:
        if self.expr.value_in(world, frame) & 1:
            yield from world.statements(frame, self.body)


@dataclass(frozen=True)
class Loop(Statement):
    """Statements for ``i`` from 0."""

    count: int
    body: tuple[Any, ...]

    def lines(self, version: Version, function: Function | None) -> list[str]:
        inner = written(version, function, self.body)
        return [f"for (i = 0; i < {self.count}; i++) {{", *inner, "}"]

    def valid(self, version: Version, function: Function) -> bool:
        return all(s.valid(version, function) for s in self.body)

    def run(self, world: World, frame: Frame) -> Iterator[None]:
        for frame.i in range(self.count):
            yield from world.statements(frame, self.body)
        frame.i = self.count


@dataclass(frozen=True)
class Gate(Statement):
    """The function waits at an update point until it is let through."""

    inline: bool

    def lines(self, version: Version, function: Function | None) -> list[str]:
        if self.inline:
            return ["{ int mine = ++at; while (gate < mine) { update(); nap(); } }"]
        return ["hold();"]

    def run(self, world: World, frame: Frame) -> Iterator[None]:
        yield
        if self.inline and world.version is not frame.version:
            # The loop is extracted: what follows it is the newest code.
            frame.version = world.version
            frame.function = world.version.functions()[frame.function.name]


def containing(body: tuple[Any, ...], kind: type) -> bool:
    """Whether some statements, or those in them, are of a kind."""
    return any(isinstance(s, kind) or containing(getattr(s, "body", ()), kind) for s in body)
