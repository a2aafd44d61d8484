"""A patch as its user sees it: what it changes, how it fares, and why it waits."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dsu_kernel.errors import PatchRefused
from dsu_kernel.extraction.model import NotExtracted
from dsu_kernel.live.errors import ProcessDied
from dsu_kernel.patch.difference import Difference
from dsu_kernel.patch.refusal import Refusal
from dsu_kernel.patch.transformers import Given
from dsu_kernel.patch.verdict import Moment, UsesOf, Verdict, kept_back, refused, waiting
from dsu_kernel.wording import few

if TYPE_CHECKING:
    from dsu_kernel.live.prepared import PreparedPatch
    from dsu_kernel.live.reports import PatchReport

State = Literal["applied", "pending", "empty", "planned", "refused", "cancelled"]


@dataclass(eq=False)
class Patch:
    """The step from one version to the next.

    ``stages``: seconds spent in parse, difference, transform, compile, load and pause.
    ``refusals``: why it cannot be applied at all. ``initial``: it is the program's first version.
    ``warnings``: what gcc says about the text, as text.
    ``moments``: for each update point, whether the patch can be applied there. ``loops``: those of
    the program with a point in them that could not be taken apart. ``given``: the user's own code
    that runs with it; it stays set when the process refuses the patch. ``used`` knows the lines on
    which old code uses what changes.
    """

    version: int
    unit: str
    difference: Difference
    initial: bool = False
    refusals: tuple[Refusal, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    moments: tuple[Moment, ...] = ()
    loops: tuple[NotExtracted, ...] = ()
    given: Given = field(default_factory=Given)
    warnings: str = ""
    used: UsesOf | None = None
    _prepared: PreparedPatch | None = None
    _state: State | None = None
    requested: float = field(default_factory=time.time)

    @property
    def state(self) -> State:
        """``applied``, ``pending``, ``empty``, ``planned``, ``refused`` or ``cancelled``."""
        if self._state is not None:
            return self._state
        if self._prepared is None:
            return "planned"
        found = self._prepared.state
        if found == "applied":
            return "applied"
        return "refused" if found == "failed" else "pending"

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the patch is applied; returns whether it is. ``timeout`` in seconds.

        Returns at once when the process has ended: then the patch comes with its restart.
        """
        if self._state is None and self._prepared is not None:
            with suppress(ProcessDied):
                self._prepared.wait(timeout)
        return self.state == "applied"

    @property
    def report(self) -> PatchReport | None:
        """What the runtime says: pause, waiting time, tries, the latest verdict."""
        if self._prepared is None:
            return None
        try:
            return self._prepared.report()
        except ProcessDied:
            return None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Why the patch waits or is refused: one entry for each name in the way."""
        if self.refusals:
            return tuple(map(refused, self.refusals))
        if self.state not in ("pending", "refused"):
            return ()
        found = self.report
        if found is None:
            return ()
        held = (kept_back(self.requested),) if self.kept_back else ()
        if held and found.verdict is None:
            return held
        return held + waiting(
            found, self.requested, self.difference, self.moments, self.loops, self.used
        )

    @property
    def verdict(self) -> str | None:
        """The verdicts as text; None when nothing is in the way."""
        if self.state not in ("pending", "refused") and not self.refusals:
            return None
        if self._prepared is not None and self._prepared.lost:
            return "the process has ended; the patch comes when it is restarted"
        found = self.report
        if found is not None and found.error:
            return found.error
        return "\n".join(map(str, self.verdicts)) or None

    def raise_refusal(self) -> None:
        """Raise PatchRefused when the process has refused the patch; it stays as it was."""
        if self._state is None and self.state == "refused":
            words = self.verdict or "the process refused the patch"
            raise self.given.noted(PatchRefused(words, self.verdicts))

    @property
    def losses(self) -> tuple[str, ...]:
        """What the patch cannot carry over: fields that go, values that start as zero."""
        found: list[str] = []
        for change in self.difference.types_changed:
            kept = {text.name for text in change.new_fields}
            gone = [text.name for text in change.old_fields if text.name not in kept]
            found += [f"{change.name}.{name} is dropped" for name in gone if name]
            found += [f"{change.name}.{note}" for note in change.notes]
        for changed in self.difference.globals_changed:
            found += changed.notes
        found += [f"{name} is deleted" for name in self.difference.globals_deleted]
        return tuple(found)

    @property
    def summary(self) -> str:
        """One line: what changes."""
        if self.initial:
            return "the first version"
        return summarise(self.difference)

    @property
    def kept_back(self) -> bool:
        """Whether it waits because patches are held, not for the program."""
        return self._prepared is not None and self._prepared.state == "prepared"

    def cancelled(self) -> None:
        """Mark the patch as taken back."""
        self._state = "cancelled"

    def __repr__(self) -> str:
        return f"<Patch to version {self.version}, {self.state}: {self.summary}>"


def summarise(difference: Difference) -> str:
    """Return one line that names what changes."""
    parts: list[str] = []
    groups = (
        ("new", difference.functions_added + difference.types_added + difference.globals_added),
        ("changed", difference.bodies_changed),
        ("new prototype", difference.prototypes_changed),
        ("type", tuple(c.name for c in difference.types_changed)),
        ("retyped", tuple(c.key for c in difference.globals_changed)),
        ("constant", difference.constants_replaced),
        (
            "deleted",
            difference.functions_deleted + difference.types_deleted + difference.globals_deleted,
        ),
        ("kept value", difference.initialisers_kept),
        ("re-issued", tuple(difference.reissued)),
    )
    for label, names in groups:
        if names:
            parts.append(f"{label}: {few(names)}")
    return "; ".join(parts) or "nothing changed"
