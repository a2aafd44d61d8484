"""The panel: one widget over snapshots of a session, and what it shows without a kernel."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import traitlets
from IPython.display import display

from dsu_kernel.session import Session
from dsu_kernel.watching.publisher import Publisher
from dsu_kernel.watching.snapshot import Snapshot

from .html import script
from .panel_static import panel_view
from .still import Still, StillWidget

_HERE = Path(__file__).parent


class PanelWidget(StillWidget):
    """Shows the JSON of a snapshot; sends ``{cmd, args}``."""

    _esm = script(
        "elements", "panel_pieces", "panel_patches", "panel_source", "panel_tables", "panel"
    )
    _css = _HERE / "panel.css"
    snapshot = traitlets.Unicode().tag(sync=True)

    def __init__(self, look: Callable[[], Snapshot], **values: Any) -> None:  # noqa: ANN401
        super().__init__(**values)
        self._look = look

    def still(self) -> Still:
        """What the panel shows now."""
        return picture(self._look())


def picture(shot: Snapshot) -> Still:
    """What the panel shows of a snapshot."""
    view = panel_view(shot)
    return Still(str(view), view._repr_html_())


class Panel:
    """A session's panel in a notebook; shown as often as one likes, there is one of it.

    Cells tell when they begin and end: what a saved notebook shows is renewed at the end of a cell,
    or by the publisher's thread while no cell runs.
    """

    def __init__(self, session: Session, name: str) -> None:
        self.session = session
        self._display_id = uuid.uuid4().hex
        self._shown: tuple[object, ...] | None = None
        self._in_cell = True
        self._publisher = Publisher(session, name, self._receive)
        shot = self._publisher.look()
        self._widget = PanelWidget(self._publisher.look, snapshot=shot.to_json())
        self._widget.on_msg(self._on_message)
        self._publisher.start()

    def show(self) -> None:
        """Show it under the running cell."""
        shot = self._publisher.look()
        self._shown = shot.landmark
        display(picture(shot).form(), raw=True, display_id=self._display_id)
        view = self._widget.live_form()
        if view:
            display(view, raw=True)

    def cell_begins(self) -> None:
        """A cell begins to run."""
        self._in_cell = True

    def cell_ends(self) -> None:
        """A cell has run: show what it did."""
        # Not before the end: what another thread sends is not taken for an output of this cell.
        self._renew(self._publisher.look())
        self._in_cell = False
        self._publisher.wake()

    def close(self) -> None:
        """Update no more; what is shown stays."""
        self._publisher.stop()

    def _on_message(self, _: object, content: object, __: object) -> None:
        """A command of the front end, on whatever thread its messages come."""
        if isinstance(content, dict) and isinstance(content.get("cmd"), str):
            args = content.get("args")
            self._publisher.ask(content["cmd"], args if isinstance(args, dict) else {})

    def _receive(self, shot: Snapshot) -> None:
        self._widget.snapshot = shot.to_json()
        if not self._in_cell:
            self._renew(shot)

    def _renew(self, shot: Snapshot) -> None:
        """Renew what is saved, when there is something new to say."""
        if self._shown is not None and shot.landmark != self._shown:
            self._shown = shot.landmark
            form = picture(shot).form()
            display(form, raw=True, display_id=self._display_id, update=True)
