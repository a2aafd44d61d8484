"""The model of the live process: state, what an update does to it, and running functions."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from program import Function, Global, Place, Version
from shapes import Arr, Bits, Box, Enum, Fun, Heap, Num, Ptr, Raw, Rec, Type, Value, convert, wrap


class UnsoundError(AssertionError):
    """Old code goes on to use something in its old form after it was changed."""


@dataclass
class Frame:
    """An activation: the function of a version, its locals and its accumulator."""

    function: Function
    version: Version
    x: int
    locals: dict[str, Value]
    r: int = 0
    i: int = 0

    def fold(self, value: int) -> None:
        """Take a value into the result."""
        self.r = (self.r * 31 + value) & (2**64 - 1)


@dataclass
class World:
    """The state of the process that the model predicts."""

    version: Version
    globals: dict[str, Any] = field(default_factory=dict)
    heap: dict[str, tuple[str, Any]] = field(default_factory=dict)
    statics: dict[str, dict[str, Any]] = field(default_factory=dict)
    frames: list[Frame] = field(default_factory=list)
    deleted: dict[str, tuple[Function, Version]] = field(default_factory=dict)
    gone: dict[str, Type] = field(default_factory=dict)

    @classmethod
    def of(cls, version: Version) -> World:
        """Return the state of a process that just started."""
        world = cls(version)
        world.globals = {n: _initial(version, g) for n, g in version.globals.items()}
        world.statics = {
            f.name: {n: _initial(version, g) for n, g in f.statics.items()}
            for f in version.functions().values()
        }
        return world

    # ---- places -------------------------------------------------------------------------------

    def store(self, frame: Frame | None, root: str) -> dict[str, Any]:
        """Return the dict that holds the object of that name."""
        if frame is not None and root in frame.locals:
            return frame.locals
        if frame is not None and frame.version is not self.version:
            found = frame.version.globals.get(root)
            if found is not None and found.constant:
                # Old code has the constants that it was compiled with.
                return {root: _initial(frame.version, found)}
        if frame is not None and root in frame.function.statics:
            return self.statics[frame.function.name]
        return self.globals

    def where(self, frame: Frame | None, place: Place) -> tuple[Any, Any] | None:
        """Return (container, key) of a place; None when a guard in front of it fails."""
        box: Any = self.store(frame, place.root)
        key: Any = place.root
        for step in place.steps:
            at = box[key]
            if step.kind == "->":
                if at is None:
                    return None
                box, key = self.located(at)
                continue
            name = frame.i if step.name == "i" and frame else step.name
            if step.kind == "[" and name >= len(at):
                return None
            box, key = at, name
        return box, key

    def located(self, label: str) -> tuple[Any, Any]:
        """Return (container, key) of a labelled object."""
        if label in self.heap:
            return _Slot(self.heap, label), 0
        if label.endswith("]"):
            root, index = label[:-1].split("[")
            return self.globals[root], int(index)
        return self.globals, label

    def read(self, frame: Frame | None, place: Place) -> Any:
        """Return the value at a place whose guards hold."""
        self._still_valid(frame, place)
        found = self.where(frame, place)
        assert found is not None
        return found[0][found[1]]

    def write(self, frame: Frame, place: Place, value: Any) -> None:
        """Store a value at a place whose guards hold."""
        self._still_valid(frame, place)
        found = self.where(frame, place)
        assert found is not None
        found[0][found[1]] = value

    def _still_valid(self, frame: Frame | None, place: Place) -> None:
        """Old code may only use in the old form what is as it was."""
        if frame is None or frame.version is self.version:
            return
        old, new = frame.version, self.version
        scope = old.scope(frame.function)
        if place.root in old.globals and place.root not in frame.locals:
            a, b = old.globals[place.root], new.globals.get(place.root)
            if b is not None and not same(old, a.ctype, new, b.ctype):
                raise UnsoundError(f"{frame.function.name} uses {place.root}, which was retyped")
        for prefix, step in place.prefixes():
            ctype = old.type_of(prefix, scope)
            if (
                isinstance(ctype, Rec)
                and step.kind == "."
                and not still_usable(old, new, ctype.tag)
            ):
                raise UnsoundError(f"{frame.function.name} uses {place.text}: {ctype.tag} changed")

    # ---- update -------------------------------------------------------------------------------

    def update(self, new: Version, users: Mapping[str, User] | None = None) -> None:
        """Carry the whole state over to another version."""
        old = self.version
        carrier = Carrier(old, new, users or {})
        kept: dict[str, Any] = {}
        for name, found in new.globals.items():
            fresh = _initial(new, found)
            before = old.globals.get(name)
            if before is None or (before.constant and found.constant):
                kept[name] = fresh
            else:
                kept[name] = carrier.value(before.ctype, found.ctype, self.globals[name], fresh)
        statics: dict[str, dict[str, Any]] = {}
        before_all = old.functions()
        for function in new.functions().values():
            was = before_all.get(function.name)
            mine = statics[function.name] = {}
            for name, found in function.statics.items():
                fresh = _initial(new, found)
                if was is None or name not in was.statics:
                    mine[name] = fresh
                else:
                    value = self.statics[function.name][name]
                    mine[name] = carrier.value(was.statics[name].ctype, found.ctype, value, fresh)
        for name, function in before_all.items():
            if any(f.function.name == name for f in self.frames):
                # Old code that is still running goes on with the statics it knows.
                for static in function.statics:
                    statics.setdefault(name, {}).setdefault(static, self.statics[name][static])
        for frame in self.frames:
            for name, value in frame.locals.items():
                ctype = frame.function.locals[name].ctype
                frame.locals[name] = carrier.value(ctype, ctype, value, value)
        self.heap = {
            label: (tag, carrier.record(tag, tag, value))
            for label, (tag, value) in self.heap.items()
        }
        for name, function in before_all.items():
            if name not in new.functions():
                self.deleted[name] = (function, old)
        # What the new version has no longer is still there for the old code that uses it.
        types = {**self.gone, **{name: g.ctype for name, g in old.globals.items()}}
        self.gone = {name: ctype for name, ctype in types.items() if name not in kept}
        for name, ctype in self.gone.items():
            value = self.globals[name]
            kept[name] = carrier.value(ctype, ctype, value, value)
        self.globals, self.statics, self.version = kept, statics, new

    # ---- running ------------------------------------------------------------------------------

    def call(self, name: str, x: int) -> Iterator[None]:
        """Run a function of the version in force; yields at gates, returns its value."""
        function = self.version.functions().get(name)
        version = self.version
        if function is None:
            # A pointer still leads to the last body of a deleted function.
            function, version = self.deleted[name]
        initial = {n: _initial(version, g) for n, g in function.locals.items()}
        frame = Frame(function, version, wrap(x, 64, True), initial)
        self.frames.append(frame)
        yield from self.statements(frame, function.body)
        self.frames.pop()
        return wrap(frame.r, 64, True)

    def statements(self, frame: Frame, body: tuple[Any, ...]) -> Iterator[None]:
        """Run statements in a frame."""
        for statement in body:
            if not all(self._exists(frame, place) for place in statement.places()):
                continue
            yield from statement.run(self, frame) or ()

    def _exists(self, frame: Frame, place: Place) -> bool:
        """Whether the guards in front of a place hold."""
        try:
            return self.where(frame, place) is not None
        except (KeyError, IndexError, TypeError):
            if frame.version is self.version:
                raise
            return True  # old code, and no longer such a place: what uses it will complain


class _Slot:
    """Lets the record of a heap object be reached as container[key]."""

    def __init__(self, heap: dict[str, tuple[str, Any]], label: str) -> None:
        self.heap, self.label = heap, label

    def __getitem__(self, key: object) -> Any:
        return self.heap[self.label][1]

    def __setitem__(self, key: object, value: Any) -> None:
        self.heap[self.label] = (self.heap[self.label][0], value)


def _initial(version: Version, found: Global) -> Any:
    return copy.deepcopy(version.full(found.ctype, found.init))


def same(old: Version, a: Type, new: Version, b: Type) -> bool:
    """Whether two types are the same one, by meaning."""
    if isinstance(a, Enum) and isinstance(b, Enum) and a == b:
        return all(new.enums[a.tag].get(k, v) == v for k, v in old.enums[a.tag].items())
    if isinstance(a, Arr) and isinstance(b, Arr):
        return a.length == b.length and same(old, a.element, new, b.element)
    return a == b


def still_usable(old: Version, new: Version, tag: str) -> bool:
    """Whether old code may go on with a struct: what it knows of it is where it was."""
    a, b = old.structs[tag], new.structs.get(tag, ())
    return len(a) <= len(b) and all(
        m.name == n.name and same(old, m.ctype, new, n.ctype) for m, n in zip(a, b, strict=False)
    )


@dataclass(frozen=True)
class User:
    """A transformer of the user: ``xout->target = xin->source``, or a number."""

    target: str
    source: str | None
    number: int

    @property
    def text(self) -> str:
        """The transformer as C text."""
        return f"xout->{self.target} = {f'xin->{self.source}' if self.source else self.number};"


@dataclass(frozen=True)
class Carrier:
    """What becomes of values from one version to the next."""

    old: Version
    new: Version
    users: Mapping[str, User]

    def value(self, a: Type, b: Type, value: Any, fresh: Any) -> Any:
        """Return a value of type ``a`` as one of type ``b``; ``fresh`` where it does not fit."""
        match a, b:
            case (Rec(s), Rec(t)) if s == t:
                return self.record(s, t, value)
            case (Heap(s), Heap(t)) if s == t:
                return [self.record(s, t, item) for item in value]
            case Box(), Box():
                return self.box(a, b, value)
            case Arr(), Arr():
                result = list(fresh)
                for index, item in enumerate(value[: b.length]):
                    result[index] = self.value(a.element, b.element, item, result[index])
                return result
            case (Enum(s), Enum(t)) if s == t:
                return self.enum(s, b, value)
            case Num() | Bits() | Enum(), Num() | Bits():
                return convert(value, b)
            case Num() | Bits() | Enum(), Enum():
                return self.new.as_enum(int(value), b)
            case (Ptr(s), Ptr(t)) if s == t or not s or not t:
                return value
            case (Ptr(""), Raw()) | (Raw(), Ptr("")):
                return value
            case (Raw(s), Raw(t)) if s == t:
                return value
            case Fun(), Fun():
                return value
        return fresh

    def box(self, a: Box, b: Box, value: Any) -> Any:
        """Return a struct without a tag, member by member; unions only as they are."""
        if a == b:
            return value
        if "union" in (a.kind, b.kind):
            return self.new.zero(b)
        return {
            name: convert(value[name], t) if name in value else self.new.zero(t)
            for name, t in b.used.items()
        }

    def enum(self, tag: str, to: Enum, value: int) -> int:
        """Return an enumerator by its name, other numbers as they are."""
        names = {v: k for k, v in self.old.enums[tag].items()}
        name = names.get(value)
        number = self.new.enums[tag].get(name, value) if name else value
        return self.new.as_enum(number, to)

    def record(self, s: str, t: str, value: dict[str, Any]) -> dict[str, Any]:
        """Return a struct field by field; new fields are zero."""
        result = {}
        for member in self.new.structs[t]:
            fresh = self.new.zero(member.ctype)
            before = self.old.member(s, member.name)
            result[member.name] = (
                fresh
                if before is None
                else self.value(before, member.ctype, value[member.name], fresh)
            )
        user = self.users.get(t)
        if user is not None:
            ctype = self.new.member(t, user.target)
            assert isinstance(ctype, Num | Bits)
            given = value[user.source] if user.source else user.number
            result[user.target] = convert(given, ctype)
        return result


def is_float(ctype: Type) -> bool:
    """Whether values of the type are Fractions."""
    return isinstance(ctype, Num) and bool(ctype.mantissa)
