"""The first hour of a stranger: a clean clone, and what README says, timed step by step.

``.venv/bin/pytest -n 0 -s -m long tests/campaigns/test_first_run.py`` prints the table. It sets up
the clone's own environment, so it needs a package index.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"```\n(.*?)```", re.DOTALL)


class Stopwatch:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begin = time.monotonic()
        yield
        self.steps.append((name, time.monotonic() - begin))

    def table(self) -> str:
        rows = [*self.steps, ("in all", sum(seconds for _, seconds in self.steps))]
        return "\n".join(f"{seconds:8.1f} s  {name}" for name, seconds in rows)


def run(clone: Path, *command: str, given: str = "") -> str:
    env = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        command, cwd=clone, input=given, capture_output=True, text=True, check=False, env=env
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    return done.stdout


def blocks(readme: str, heading: str) -> list[str]:
    """The code blocks of one section that are not Python."""
    section = readme.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [block.strip("\n") for block in _BLOCK.findall(section)]


@pytest.mark.long
def test_a_stranger_gets_from_a_clone_to_a_live_update(tmp_path: Path):
    watch, clone = Stopwatch(), tmp_path / "clone"
    with watch.step("git clone"):
        run(tmp_path, "git", "clone", "-q", str(ROOT), str(clone))
    readme = (clone / "README.md").read_text(encoding="utf-8")
    with watch.step("the environment (make .venv/.ready)"):
        run(clone, "make", ".venv/.ready")
    with watch.step("make demo"):
        run(clone, "make", "demo")
    with watch.step("In the terminal"):
        told = blocks(readme, "In the terminal")[0].splitlines()
        typed = [line.removeprefix("dsu> ") for line in told if line.startswith("dsu> ")]
        answers = [line for line in told if not line.startswith("dsu> ")]
        assert run(clone, ".venv/bin/dsu", given="\n".join(typed)).splitlines() == answers
    with watch.step("In a notebook: the first update"):
        outputs = notebook(clone, blocks(readme, "In a notebook"))
        assert outputs[-1] == "{first = 0, hits = 1}"
    print(f"\n{watch.table()}")


def notebook(clone: Path, cells: list[str]) -> list[str]:
    """Run cells in a Python notebook; the text of each one's result."""
    made = nbformat.v4.new_notebook()
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    # A comment behind a magic would be part of the expression; README shows results that way.
    made.cells = [nbformat.v4.new_code_cell(re.sub(r"\s+→.*", "", cell)) for cell in cells]
    path = clone / "first.ipynb"
    nbformat.write(made, path)
    run(clone, ".venv/bin/python", "tests/notebooks/execute.py", str(path))
    results = []
    for cell in nbformat.read(path, as_version=4).cells:
        results += [o.data["text/plain"] for o in cell.outputs if o.output_type == "execute_result"]
    return results
