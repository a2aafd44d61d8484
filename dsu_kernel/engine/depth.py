"""Deeply nested C text: the front end and the transformer follow its nesting by recursion."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from dsu_kernel.errors import DsuError

_LIMIT = 6000
"""Enough for about a thousand levels; what Python itself puts on C's stack then fits in 8 MB."""


@contextmanager
def deep_nesting() -> Iterator[None]:
    """Let a step recurse deeper than Python's default; deeper still is the user's error."""
    # Not restored: another thread may stand deeper than the old limit.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _LIMIT))
    try:
        yield
    except RecursionError as error:
        raise DsuError("the nesting of the text is too deep") from error
