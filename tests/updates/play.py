"""Plays a chain of versions in a live process and compares every step with the model."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from editing import first, next_version
from making import Maker
from program import Place, Version
from shapes import Arr, Bits, Box, Enum, Heap, Num, Ptr, Raw, Rec, Type, is_numeric
from statements import Gate, numbers, stored
from world import User, World
from write import expected, files, parsed, program

from dsu_kernel import Session
from dsu_kernel.errors import PatchRefused
from dsu_kernel.patch.handle import Patch

CHUNK = 4096
COMMAND, STATUS, LET, START, RESULT, DUMP = range(6)
PATIENCE = 10.0
MANY = 8


class Difference(AssertionError):
    """The live process is not as the model says."""


@dataclass
class Case:
    """One random case: a chain of versions, and what happened when it was played."""

    rng: Random
    cflags: tuple[str, ...] = ()
    slop: int | None = None
    live: bool = False
    folder: Path | None = None
    seen: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.maker = Maker(self.rng, gates=self.live, interior=self.rng.randrange(8) == 0)
        self.versions = [first(self.maker)]
        self.world = World.of(self.versions[0])
        self.length = self.rng.choice((2, 2, 2, 3, 3, 4, 6))
        self.waiting: Version | None = None
        self.patch: Patch | None = None
        self.users: dict[str, User] = {}

    # ---- the play -----------------------------------------------------------------------------

    def play(self) -> None:
        """Run the case. Raises Difference with the story so far."""
        with Session(cflags=self.cflags, slop=self.slop) as self.session:
            try:
                self._play()
            except Exception as error:
                error.add_note("\n".join(self.story))
                raise

    def _play(self) -> None:
        self._give(self.versions[0])
        if self.live:
            self.session.run("main")
        self._work()
        for _ in range(self.length - 1):
            version = next_version(self.maker, self.versions[-1])
            self.versions.append(version)
            if self.live:
                self._live_round(version)
            else:
                self._apply(version)
                self._work()
        self._settle()
        self._compare()

    def _work(self) -> None:
        for _ in range(self.rng.randint(1, 3)):
            self._run_op()
        if self.rng.randrange(100) < 45:
            self._compare()
        if self.rng.randrange(100) < 30:
            self._look()

    def _tell(self, what: str, text: str = "") -> None:
        self.story.append(f"// ---- {what}\n{text}")

    # ---- patches ------------------------------------------------------------------------------

    def _apply(self, version: Version) -> bool:
        """Ask for a version; the model follows at once when it is in force at once."""
        users = {} if self.live else self._transformers(version)
        try:
            patch = self._give(version)
        except PatchRefused as refused:
            reason = str(refused).split("\n")[0]
            self._tell(f"refused: {reason}")
            self.seen[f"refused {_kind(reason)}"] += 1
            # What was pending before was not taken back.
            for tag in users:
                self.session.transform(tag, "")
            return False
        self.seen["patches"] += 1
        # The one that waited came first, or was taken back.
        self._adopt()
        self.patch, self.waiting, self.users = patch, version, users
        if not self.live:
            assert patch.state in ("applied", "empty"), f"{patch} with nothing running"
        self._adopt()
        return True

    def _transformers(self, version: Version) -> dict[str, User]:
        """Give the session transformers for some of the structs that change."""
        users = {}
        old = self.world.version
        for tag in old.structs:
            if old.structs[tag] == version.structs[tag] or self.rng.randrange(100) < 75:
                continue
            targets = [m.name for m in version.structs[tag] if _whole(m.ctype)]
            sources = [m.name for m in old.structs[tag] if _whole(m.ctype)]
            if targets:
                source = self.rng.choice([*sources, None])
                users[tag] = User(self.rng.choice(targets), source, self.rng.choice((1, 7, 300)))
                self._tell(f"transform {tag}: {users[tag].text}")
                self.session.transform(tag, users[tag].text)
                self.seen["transformers"] += 1
        return users

    def _give(self, version: Version) -> Patch:
        """Give the session the text of a version."""
        if self.folder is None:
            self._tell("define", program(version))
            return self.session.define(program(version), "case", wait=0)
        paths = [self.folder / name for name in ("first.c", "second.c")]
        for path, text in zip(paths, files(version), strict=True):
            self._tell("define", text)
            path.write_text(text)
        return self.session.load(*paths, wait=0)

    def _adopt(self) -> None:
        """Let the model follow when the pending patch has been applied."""
        if self.waiting is None or self.patch is None:
            return
        if self.session.pending is not self.patch and self.patch.state in ("applied", "empty"):
            self._tell(f"{self.patch.state} v{self.session.version}")
            self.world.update(self.waiting, self.users)
            self.waiting = None

    # ---- calls --------------------------------------------------------------------------------

    def _ask(self, what: int, n: int = 0, x: int = 0) -> str:
        return str(self.session.call("tell", what, n, x))

    def _op(self) -> tuple[int, int, Iterator[None]]:
        name = self.rng.choice(list(self.world.version.ops))
        x = self.rng.choice((0, 1, 2, 5, -1, -7, 1000, 1 << 33, self.rng.randint(-99, 99)))
        return int(name[2:]), x, self.world.call(name, x)

    def _run_op(self) -> None:
        if self.live:
            self._live_op(None)
            return
        number, x, running = self._op()
        self._tell(f"start({number}, {x})")
        want = _finish(running)
        got = int(self._ask(START, number, x))
        if got != want:
            raise Difference(f"op{number}({x}) returned {got}, the model says {want}")

    def _look(self) -> None:
        """Evaluate one object whole."""
        version = self.world.version
        names = [n for n, g in version.globals.items() if not isinstance(g.ctype, Heap)]
        name = self.rng.choice(names)
        place, ctype = Place(name), version.globals[name].ctype
        value = self.world.globals[name]
        if isinstance(ctype, Arr) and isinstance(ctype.element, Ptr) and value[0] is not None:
            place = place.then("[", 0).then("->")
            ctype = Rec(ctype.element.tag)
            if value[0] in self.world.heap:
                value = self.world.heap[value[0]][1]
            else:
                box, key = self.world.located(value[0])
                value = box[key]
        if isinstance(ctype, Rec) and not version.globals[name].constant:
            self._set(place, ctype, value)
        self._tell(f"eval {place.text}")
        got = self.session.eval(place.text)
        if not _alike(ctype, value, got, version):
            raise Difference(f"{place.text} is {got!r}, the model says {value}")

    def _set(self, place: Place, ctype: Rec, value: Any) -> None:
        """Change an integer of a struct by an expression."""
        inside = [(p, t) for p, t in numbers(self.world.version, ctype) if is_numeric(t)]
        if not inside or self.rng.randrange(100) < 50:
            return
        chosen, leaf = self.rng.choice(inside)
        whole = Place(place.root, (*place.steps, *chosen.steps))
        if isinstance(leaf, Enum):
            return
        number = self.rng.choice((0, 1, -1, 100, -30000))
        self._tell(f"eval {whole.text} = {number}")
        self.session.eval(f"{whole.text} = {number}")
        for step in chosen.steps[:-1]:
            value = value[step.name]
        value[chosen.steps[-1].name] = stored(self.world.version, leaf, number)

    def _compare(self) -> None:
        self._tell("dump")
        text, start = "", 0
        while True:
            part = self._ask(DUMP, start)
            text += part
            start += len(part)
            if len(part) < CHUNK:
                break
        got = [parsed(word) for word in text.split()]
        want = expected(self.world)
        pairs = zip(want, got, strict=False)
        wrong = [f"{name} is {g}, the model says {w}" for (name, w), g in pairs if w != g]
        if wrong:
            raise Difference("; ".join(wrong[:5]))
        if len(want) != len(got):
            raise Difference(f"{len(got)} values shown, the model has {len(want)}")
        self.seen["values compared"] += len(want)

    # ---- with main running --------------------------------------------------------------------

    def _live_round(self, version: Version) -> None:
        """Ask for the version while an operation stands at some gate, or while main is idle."""
        if self.rng.randrange(4) == 0:
            self._apply(version)
            self.seen["while main was idle"] += 1
        else:
            self._live_op(version)
        if self.waiting is not None:
            self._settle()
        self._work()

    def _live_op(self, version: Version | None) -> None:
        number, x, running = self._op()
        self._tell(f"command({number}, {x})")
        self._ask(COMMAND, number, x)
        gates = 0
        at_gate = self.rng.randint(1, 3)
        try:
            while True:
                next(running)
                gates += 1
                self._await(gates)
                if version is not None and gates >= at_gate and self._predictable(version):
                    self._apply(version)
                    if self.waiting is not None and self.rng.randrange(100) < 25:
                        # A newer text replaces the one that waits.
                        version = next_version(self.maker, version)
                        if self._predictable(version):
                            self.versions.append(version)
                            self._apply(version)
                    version = None
                    self._status()
                    self._status()
                    self._adopt()
                    state = "pending" if self.waiting else "applied"
                    self.seen[f"in mid-operation {state}"] += 1
                    if self.waiting is None and self.rng.randrange(100) < 40:
                        # One more while the operation is still under way.
                        version = next_version(self.maker, self.versions[-1])
                        self.versions.append(version)
                        at_gate = gates + 1
                if self.rng.randrange(100) < 25:
                    self._compare()
                if gates > MANY and self.waiting is None:
                    self._open(running)
                self._tell(f"let {gates}")
                self._ask(LET, gates)
        except StopIteration as end:
            want = end.value
        self._await(-1)
        got = int(self._ask(RESULT))
        if got != want:
            raise Difference(f"op{number}({x}) returned {got}, the model says {want}")
        self._adopt()
        if version is not None:
            self._apply(version)

    def _predictable(self, version: Version) -> bool:
        """Whether the code after extracted loops is the same: then it is known where it goes on."""
        now = self.world.version.functions()
        after = version.functions()
        looping = [f for f in now.values() if Gate(True) in f.body]
        return all(f == after.get(f.name) for f in looping)

    def _open(self, running: Iterator[None]) -> None:
        """Let the operation run to its end: nothing can be applied on the way."""
        self._tell("let through")
        self._ask(LET, 1 << 30)
        while True:
            next(running)

    def _status(self) -> int:
        return int(self._ask(STATUS))

    def _await(self, status: int) -> None:
        limit = time.monotonic() + PATIENCE
        while (got := self._status()) != status:
            if time.monotonic() > limit:
                raise Difference(f"the program stands at {got}, the model at {status}")
        if status > 0:
            self._adopt()

    def _settle(self) -> None:
        """In main's own loop nothing is restricted: a pending patch is applied there."""
        if self.waiting is None:
            return
        limit = time.monotonic() + PATIENCE
        while self.waiting is not None:
            self._status()
            self._adopt()
            if time.monotonic() > limit:
                pending = self.session.pending
                why = pending.verdict if pending else ""
                raise Difference(f"the patch is never applied: {why}")


