"""Bad timing: a change tried at every moment of a run, with the analysis on and off."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from dsu_kernel.errors import DsuError
from dsu_kernel.steps.pair import Change, compiled
from dsu_kernel.steps.programs import PROGRAMS
from dsu_kernel.steps.recorder import Recorder
from dsu_kernel.steps.trace import Timing, moments_of

MOST_MOMENTS = 40
"""Moments that are tried: each costs two processes."""
_AT_ONCE = 2


def bad_timing(
    change: Change | str = "slides", *, cflags: Sequence[str] = (), slop: int = 0
) -> Timing:
    """Run a program once for each of its steps with an update requested there.

    ``change`` is a name of :data:`PROGRAMS` or a program of your own. With the analysis on, the
    runtime waits for a safe point as it always does. With the analysis off the patch is applied at
    that very step, and the objects in sight are converted: these processes are thrown away, and
    may crash. Raises CompileError, PatchRefused or DsuError.
    """
    if isinstance(change, str):
        change = known_program(change)
    pair = compiled(change, cflags, slop)
    recorder = Recorder(pair)
    quiet = recorder.record(None)
    steps = len(moments_of(quiet))
    if steps > MOST_MOMENTS:
        raise DsuError(f"the program has {steps} steps; at most {MOST_MOMENTS} are tried")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        guarded = pool.map(recorder.record, range(steps))
        unguarded = pool.map(lambda n: recorder.record(n, analysis=False), range(steps))
        points = (tuple(pair.points(0).values()), tuple(pair.points(1).values()))
        return Timing(points, quiet, tuple(guarded), tuple(unguarded))


def known_program(name: str) -> Change:
    """Return one of the programs that come along. Raises DsuError."""
    found = PROGRAMS.get(name)
    if found is None:
        raise DsuError(f"there is no program {name}; there are {', '.join(PROGRAMS)}")
    return found
