"""The benchmarks measure the same work in both forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsu_kernel import Session

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))


def names() -> list[str]:
    return sorted(path.stem for path in (ROOT / "benchmarks" / "programs").glob("*.c"))


@pytest.mark.parametrize("name", names())
def test_both_forms_give_the_same_result(name: str, tmp_path: Path):
    from benchmarks.plain import PlainProcess, build
    from benchmarks.programs import PROGRAMS

    (program,) = (p for p in PROGRAMS if p.name == name)
    process = PlainProcess(build(program.path, tmp_path))
    try:
        expected = [process.call("run", n) for n in (1, 3)]
    finally:
        process.close()
    with Session() as session:
        session.load(program.path)
        assert [session.call("run", n) for n in (1, 3)] == expected


def test_geometric_mean():
    from benchmarks.timing import geometric_mean

    assert geometric_mean([2.0, 8.0]) == pytest.approx(4.0)