def _whole(ctype: Type) -> bool:
    return isinstance(ctype, Num | Bits) and is_numeric(ctype)


def _finish(running: Iterator[None]) -> Any:
    """Run a call of the model to its end, through all gates."""
    try:
        while True:
            next(running)
    except StopIteration as end:
        return end.value


def _kind(reason: str) -> str:
    for word in ("is fixed", "is pinned", "wrapped in the live process", "address was taken"):
        if word in reason:
            return f"({word}) {reason}"
    return reason[:80]


def _alike(ctype: Type, want: Any, got: Any, version: Version) -> bool:
    """Whether an evaluated value is that of the model."""
    match ctype:
        case Rec(tag):
            members = version.structs[tag]
            return [m.name for m in members] == list(got) and all(
                _alike(m.ctype, want[m.name], got[m.name], version) for m in members
            )
        case Box():
            return all(_alike(t, want[n], got[n], version) for n, t in ctype.used.items())
        case Arr(Num(bits=8)):
            raw = bytes(c & 255 for c in want).split(b"\0")[0]
            return str(got).encode("utf-8", "surrogateescape") == raw
        case Arr(element, length):
            return len(got) == length and all(
                _alike(element, a, b, version) for a, b in zip(want, got, strict=True)
            )
        case Num() if ctype.mantissa:
            return float(want) == got
        case Ptr() | Raw():
            return bool(want) == bool(getattr(got, "address", got))
    if want is None or isinstance(want, str):
        return bool(want) == bool(getattr(got, "address", got))
    return Fraction(want) == got
