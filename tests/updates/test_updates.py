"""Updates are right: random chains of versions, compared with a model of the process.

``pytest tests/updates`` plays a few fixed cases; ``DSU_CASES=2000 pytest -m long tests/updates``
plays that many new ones (``DSU_SEED`` starts another series).
"""

from __future__ import annotations

import os
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from play import Case

QUICK = settings(
    max_examples=3,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What is drawn next depends on when a patch is applied: Hypothesis draws the seeds alone.
SEEDS = st.integers(0, 2**32 - 1)
CASES = int(os.environ.get("DSU_CASES", "2000"))
SERIES = 8
SEED = int(os.environ.get("DSU_SEED", "1"))


@pytest.mark.parametrize("live", [False, True], ids=["at rest", "while main runs"])
def test_state_is_carried_over(live: bool) -> None:
    @QUICK
    @given(SEEDS)
    def chains(number: int) -> None:
        Case(Random(number), ("-O0",), live=live).play()

    chains()


@pytest.mark.long
@pytest.mark.parametrize("series", range(SERIES))
def test_many_chains(series: int) -> None:
    @seed(SEED * 1000 + series)
    @settings(QUICK, max_examples=-(-CASES // SERIES), derandomize=False)
    @given(SEEDS, st.sampled_from(["-O0", "-O0", "-O0", "-O2"]))
    def chains(number: int, level: str) -> None:
        rng = Random(number)
        slop = rng.choice((None, None, 16, 64))
        Case(rng, (level,), slop, live=rng.random() < 0.5).play()

    chains()
