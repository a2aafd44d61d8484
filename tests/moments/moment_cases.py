"""The programs in ``programs/``: two versions in one file, and what each moment must say.

``V`` is 0 in the old version and 1 in the new one. Comments tell the rest:

- ``// @now`` at an update point of the old version: the patch is applied there, always;
  ``// @later struct T``: never at once, because of the name; ``// @soon``: at once or at a later
  point; ``// @refused``: it is taken back.
- ``JUDGE: switch``: the output is that of the old version up to some line, from there on that of
  the new one. Without it both versions write the same, and so must every run.
- ``REFUSED: words``: the patch is refused; the marks say what would happen without that rule.
- ``STDIN: text``, ``SLOP: bytes``, ``STATE: C``, ``TRANSFORM type: C``.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dsu_kernel.errors import PatchRefused
from dsu_kernel.moments.model import MomentMap, Run, Trial
from dsu_kernel.moments.trials import Batch, Trials, behaves_as_before, first_difference
from dsu_kernel.moments.trials import unpatched_prefix as before_the_patch
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.model import Program, Unit
from dsu_kernel.toolchain.compiler import Compiler

FOLDER = Path(__file__).resolve().parent / "programs"
HEADERS = Path(__file__).resolve().parents[2] / "runtime_c"
_MARK = re.compile(r"// @(\w+) ?(.*)$")


@dataclass(frozen=True)
class Case:
    """One program of ``programs/``."""

    name: str

    @cached_property
    def text(self) -> str:
        """What the file says."""
        return (FOLDER / f"{self.name}.c").read_text()

    def version(self, number: int) -> str:
        """Return the text of a version."""
        return self.text.replace("#define V 0", f"#define V {number}", 1)

    @cached_property
    def marks(self) -> dict[int, tuple[str, str]]:
        """What must come out, by line."""
        lines = enumerate(self.text.splitlines(), 1)
        return {n: (found[1], found[2]) for n, line in lines if (found := _MARK.search(line))}

    def setting(self, name: str) -> tuple[str, str]:
        """A setting of the comments, with what stands before the colon."""
        found = re.search(rf"\b{name}((?: \w+)?): (.*?) ?\*/", self.text)
        return (found[1].strip(), found[2]) if found else ("", "")

    @property
    def batch(self) -> Batch:
        """How it is run."""
        return Batch(stdin=self.setting("STDIN")[1].encode())

    def program(self, version: int) -> Program:
        """One of the versions."""
        label = f"{self.name}.c"
        return Program((Unit(label, self.version(version), label),), files=True)

    def trials(self, compiler: Compiler) -> Trials:
        """Both versions, compiled."""
        trials = Trials(self.program(0), compiler, int(self.setting("SLOP")[1] or 0))
        type_name, step = self.setting("TRANSFORM")
        written = [UserTransformer(type_name, step, "transform")] if step else []
        state = self.setting("STATE")[1]
        trials.change(self.program(1), written, UserState(state, "state") if state else None)
        return trials

    def plain(self, version: int, folder: Path) -> Run:
        """What gcc alone makes of a version."""
        binary = folder / f"plain{version}"
        if binary.exists():
            return self.batch([str(binary)], 0)
        command = ["gcc", "-O1", "-std=gnu11", "-w", "-isystem", str(HEADERS), "-x", "c", "-"]
        source = self.version(version).encode()
        subprocess.run([*command, "-o", str(binary)], input=source, check=True)
        return self.batch([str(binary)], 0)

    def map(
        self, trials: Trials, folder: Path, limit: int | None = None, batch: Batch | None = None
    ) -> MomentMap:
        """Try the moments against plain gcc."""
        old, new = self.plain(0, folder), self.plain(1, folder)
        if self.setting("JUDGE")[1] != "switch":
            assert old.stdout == new.stdout or "refused" in self.text.lower()
            return trials.map(batch or self.batch, behaves_as_before, limit)
        return trials.map(batch or self.batch, lambda t, plain: switched(t, plain, old, new), limit)

    def complaints(self, found: MomentMap, old: Run) -> list[str]:
        """What a map says that it should not."""
        told = [f"moment {t.moment.number}: {t.moment.place}: {t.wrong}" for t in found.wrong]
        if found.plain != old:
            told.append(f"without the patch: {found.plain} instead of {old}")
        if not found.trials:
            told.append("the program comes to no moment")
        for trial in found.trials:
            word = self._unexpected(trial)
            if word:
                told.append(f"moment {trial.moment.number}: {trial.moment.place}: {word}")
        reached = {trial.moment.place.line for trial in found.trials}
        told += [f"line {line} is never reached" for line in self.marks if line not in reached]
        return told

    def verdict(self, compiler: Compiler, folder: Path, limit: int | None = None) -> list[str]:
        """Try everything; returns what is wrong, nothing when all is as the comments say."""
        words = self.setting("REFUSED")[1]
        try:
            trials = self.trials(compiler)
        except PatchRefused as refused:
            return [] if words and words in str(refused) else [str(refused)]
        found = self.map(trials, folder, limit)
        print(f"\n{self.name}: {found}")
        complaints = self.complaints(found, self.plain(0, folder))
        return ["it is not refused", *complaints] if words else complaints

    def _unexpected(self, trial: Trial) -> str:
        mark = self.marks.get(trial.moment.place.line)
        if mark is None:
            return "the line has no mark"
        word, name = mark
        outcome = trial.outcome
        fits = {
            "now": outcome == "at once",
            "soon": outcome in ("at once", "later"),
            "later": outcome in ("later", "never"),
            "refused": outcome == "refused",
        }[word]
        if not fits:
            return f"{outcome} instead of {word} {trial.reasons}"
        if word == "later" and name and name not in {v.name for v in trial.verdicts}:
            return f"because of {trial.reasons} instead of {name}"
        return ""


def switched(trial: Trial, plain: Run, old: Run, new: Run) -> str:
    """Judge: old lines first, then new ones; none of these before the patch is applied."""
    if trial.run.status != plain.status:
        return f"{trial.run.end} instead of {plain.end}"
    lines = trial.run.stdout.splitlines()
    before, after = old.stdout.splitlines(), new.stdout.splitlines()
    for at in range(len(lines) + 1):
        if lines == before[:at] + after[at:]:
            return before_the_patch(trial, plain) or _never_new(trial, after)
    return first_difference(trial.run.stdout, old.stdout)


def _never_new(trial: Trial, after: list[bytes]) -> str:
    """Say so if the patch was applied in time and its code did not run all the same."""
    if trial.applied is None or trial.applied.written < 0:
        return ""
    rest = trial.run.stdout[trial.applied.written :].splitlines()
    if len(rest) > 2 and rest[-1] != after[-1]:
        return "the old code runs on after the patch was applied"
    return ""


def cases() -> Sequence[Case]:
    """All programs."""
    return [Case(path.stem) for path in sorted(FOLDER.glob("*.c"))]
