"""Random struct programs (see struct_programs.py): plain gcc against the transformed program.

    pytest -m long -n 2 tests/campaigns/test_struct_programs.py

runs 300 seeds, ``DSU_STRUCT_SEEDS=FIRST-LAST`` others; the default run takes the first three.
Unlike csmith's, most of these programs' types can be wrapped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from program_corpus import CProgram
from program_runs import difference, plain, transformed
from struct_programs import Generator

SLOPS = (None, 0, 5, 64)


def seeds() -> range:
    """The seeds of the long run."""
    first, last = os.environ.get("DSU_STRUCT_SEEDS", "1-300").split("-")
    return range(int(first), int(last) + 1)


def check(seed: int, folder: Path) -> None:
    source = folder / f"structs{seed}.c"
    source.write_text(Generator(seed).program())
    each = CProgram(f"structs/{seed}", (source,))
    expected = plain(each)
    for slop in SLOPS[seed % 2 :: 2]:
        told = difference(expected, transformed(each, slop), stderr=False)
        assert not told, f"seed {seed}, slop {slop}: {told}"


@pytest.mark.parametrize("seed", range(1, 4))
def test_first_seeds(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("seed", seeds())
def test_seed(seed: int, tmp_path: Path) -> None:
    check(seed, tmp_path)


def test_same_seed_same_program() -> None:
    assert Generator(5).program() == Generator(5).program() != Generator(6).program()
