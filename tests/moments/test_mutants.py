"""Each safety rule is switched off in turn: then something goes wrong at some moment.

The programs of this folder and the tests named by the mutants find it; ``-s`` prints what they say.
``pytest -m long tests/moments/test_mutants.py`` runs all.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from moment_cases import Case
from mutants import MUTANTS
from switches import Mutant

from dsu_kernel.toolchain.compiler import Compiler

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BY_NAME = {mutant.name: mutant for mutant in MUTANTS}
SAFETY = ROOT / "docs" / "SAFETY.md"


def killed_by_program(mutant: Mutant, name: str, folder: Path) -> list[str]:
    """What a program says when the rule is off; nothing when it does not notice."""
    with pytest.MonkeyPatch.context() as patch:
        mutant.switch(patch)
        found = Case(name).verdict(Compiler(("-O1",)), folder, limit=12)
    print(f"\n{mutant.name}, {name}:", *found[:3], sep="\n  ")
    return found


@pytest.mark.parametrize("name", [m.name for m in MUTANTS if m.quick])
def test_without_a_rule_a_program_goes_wrong(name: str, tmp_path: Path) -> None:
    mutant = BY_NAME[name]
    assert killed_by_program(mutant, mutant.killers[0], tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "killer"), [(m.name, killer) for m in MUTANTS for killer in m.killers]
)
def test_each_killer_notices(name: str, killer: str, tmp_path: Path) -> None:
    if "/" not in killer:
        assert killed_by_program(BY_NAME[name], killer, tmp_path)
        return
    options = ["-q", "-n", "0", "-p", "mutant_plugin", "--mutant", name, "-m", "", "-x"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, killer],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
    )
    print(done.stdout[-600:])
    assert done.returncode == 1, done.stdout + done.stderr  # 1: tests were run, and some failed


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(HERE)}


def test_every_mutant_is_in_the_document() -> None:
    text = SAFETY.read_text()
    assert [m.name for m in MUTANTS if f"`{m.name}`" not in text] == []
