"""No unsafe update is applied: programs with loops, recursion, function pointers and aliases.

Each program checks itself (see selfchecking.py) while its next versions are requested at random
moments of its run. ``DSU_CASES=5000 pytest -m long tests/updates/test_unsafe_updates.py`` plays
that many new ones (``DSU_SEED`` starts another series). That the programs do notice is shown by
switching rules off: then a check fails.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from selfchecking_play import Play, UnsafeUpdate

from dsu_kernel.patch.planner import Planner

QUICK = settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CASES = int(os.environ.get("DSU_CASES", "5000"))
SERIES = 20
SEED = int(os.environ.get("DSU_SEED", "1"))


def test_updates_of_running_programs_are_safe() -> None:
    @QUICK
    @given(st.randoms(use_true_random=False))
    def programs(rng: Random) -> None:
        Play(rng).run()

    programs()


@pytest.mark.long
@pytest.mark.parametrize("series", range(SERIES))
def test_many_updates_of_running_programs_are_safe(series: int) -> None:
    @seed(SEED * 1000 + series)
    @settings(QUICK, max_examples=-(-CASES // SERIES), derandomize=False)
    @given(st.randoms(use_true_random=False))
    def programs(rng: Random) -> None:
        Play(rng).run()

    programs()


def without(monkeypatch: pytest.MonkeyPatch, kinds: str) -> None:
    """Let no type (T), function (F) or global (G) keep a patch waiting."""
    rule = Planner._changed_names

    def weakened(planner: Planner, *rest: Any) -> set[tuple[str, str]]:
        return {name for name in rule(planner, *rest) if name[0] not in kinds}

    monkeypatch.setattr(Planner, "_changed_names", weakened)


def test_the_programs_notice_types_that_changed_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "T")
    with pytest.raises(UnsafeUpdate, match="checks failed"):
        Play(Random(104)).run()


@pytest.mark.long
def test_the_programs_notice_prototypes_that_changed_too_early(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "F")
    with pytest.raises(UnsafeUpdate, match="checks failed"):
        Play(Random(134)).run()
