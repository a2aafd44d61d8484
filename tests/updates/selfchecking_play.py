"""Runs a self-checking program and asks for its next versions at random moments.

The program says when it has come to a moment (the n-th passage of any update point or blocking
call, right before it), waits for the patch to be requested, and goes on: the patch is applied at
the first point that allows it. It talks through its standard streams alone.
"""

from __future__ import annotations

import struct
from collections import Counter
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from random import Random

from selfchecking import Program
from selfchecking_edits import Maker

from dsu_kernel import Session
from dsu_kernel.errors import PatchRefused
from dsu_kernel.patch.handle import Patch

PATIENCE = 300.0


class UnsafeUpdate(AssertionError):
    """A check of the program failed: code ran on something in another form than its own."""


@dataclass
class Lines:
    """What the program writes, line by line."""

    _lines: SimpleQueue[str] = field(default_factory=SimpleQueue)
    _rest: bytes = b""

    def hear(self, stream: str, data: bytes) -> None:
        """Take in some output."""
        if stream == "stdout":
            *whole, self._rest = (self._rest + data).split(b"\n")
            for line in whole:
                self._lines.put(line.decode())

    def next(self, session: Session) -> str:
        """Return the next line. Raises UnsafeUpdate when the program ends instead."""
        waited = 0.0
        while waited < PATIENCE:
            try:
                return self._lines.get(timeout=0.2)
            except Empty:
                waited += 0.2
            if not session.alive:
                break
        raise UnsafeUpdate(f"the program does not go on: {session.wait_exit(0)}")


@dataclass
class Play:
    """One case: a program, one or two runs of it, one to three edits at moments of each."""

    rng: Random
    seen: Counter[str] = field(default_factory=Counter)
    story: list[str] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)

    def run(self) -> None:
        """Play the case. Raises UnsafeUpdate with all texts."""
        level = self.rng.choice(("-O0", "-O0", "-O0", "-O2"))
        slop = self.rng.choice((None, 0, 16, 64))
        self.story.append(f"// {level}, slop {slop}")
        try:
            with Session(cflags=[level], slop=slop, on_output=self.lines.hear) as self.session:
                self._play(Maker(self.rng))
        except Exception as error:
            error.add_note("\n".join(self.story))
            raise

    def _play(self, maker: Maker) -> None:
        program = maker.first()
        self._define(program)
        total = self._whole_run()
        for _ in range(self.rng.randint(1, 2)):
            many = self.rng.choice((1, 1, 2, 3))
            moments = sorted(self.rng.sample(range(1, max(total, many) + 1), many))
            program = self._updated(maker, program, moments)
            total = self._whole_run()

    def _define(self, program: Program) -> Patch:
        self.story.append(program.text())
        return self.session.define(program.text(), "case", wait=0)

    def _whole_run(self) -> int:
        """Run the version in force without an update; return how many moments there were."""
        self._begin(0)
        return self._end(self.lines.next(self.session))

    def _begin(self, moment: int) -> None:
        self.session.write_stdin(struct.pack("i", moment))
        self.session.run("main")

    def _updated(self, maker: Maker, program: Program, moments: list[int]) -> Program:
        """Run once, and ask for a version at each moment; return the newest that is in force."""
        self._begin(moments[0])
        patches: list[Patch] = []
        line = self.lines.next(self.session)
        for later in (*moments[1:], 0):
            if patches and line != "moment":
                break
            following = maker.next(program)
            self.story.append(f"// ---- at {line}: {', '.join(maker.edits)}")
            try:
                patches.append(self._define(following))
                self.seen["patches"] += 1
                program = following
            except PatchRefused as refused:
                self.seen["refused"] += 1
                self.story.append(f"// refused: {refused}")
            if line == "moment":
                self.session.write_stdin(struct.pack("i", later))
                line = self.lines.next(self.session)
        self._end(line)
        for patch in patches[-1:]:  # one that waits when the next is asked for gives way to it
            assert patch.wait(PATIENCE), f"{patch} with nothing running"
        return program

    def _end(self, line: str) -> int:
        bad, where, ticks, changed = map(int, line.split())
        if bad:
            raise UnsafeUpdate(f"{bad} checks failed, first {where}; update at {changed}")
        self.seen["while main ran"] += changed > 0
        report = self.session.wait_exit(PATIENCE)
        assert report is not None, "main does not end"
        return ticks
