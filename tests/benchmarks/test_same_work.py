"""The benchmarks measure the same work in both forms."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def names() -> list[str]:
    return sorted(path.stem for path in (ROOT / "benchmarks" / "programs").glob("*.c"))


@pytest.mark.parametrize("name", names())
def test_both_forms_give_the_same_result(name: str, tmp_path: Path):
    from benchmarks.process import Process, build_live, build_plain
    from benchmarks.programs import PROGRAMS

    (program,) = (p for p in PROGRAMS if p.name == name)
    results = []
    for module in (build_plain(program.path, tmp_path), build_live(program.path)):
        with Process(module) as process:
            results.append([process.call("run", n) for n in (1, 3)])
    assert results[0] == results[1]


def test_geometric_mean():
    from benchmarks.timing import geometric_mean

    assert geometric_mean([2.0, 8.0]) == pytest.approx(4.0)
