"""What there is to see of a program and its live process: the half of a session that only looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dsu_kernel.editor import about, completion
from dsu_kernel.editor.completion import Completions
from dsu_kernel.engine.engine import Engine
from dsu_kernel.errors import NoProgram
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.job import Job
from dsu_kernel.live.reports import ExitReport
from dsu_kernel.patch.handle import Patch
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.transformers import Given
from dsu_kernel.program.info import (
    ChildInfo,
    FunctionInfo,
    GlobalInfo,
    PointInfo,
    TimelineEntry,
    TypeInfo,
)
from dsu_kernel.program.words import Words
from dsu_kernel.updating import report as looking
from dsu_kernel.updating.lock import SessionLock
from dsu_kernel.updating.updater import Updater


@dataclass(frozen=True, slots=True, eq=False)
class Glance:
    """What a session is at one moment; every part of it is immutable, or tells the latest."""

    now: InForce | None
    process: LiveProcess | None
    running: bool
    holding: bool
    pending: Patch | None
    timeline: tuple[TimelineEntry, ...]
    versions: tuple[int, ...]


class Inspection:
    """Reads what the updater knows; nothing here changes the text or the process."""

    _lock: SessionLock
    _updater: Updater
    _engine: Engine
    _main: Job | None

    @property
    def units(self) -> Mapping[str, str]:
        """The text of each unit."""
        return {unit.name: unit.text for unit in self._updater.program.units}

    @property
    def made_of_files(self) -> bool:
        """Whether the program was loaded from files; else it is made of cells."""
        return self._updater.program.files

    @property
    def sources(self) -> Mapping[str, str]:
        """The text of each unit, by the name that places and messages give it."""
        return self._updater.program.sources

    @property
    def pending(self) -> Patch | None:
        """The patch that waits for a safe moment, if there is one."""
        with self._lock():
            self._updater.sync()
            return self._updater.waiting.patch if self._updater.waiting else None

    @property
    def holding(self) -> bool:
        """Whether patches are kept back until :meth:`Session.apply`."""
        return self._updater.holding

    @property
    def alive(self) -> bool:
        """Whether the live process exists."""
        process = self._updater.process
        return process is not None and process.alive

    @property
    def pid(self) -> int | None:
        """The live process; None when there is none. It stays the same until a restart."""
        process = self._updater.process
        return process.pid if process is not None and process.alive else None

    @property
    def exit(self) -> ExitReport | None:
        """How the live process ended; None while it lives or before there is one."""
        process = self._updater.process
        return process.exit if process is not None else None

    @property
    def output(self) -> bytes:
        """What the program wrote so far, to both streams (the newest part of it)."""
        return self.output_of()

    def output_of(self, stream: str | None = None) -> bytes:
        """Return what it wrote to ``stdout`` or ``stderr``; to both without a name."""
        process = self._updater.process
        return process.output.data(stream) if process is not None else b""

    @property
    def version(self) -> int:
        """The version in force; 0 is the first."""
        with self._lock():
            self._updater.sync()
            return self._updater.now.version.number if self._updater.now else 0

    @property
    def words(self) -> Words:
        """What to tell readers instead of the names of loops that were taken apart."""
        return self._engine.words

    def given(self) -> Given:
        """Return the code that :meth:`Session.transform` and ``state`` have set for the next patch.

        It stays set until a patch is applied that uses it, or until it is taken back.
        """
        with self._lock():
            self._updater.sync()
            return self._updater.given

    @property
    def children(self) -> tuple[ChildInfo, ...]:
        """The processes that the program has started and that exist."""
        process = self._updater.process
        return process.children() if process is not None else ()

    @property
    def functions(self) -> tuple[FunctionInfo, ...]:
        """The functions of the program."""
        return looking.functions(self._inspected())

    @property
    def types(self) -> tuple[TypeInfo, ...]:
        """The struct types of the program."""
        process, now = self._updater.process, self._inspected()
        alive = process is not None and process.alive
        live = process.describe() if process is not None and alive else {}
        return looking.types(now, live)

    @property
    def globals(self) -> tuple[GlobalInfo, ...]:
        """The objects with static storage."""
        return looking.globals_(self._inspected())

    @property
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """What happened to the program so far."""
        with self._lock():
            self._updater.sync()
            return tuple(self._updater.timeline)

    def show(self, name: str) -> str:
        """Return the generated C of a function or type."""
        with self._lock():
            self._updater.sync()
            return looking.shown(self._inspected(), self._updater.shown, name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the program's functions and variables."""
        with self._lock():
            self._updater.sync()
            now = self._updater.now
        if now is None:
            return ()
        functions = tuple(f.name for f in now.version.functions.values())
        return (*functions, *(symbol.name for symbol in now.version.globals.values()))

    def complete(self, text: str, cursor: int) -> Completions:
        """Return the names that may stand at a place in a piece of C."""
        with self._lock():
            self._updater.sync()
            return completion.complete(self._updater.now, text, cursor)

    def inspect(self, name: str) -> str | None:
        """Return what is known about a name of the program; None for an unknown one."""
        with self._lock():
            self._updater.sync()
            now = self._updater.now
        return about.about(now, name) if now is not None and name else None

    def inspect_at(self, text: str, cursor: int) -> str | None:
        """Return what is known about the name at a place in a piece of C."""
        with self._lock():
            self._updater.sync()
            now = self._updater.now
        return about.about_place(now, text, cursor) if now is not None else None

    def safety(self) -> tuple[PointInfo, ...]:
        """Return every update point with the names that may not change there."""
        return looking.points(self._inspected())

    def glance(self) -> Glance:
        """Return all that there is to see, without waiting for the program."""
        with self._lock():
            updater = self._updater
            updater.sync()
            return Glance(
                updater.now,
                updater.process,
                self._main is not None and not self._main.done,
                updater.holding,
                updater.waiting.patch if updater.waiting else None,
                tuple(updater.timeline),
                tuple(sorted(updater.history)),
            )

    def _inspected(self) -> InForce:
        with self._lock():
            self._updater.sync()
            if self._updater.now is None:
                raise NoProgram
            return self._updater.now
