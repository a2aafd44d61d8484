"""Live C: dynamic software updating of running C programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .session import Session as Session

__all__ = ["Session", "load_ipython_extension", "unload_ipython_extension"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # The live process imports this package too and must start fast: nothing is loaded ahead.
    if name == "Session":
        from .session import Session

        return Session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:  # noqa: ANN401 - IPython is untyped
    """``%load_ext dsu_kernel``: the magics (IPython is imported only here)."""
    from .magics import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:  # noqa: ANN401
    """``%unload_ext dsu_kernel``: ends the live process."""
    from .magics import unload

    unload(shell)
