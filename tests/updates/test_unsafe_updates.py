"""No unsafe update is applied: programs with loops, recursion, function pointers and aliases.

Each program checks itself (see selfchecking.py) while its next versions are requested at random
moments of its run. ``DSU_CASES=5000 pytest -m long tests/updates/test_unsafe_updates.py`` plays
that many new ones (``DSU_SEED`` starts another series). That the programs do notice is shown by
switching rules off (see tests/moments/mutants.py): then a check fails.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from mutants import MUTANTS
from selfchecking_play import Play, UnsafeUpdate

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


# Rules, with a series of random numbers in which a program notices that they are off.
NOTICED = [
    pytest.param("no-types", 2),
    pytest.param("no-aliases", 52),
    pytest.param("no-globals", 101, marks=pytest.mark.long),
    pytest.param("no-prototypes", 73, marks=pytest.mark.long),
    pytest.param("activeness-only", 4, marks=pytest.mark.long),
    pytest.param("no-rest", 34, marks=pytest.mark.long),
]


@pytest.mark.parametrize(("rule", "number"), NOTICED)
def test_the_programs_notice_that_a_rule_is_off(
    rule: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    next(mutant for mutant in MUTANTS if mutant.name == rule).switch(monkeypatch)
    with pytest.raises(UnsafeUpdate):
        Play(Random(number)).run()
