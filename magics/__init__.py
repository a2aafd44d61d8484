"""The IPython extension: thin adapters over :class:`dsu_kernel.Session`.

Use with ``%load_ext dsu_kernel``. IPython is imported when the extension is loaded, so that the
terminal can use the views here without it.
"""

from __future__ import annotations

from typing import Any


def load(shell: Any) -> None:  # noqa: ANN401 - IPython is untyped
    """Register the magics with an IPython shell, with a program of its own."""
    from .commands import DsuMagics
    from .steering import SteeringMagics

    unload(shell)
    program = DsuMagics(shell)
    shell.register_magics(program, SteeringMagics(shell, program))


def unload(shell: Any) -> None:  # noqa: ANN401
    """End the live process; the magics begin a new program when used again."""
    magics = shell.magics_manager.registry.get("DsuMagics")
    if magics is not None:
        magics.close()
