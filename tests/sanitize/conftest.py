"""The sanitized runs use the corpus, the harness of its programs and the runtime tests' driver."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "programs_harness"))
