"""``dsu demo``: a C key-value server changes twice while a client stays connected."""

from __future__ import annotations

from .story import tell

__all__ = ["tell"]
