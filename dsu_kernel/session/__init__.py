"""One program and its live process: the public API, and the parts that do its work."""

from __future__ import annotations

from dsu_kernel.session.session import Session

__all__ = ["Session"]
