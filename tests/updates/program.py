"""A version of a generated program as data: types, globals, functions, and places in its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from shapes import Arr, Bits, Box, Enum, Fun, Heap, Num, Ptr, Raw, Rec, Type, Value, convert, wrap


@dataclass(frozen=True)
class Member:
    """A field of a struct."""

    name: str
    ctype: Type


@dataclass(frozen=True)
class Global:
    """An object with static storage: a global or a static local."""

    ctype: Type
    init: Value = None
    constant: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a place: ``.name``, ``[index]`` or ``->`` (to the object pointed to)."""

    kind: str
    name: str | int = ""


@dataclass(frozen=True)
class Place:
    """An lvalue: the name of an object and the way into it."""

    root: str
    steps: tuple[Step, ...] = ()

    def then(self, kind: str, name: str | int = "") -> Place:
        """Return the place one step further."""
        return Place(self.root, (*self.steps, Step(kind, name)))

    @property
    def text(self) -> str:
        """The place as a C expression."""
        text, arrow = self.root, False
        for step in self.steps:
            if step.kind == ".":
                text = f"{text}->{step.name}" if arrow else f"{text}.{step.name}"
                arrow = False
            elif step.kind == "[":
                text = f"(*{text})[{step.name}]" if arrow else f"{text}[{step.name}]"
                arrow = False
            else:
                text, arrow = (f"(*{text})" if arrow else text), True
        return f"(*{text})" if arrow else text

    def prefixes(self) -> Iterator[tuple[Place, Step]]:
        """Yield each proper prefix with the step that follows it."""
        for index, step in enumerate(self.steps):
            yield Place(self.root, self.steps[:index]), step


@dataclass(frozen=True)
class Function:
    """A function ``long long name(long long x)`` with locals, static locals and statements."""

    name: str
    body: tuple[object, ...] = ()
    locals: Mapping[str, Global] = field(default_factory=dict)
    statics: Mapping[str, Global] = field(default_factory=dict)


@dataclass(frozen=True)
class Helper:
    """A function with a prototype of its own: folds its parameters, returns ``result``."""

    name: str
    result: Num
    params: tuple[Type, ...]
    factor: int


