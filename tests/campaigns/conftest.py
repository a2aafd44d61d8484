"""The campaigns use the harness of the corpus: plain runs, transformed runs, their comparison."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "programs_harness"))
