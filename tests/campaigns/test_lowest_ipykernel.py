"""The lowest ipykernel that is supported: which cell output reaches differs between its versions.

The default run has the newest one. This makes an environment of its own; it needs a package index.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ["tests/magics/test_kernel.py", "tests/test_dsu_kernel.py"]
NEEDED = ["editables", "jupyter_client", "nbclient", "pexpect", "pytest", "pytest-xdist"]


def lowest() -> str:
    """The lower bound of ipykernel in pyproject.toml, as a whole version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (bound,) = (d for d in project["dependencies"] if d.startswith("ipykernel"))
    found = re.search(r">=([\d.]+)", bound)
    assert found is not None
    return ".".join((*found[1].split("."), "0", "0"))[: len("7.0.0")]


@pytest.mark.long
def test_output_and_cells_with_the_lowest_ipykernel(tmp_path: Path):
    python = str(tmp_path / "bin" / "python")
    run([sys.executable, "-m", "venv", str(tmp_path)])
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    run([*pip, "-e", str(ROOT), f"ipykernel=={lowest()}", *NEEDED])
    # Its own deprecation warnings are not ours.
    run([python, "-m", "pytest", "-q", "-n", "0", "-W", "default", *TESTS])


def run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