@dataclass(frozen=True)
class Version:
    """A version of the program. ``ops`` can be started by number; ``leaves`` are pointed to."""

    enums: Mapping[str, Mapping[str, int]]
    structs: Mapping[str, tuple[Member, ...]]
    globals: Mapping[str, Global]
    ops: Mapping[str, Function]
    leaves: Mapping[str, Function]
    helpers: Mapping[str, Helper]
    sort_keys: Mapping[str, Place]
    salt: int = 0
    dispatch: str = "switch"
    headers: bool = True

    def member(self, tag: str, name: str) -> Type | None:
        """Return the type of a field, None when the struct has none of that name."""
        return next((m.ctype for m in self.structs.get(tag, ()) if m.name == name), None)

    def functions(self) -> dict[str, Function]:
        """Return the functions that have statements."""
        return {**self.ops, **self.leaves}

    def scope(self, function: Function | None) -> dict[str, Type]:
        """Return the objects that a function can name, with their types."""
        names = {name: found.ctype for name, found in self.globals.items()}
        if function is not None:
            names.update((n, g.ctype) for n, g in function.statics.items())
            names.update((n, g.ctype) for n, g in function.locals.items())
        return names

    def step_type(self, ctype: Type | None, step: Step) -> Type | None:
        """Return the type after a step, None when there is no such step."""
        match step.kind, ctype:
            case ".", Rec(tag):
                return self.member(tag, str(step.name))
            case ".", Box():
                return ctype.used.get(str(step.name))
            case "[", Arr(element, length):
                return element if not isinstance(step.name, int) or step.name < length else None
            case "[", Heap(tag):
                return Rec(tag)
            case "->", Ptr(tag) if tag in self.structs:
                return Rec(tag)
        return None

    def type_of(self, place: Place, scope: Mapping[str, Type]) -> Type | None:
        """Return the type of a place, None when it is none in this version."""
        ctype = scope.get(place.root)
        for step in place.steps:
            ctype = self.step_type(ctype, step)
        return ctype

    def inside(self, place: Place, ctype: Type, depth: int = 1) -> Iterator[tuple[Place, Type]]:
        """Yield the place and all places inside it, over at most ``depth`` pointers."""
        yield place, ctype
        match ctype:
            case Rec(tag):
                for member in self.structs[tag]:
                    yield from self.inside(place.then(".", member.name), member.ctype, depth)
            case Box():
                for name, member_type in ctype.used.items():
                    yield place.then(".", name), member_type
            case Arr(element, length):
                for index in range(min(length, 3)):
                    yield from self.inside(place.then("[", index), element, depth)
            case Heap(tag):
                for index in range(2):
                    yield from self.inside(place.then("[", index), Rec(tag), depth)
            case Ptr(tag) if tag and depth:
                yield from self.inside(place.then("->"), Rec(tag), depth - 1)

    def as_enum(self, value: int, ctype: Enum) -> int:
        """Return an integer as an enumerated type holds it."""
        signed = any(v < 0 for v in self.enums[ctype.tag].values())
        return wrap(value, ctype.width or 32, signed)

    def zero(self, ctype: Type) -> Value:
        """Return the value of zeroed memory."""
        match ctype:
            case Rec(tag):
                return {m.name: self.zero(m.ctype) for m in self.structs[tag]}
            case Box():
                return {name: self.zero(t) for name, t in ctype.used.items()}
            case Arr(element, length):
                return [self.zero(element) for _ in range(length)]
            case Heap():
                return []
            case Ptr() | Raw() | Fun():
                return None
            case Num() if ctype.mantissa:
                return Fraction(0)
        return 0

    def full(self, ctype: Type, partial: Value) -> Value:
        """Return an initialiser's value with what it leaves out."""
        match ctype:
            case Rec(tag) if partial is not None:
                assert isinstance(partial, dict)
                return {m.name: self.full(m.ctype, partial.get(m.name)) for m in self.structs[tag]}
            case Box() if partial is not None:
                assert isinstance(partial, dict)
                return {n: self.full(t, partial.get(n)) for n, t in ctype.used.items()}
            case Arr(element, length) if partial is not None:
                assert isinstance(partial, list)
                given = [self.full(element, item) for item in partial[:length]]
                return given + [self.zero(element) for _ in range(length - len(given))]
        return self.zero(ctype) if partial is None else partial

    def fits(self, ctype: Type, init: Value) -> bool:
        """Whether an initialiser, made for an earlier version, is one for this type."""
        match ctype:
            case _ if init is None:
                return True
            case Rec(tag):
                return isinstance(init, dict) and all(
                    (found := self.member(tag, name)) is not None and self.fits(found, item)
                    for name, item in init.items()
                )
            case Box():
                return isinstance(init, dict) and all(
                    name in ctype.used and self.fits(ctype.used[name], item)
                    for name, item in init.items()
                )
            case Arr(element, length):
                return (
                    isinstance(init, list)
                    and len(init) <= length
                    and all(self.fits(element, item) for item in init)
                )
            case Enum(tag, width):
                return init in self.enums[tag].values() and (not width or 0 <= init < 1 << width)
            case Num() | Bits():
                whole = isinstance(init, int)
                exact = isinstance(init, int | Fraction) and convert(init, ctype) == init
                floating = isinstance(ctype, Num) and bool(ctype.mantissa)
                return exact and whole != floating
            case Ptr(tag):
                return bool(tag) and isinstance(init, str) and self._points(init, tag)
            case Fun():
                return isinstance(init, str) and init in self.leaves
        return False

    def _points(self, label: str, tag: str) -> bool:
        return label.split("[")[0] in (f"g_{tag}", f"a_{tag}")


def static_labels(version: Version, tag: str) -> list[str]:
    """Return the labels of the global structs that pointers may point to."""
    labels = []
    if f"g_{tag}" in version.globals:
        labels.append(f"g_{tag}")
    table = version.globals.get(f"a_{tag}")
    if table is not None and isinstance(table.ctype, Arr):
        labels += [f"a_{tag}[{i}]" for i in range(table.ctype.length)]
    return labels


def heap_labels(version: Version, tag: str) -> list[str]:
    """Return the labels of the heap objects that live for ever."""
    pool = version.globals.get(f"tab_{tag}")
    if pool is None or not isinstance(pool.ctype, Arr):
        return []
    return [f"tab_{tag}[{i}]" for i in range(pool.ctype.length)]
