"""C backtraces: return addresses, and what they mean to the user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from dsu_kernel.errors import DsuError
from dsu_kernel.toolchain.compiler import Lines, SourceLine

#: Looks up code offsets of a module, as ``Compiler.symbolise`` does.
Symbolise: TypeAlias = Callable[[Path, Sequence[int]], Sequence[Lines]]


THUNK = "dsu_thunk"
"""The function that evaluates an expression, which its user never wrote."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a C backtrace; ``unit`` is empty for code that is not the program's."""

    function: str
    unit: str
    line: int
    version: int | None

    def __str__(self) -> str:
        if self.function == THUNK:
            return "the expression"
        where = f"  {self.unit}" + (f":{self.line}" if self.line else "") if self.unit else ""
        version = f"  (v{self.version})" if self.version is not None else ""
        return f"{self.function}{where}{version}"


@dataclass(frozen=True, slots=True)
class RawFrame:
    """Where a call was made: an offset in a loaded file, and what the runtime knows about it."""

    module: str
    offset: int
    function: str
    unit: str
    version: int | None

    @classmethod
    def parse(cls, form: dict[str, Any]) -> RawFrame:
        """From the runtime's JSON."""
        return cls(
            module=form["module"],
            offset=int(form["offset"], 16),
            function=form["function"],
            unit=form.get("unit", ""),
            version=form.get("version"),
        )


class Symboliser:
    """Turns what the runtime reports into frames of the user's program."""

    def __init__(self, symbolise: Symbolise, runtime: Path) -> None:
        self._symbolise = symbolise
        self._runtime = str(runtime)
        self._program: set[str] = set()
        self._known: dict[RawFrame, Lines] = {}

    def add_module(self, path: Path) -> None:
        """Learn that a file is code of the program."""
        self._program.add(str(path))

    def frames(self, raw: Sequence[RawFrame]) -> tuple[Frame, ...]:
        """The program's part of a stack: without the host below it and the runtime within it."""
        own = [index for index, frame in enumerate(raw) if frame.module in self._program]
        part = raw[: own[-1] + 1] if own else raw
        stack = [frame for frame in part if frame.module != self._runtime]
        places: dict[RawFrame, Lines] = {}
        unknown = [frame for frame in stack if frame.module and frame not in self._known]
        for module in {frame.module for frame in unknown}:
            here = [frame for frame in unknown if frame.module == module]
            places.update(zip(here, self._look_up(module, here), strict=True))
        self._remember(places)
        places.update((frame, self._known[frame]) for frame in stack if frame in self._known)
        return tuple(f for raw in stack for f in self._frames(raw, places.get(raw, (_UNKNOWN,))))

    def _remember(self, places: dict[RawFrame, Lines]) -> None:
        """Who watches a running program sees the same frames over and over."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known.update(places)

    def _look_up(self, module: str, frames: Sequence[RawFrame]) -> Sequence[Lines]:
        try:
            return self._symbolise(Path(module), [frame.offset for frame in frames])
        except DsuError:
            # The file is gone, or has no symbols: a report with less is still a report.
            return [(_UNKNOWN,)] * len(frames)

    def _frames(self, raw: RawFrame, places: Lines) -> Iterator[Frame]:
        """Yield what a frame of the machine is to the user: functions inlined in it have theirs."""
        if raw.module not in self._program:
            library = Path(raw.module).name or "no code"
            name = places[0].function.removeprefix("__GI_") or f"?? ({library})"
            yield Frame(name, "", 0, None)
            return
        *inlined, own = [place for place in places if place.unit != _GENERATED] or [_UNKNOWN]
        for place in inlined:
            yield self._frame(place, "", "", None)
        yield self._frame(own, raw.function, raw.unit, raw.version)

    @staticmethod
    def _frame(place: SourceLine, function: str, unit: str, version: int | None) -> Frame:
        body = None if function else _BODY.fullmatch(place.function)
        if body is not None:
            # The runtime does not know the bodies that a module has for its own calls.
            function, version = body[1], int(body[2])
        return Frame(function or place.function or "??", place.unit or unit, place.line, version)


_BODY = re.compile(r"(\w+)_v(\d+)(?:_here)?_*", re.ASCII)
_GENERATED = "<generated>"
_UNKNOWN = SourceLine("", "", 0)
_SHOWN = 30
_REMEMBERED = 10_000


def render(frames: Sequence[Frame]) -> list[str]:
    """A line for each frame; recursion and the bottom of deep stacks are cut short."""
    lines: list[str] = []
    for frame, same in groupby(frames):
        if lines and frame.function == THUNK:
            continue
        lines.append(f"  {'called from' if lines else 'in'} {frame}")
        again = len(list(same)) - 1
        if again:
            lines.append(f"  ... and {again} more of the same")
    if len(lines) > _SHOWN:
        lines[_SHOWN:] = [f"  ... and {len(lines) - _SHOWN} more"]
    return lines
