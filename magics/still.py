"""Widgets that a saved notebook can do without: what they show is there as HTML and text, too.

JupyterLab prefers the widget to any HTML beside it, and says "model not found" where there is no
kernel for it. So the HTML is an output of its own, in front of the widget's: the style sheet shows
the one or the other, whichever there is.
"""

from __future__ import annotations

from typing import Any

import anywidget
from IPython.display import display

from .html import style

_VIEW = "application/vnd.jupyter.widget-view+json"


class StillWidget(anywidget.AnyWidget):
    """A widget with a still picture; its script gives its element the class ``dsu-live``."""

    def still(self) -> str:
        """What a notebook without a kernel shows, as HTML."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return f'{style()}<div class="dsu-still">{self.still()}</div>'

    def _repr_mimebundle_(self, **options: Any) -> Any:  # noqa: ANN401
        bundle: Any = super()._repr_mimebundle_(**options)  # with or without metadata
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        form = {"text/plain": str(self), "text/html": self._repr_html_()}
        return {**data, **form}, metadata

    def _ipython_display_(self) -> None:
        data, _ = self._repr_mimebundle_()
        view = data.pop(_VIEW, None)
        display(data, raw=True)
        if view is not None:
            display({_VIEW: view, "text/plain": "(interactive while its kernel runs)"}, raw=True)
