"""Live C: dynamic software updating of running C programs."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:  # noqa: ANN401 - IPython is untyped
    """``%load_ext dsu_kernel``: the magics (IPython is imported only here)."""
    from .magics import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:  # noqa: ANN401
    """``%unload_ext dsu_kernel``: ends the live process."""
    from .magics import unload

    unload(shell)
