"""Two versions of a small program, compiled to be watched: with the analysis, and without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import DsuError, PatchRefused
from dsu_kernel.patch.plan import InForce
from dsu_kernel.patch.transformers import UserTransformer
from dsu_kernel.program.info import PointInfo
from dsu_kernel.program.model import Program, Unit
from dsu_kernel.steps.frontend import SteppingFrontend
from dsu_kernel.steps.transformer import SteppingTransformer, Variables
from dsu_kernel.toolchain.compiler import Compiler
from dsu_kernel.updating import report as looking
from dsu_kernel.updating.evaluation import Evaluator, Prepared

UNIT = "program"


@dataclass(frozen=True, slots=True)
class Change:
    """A program before and after an edit.

    ``transformers``: C statements by struct, as in ``Session.transform``. ``entry`` is the function
    that is called, ``runs`` times one after the other.
    """

    name: str
    old: str
    new: str
    transformers: Mapping[str, str]
    entry: str = "main"
    runs: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The compiled modules of a change, and the models of both versions.

    ``unguarded`` is the patch with the analysis off: a module that claims to change nothing, so
    that nothing is ever in its way. ``starts`` call the entry in either version; ``changed`` are
    the names that the patch really changes.
    """

    change: Change
    engine: Engine
    variables: Variables
    before: InForce
    after: InForce
    first: Path
    patch: Path
    unguarded: Path
    starts: tuple[Prepared, Prepared]
    changed: frozenset[str]

    def points(self, version: int) -> dict[int, PointInfo]:
        """Return the update points of one of the versions, by number."""
        now = self.after if version else self.before
        return {point.id: point for point in looking.points(now)}


def compiled(change: Change, cflags: Sequence[str] = (), slop: int = 0) -> Pair:
    """Compile both versions. Raises CompileError, PatchRefused or DsuError."""
    compiler, variables, watch = Compiler(cflags), Variables(), Stopwatch()
    printer = partial(SteppingTransformer, variables=variables)
    engine = Engine(compiler, slop, SteppingFrontend(compiler), printer)
    before, first = engine.first(engine.version(_program(change.old), 0, watch), watch)
    version = engine.version(_program(change.new), 1, watch)
    given = {
        name: UserTransformer(name, text, f"transform {name}")
        for name, text in change.transformers.items()
    }
    plan = engine.plan(before, version, given, watch)
    if plan.refusals:
        raise PatchRefused("\n".join(map(str, plan.refusals)), plan.refusals)
    if plan.module is None:
        raise DsuError("the two versions mean the same: there is nothing to update")
    evaluator = Evaluator(engine)
    names = {number: key for (_, key), number in plan.after.image.ids.items()}
    return Pair(
        change,
        engine,
        variables,
        before,
        plan.after,
        engine.build(first, watch).path,
        engine.build(plan.module, watch).path,
        engine.build(replace(plan.module, changed=()), watch).path,
        (evaluator.run(before, change.entry, ()), evaluator.run(plan.after, change.entry, ())),
        frozenset(looking.short_name(names[number]) for number in plan.module.changed),
    )


def _program(text: str) -> Program:
    return Program((Unit(UNIT, text, UNIT),))
