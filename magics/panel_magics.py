"""``%dsu_panel``, and the panel as the rich form of a Session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.magic import line_magic, magics_class

from dsu_kernel.errors import DsuError

from .sessions import NamedSession, SessionMagics, Sessions, command

if TYPE_CHECKING:
    from dsu_kernel.session import Session

    from .panel import Panel

_SESSION = "dsu_kernel.session.session.Session"  # named, so that the engine need not be loaded yet


@magics_class
class PanelMagics(SessionMagics):
    """Shows panels, one for each session, and tells them when cells begin and end."""

    def __init__(self, shell: Any, sessions: Sessions) -> None:  # noqa: ANN401 - IPython is untyped
        super().__init__(shell, sessions)
        self._panels: list[Panel] = []
        shell.events.register("pre_run_cell", self._cell_begins)
        shell.events.register("post_run_cell", self._cell_ends)
        shell.display_formatter.ipython_display_formatter.for_type(_SESSION, self.show)

    @line_magic
    @command
    def dsu_panel(self, program: NamedSession, line: str) -> None:
        """Show the program as it lives: versions, types, points, threads, and what steers them."""
        if line.strip():
            raise DsuError("%dsu_panel takes nothing but --session NAME")
        self.show(program.session, program.name if len(self.sessions.opened) > 1 else "")

    def show(self, session: Session, name: str = "") -> None:
        """Show the panel of a session."""
        panel = next((panel for panel in self._panels if panel.session is session), None)
        if panel is None:
            from .panel import Panel

            panel = Panel(session, name)
            self._panels.append(panel)
        panel.show()

    def close(self) -> None:
        """Undo what the constructor did, and end the panels."""
        shell: Any = self.shell
        shell.events.unregister("pre_run_cell", self._cell_begins)
        shell.events.unregister("post_run_cell", self._cell_ends)
        shell.display_formatter.ipython_display_formatter.pop(_SESSION, None)
        for panel in self._panels:
            panel.close()

    def _cell_begins(self, _info: object) -> None:
        for panel in self._panels:
            panel.cell_begins()

    def _cell_ends(self, _result: object) -> None:
        for panel in self._panels:
            panel.cell_ends()
