"""Random programs of csmith: plain gcc against the transformed program.

    pytest -m long -n 2 tests/campaigns/test_csmith.py

needs csmith and its headers (Debian: ``csmith libcsmith-dev``). ``DSU_CSMITH_SEEDS=FIRST-LAST``
chooses other seeds than 1-200. In odd seeds csmith's headers count as the user's own text, so that
its arithmetic wrappers are transformed too; in even ones they are system headers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from program_corpus import CProgram
from program_runs import CFLAGS, difference, plain, transformed

pytestmark = pytest.mark.long


def seeds() -> range:
    """The seeds to try."""
    first, last = os.environ.get("DSU_CSMITH_SEEDS", "1-200").split("-")
    return range(int(first), int(last) + 1)


@pytest.fixture(scope="module")
def headers() -> Path:
    """The folder of csmith.h."""
    if shutil.which("csmith") is None:
        pytest.skip("csmith is not installed")
    question = ["gcc", "-M", "-x", "c", "-"]
    asked = subprocess.run(
        question, input="#include <csmith/csmith.h>\n", capture_output=True, text=True, check=False
    )
    if asked.returncode != 0:
        pytest.skip("csmith's headers are not installed (Debian: libcsmith-dev)")
    return next(Path(word) for word in asked.stdout.split() if word.endswith("csmith.h")).parent


@pytest.mark.parametrize("seed", seeds())
def test_seed(seed: int, headers: Path, tmp_path: Path) -> None:
    source = tmp_path / f"csmith{seed}.c"
    subprocess.run(["csmith", "--seed", str(seed), "-o", str(source)], check=True, cwd=tmp_path)
    each = CProgram(f"csmith/{seed}", (source,))
    cflags = (*CFLAGS, "-I" if seed % 2 else "-isystem", str(headers))
    try:
        expected = plain(each, cflags, timeout=5)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the program of seed {seed} does not end")
    told = difference(expected, transformed(each, seed % 3 * 32, cflags), stderr=False)
    assert not told, f"csmith --seed {seed}: {told}"
