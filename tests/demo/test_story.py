from __future__ import annotations

import io
import time

from rich.console import Console

from dsu_kernel.demo import tell


def test_the_demo_tells_its_story():
    out = io.StringIO()
    start = time.monotonic()
    assert tell(Console(file=out, width=100)) == 0
    story = out.getvalue()
    assert "1000 of 1000 pairs stored in version 0 have their value" in story
    assert story.count("applied") >= 3
    assert time.monotonic() - start < 15
