"""The IPython extension: thin adapters over :class:`dsu_kernel.Session`.

Use with ``%load_ext dsu_kernel``. IPython is imported when the extension is loaded, so that the
terminal can use the views here without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .sessions import Sessions


def load(shell: Any) -> None:  # noqa: ANN401 - IPython is untyped
    """Register the magics with an IPython shell, with sessions of its own."""
    from .asking import AskingMagics
    from .choosing import ChoosingMagics
    from .classroom import ClassroomMagics
    from .commands import DsuMagics
    from .completing import add_matcher
    from .figures import FigureMagics
    from .inspecting import add_inspection
    from .panel_magics import PanelMagics
    from .sessions import Sessions
    from .steering import SteeringMagics

    unload(shell)
    sessions = Sessions()
    for magics in (
        DsuMagics,
        SteeringMagics,
        AskingMagics,
        ChoosingMagics,
        FigureMagics,
        ClassroomMagics,
        PanelMagics,
    ):
        shell.register_magics(magics(shell, sessions))
    add_matcher(shell, sessions)
    add_inspection(shell, sessions)


def sessions_of(shell: Any) -> Sessions:  # noqa: ANN401
    """The sessions of an IPython shell into which the magics were loaded."""
    sessions: Sessions = shell.magics_manager.registry["DsuMagics"].sessions
    return sessions


def unload(shell: Any) -> None:  # noqa: ANN401
    """End the live processes; the magics begin new programs when used again."""
    if "DsuMagics" in shell.magics_manager.registry:
        from .completing import remove_matcher
        from .inspecting import remove_inspection

        sessions_of(shell).close()
        remove_matcher(shell)
        remove_inspection(shell)
    panels = shell.magics_manager.registry.pop("PanelMagics", None)  # closed once only
    if panels is not None:
        panels.close()
