"""What a session tells about memory: where fields lie, what objects hold, in which version."""

from __future__ import annotations

from dsu_kernel.cfront.types import CType
from dsu_kernel.engine.engine import Engine
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.values import Value
from dsu_kernel.memory.cell import Cell
from dsu_kernel.memory.graph import ObjectGraph, graph
from dsu_kernel.memory.inspector import (
    Census,
    Conversion,
    Inspector,
    TypeUpdate,
    Update,
    converted_by,
)
from dsu_kernel.memory.layout import TypeLayout
from dsu_kernel.patch.plan import InForce
from dsu_kernel.updating.lock import SessionLock
from dsu_kernel.updating.updater import Updater


class MemoryLooks:
    """The part of a session that reads the memory of its live process from outside."""

    _lock: SessionLock
    _updater: Updater
    _engine: Engine
    _inspecting: Inspector | None = None

    def eval(self, expression: str, *, timeout: float | None = None) -> Value:
        """Evaluate a C expression in the live process."""
        raise NotImplementedError

    def layout(self, name: str) -> TypeLayout:
        """Return where the fields of a struct lie, in each of its versions (numbers: gcc's).

        A version that a waiting patch brings is the last one and marked so.
        """
        with self._lock():
            self._updater.sync()
            process, now = self._updater.alive()
            waiting = self._updater.waiting
            if waiting is None:
                return self._inspector(process, now).layout(name, self._updater.shown, now.image)
            texts = {**self._updater.shown, **waiting.built.generated.shown}
            ahead = Inspector(self._engine, process, waiting.plan.after)
            return ahead.layout(name, texts, now.image)

    def changed_types(self) -> Update:
        """Return the types changed by the newest patch that changed any, a waiting one included."""
        with self._lock():
            self._updater.sync()
            _, now = self._updater.alive()
            waiting = self._updater.waiting
        image = (waiting.plan.after if waiting is not None else now).image
        changed = [w for w in image.types.values() if len(w.generations) > 1]
        newest = max((w.current.module for w in changed), default=0)
        names = [w.key.spelling for w in changed if w.current.module == newest]
        types = tuple(TypeUpdate(self.layout(name), self.objects(name)) for name in names)
        return Update(newest, types)

    def object(self, expression: str) -> Cell:
        """Return the object that an expression designates, as it lies in memory at this moment.

        Nothing of the program runs: the object is not converted, and the program need not come to
        an update point. Names, members, elements, ``*``, ``&`` and casts can be followed.
        """
        return self.inspector.look(expression)

    def object_graph(self, expression: str, *, depth: int = 1, most: int = 24) -> ObjectGraph:
        """Return an object with what its pointers lead to, ``depth`` pointers far."""
        looker = self.inspector
        return graph(looker.look(expression), looker.at, depth=depth, most=most)

    def objects(self, name: str) -> Census:
        """Return the objects of a struct that globals lead to, with their versions."""
        return self.inspector.census(name)

    def convert(self, expression: str) -> Conversion:
        """Let the program use an object, so that it is converted; return it before and after."""
        found = self.object(expression)
        assert found.ctype is not None
        return self.convert_at(found.ctype, found.address, found.name)

    def convert_at(self, ctype: CType, address: int, name: str = "") -> Conversion:
        """Do the same with the object of a type at an address."""
        before = self.inspector.at(ctype, address, name)
        self.eval(converted_by(before))
        return Conversion(before, self.inspector.at(ctype, address, name))

    @property
    def inspector(self) -> Inspector:
        """What looks into the memory of the live process at this version."""
        with self._lock():
            self._updater.sync()
            return self._inspector(*self._updater.alive())

    def _inspector(self, process: LiveProcess, now: InForce) -> Inspector:
        known = self._inspecting
        if known is None or known.now is not now or known.process is not process:
            known = self._inspecting = Inspector(self._engine, process, now)
        return known
