"""Every moment of small programs is tried; each was made to break a weaker rule.

``pytest -m long tests/moments`` tries all moments of all programs, with several optimisations and
under the sanitizers; ``-s`` prints the maps by source line.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from moment_cases import Case, cases

from dsu_kernel.toolchain.compiler import Compiler

# One for each rule; the others are like them.
QUICK = frozenset(
    {
        "bad_timing",
        "activeness",
        "kept_pointer",
        "prototype",
        "pointer_to_function",
        "qsort_of_numbers",
        "read_into_struct",
        "global_retyped",
        "recursion",
        "append_fits",
        "append_outgrows",
        "state_in_region",
        "cleanup_deleted",
        "local_in_use",
    }
)


def tried(case: Case, compiler: Compiler, folder: Path, limit: int | None = None) -> None:
    assert not case.verdict(compiler, folder, limit)


@pytest.mark.parametrize("name", sorted(QUICK))
def test_moments_of_some_programs(name: str, compiler: Compiler, tmp_path: Path) -> None:
    tried(Case(name), compiler, tmp_path, limit=12)


@pytest.mark.long
@pytest.mark.parametrize("optimise", ["-O0", "-O2", "-O3"])
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_all_moments(case: Case, optimise: str, tmp_path: Path) -> None:
    tried(case, Compiler((optimise,)), tmp_path)
