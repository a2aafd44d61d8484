"""Widgets that a saved notebook can do without: what they show is there as HTML and text, too.

JupyterLab prefers the widget to any HTML beside it, and says "model not found" where there is no
kernel for it. So the HTML is an output of its own, in front of the widget's: the style sheet shows
the one or the other, whichever there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import anywidget
from IPython.core.getipython import get_ipython
from IPython.display import display

from .html import style

_VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True, slots=True)
class Still:
    """What a notebook without a kernel shows: a picture in two forms."""

    text: str
    html: str

    def form(self) -> dict[str, str]:
        """The output that shows it."""
        page = f'{style()}<div class="dsu-still">{self.html}</div>'
        return {"text/plain": self.text, "text/html": page}


class StillWidget(anywidget.AnyWidget):
    """A widget with a still picture; its script gives its element the class ``dsu-live``."""

    def still(self) -> Still:
        """The picture."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.still().text

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self.still().form()["text/html"]

    def live_form(self) -> dict[str, Any]:
        """The output behind it, for those who have one; empty where widgets cannot be."""
        if getattr(get_ipython(), "kernel", None) is None:
            return {}
        data, _ = self._parts()
        view = data.get(_VIEW)
        text = "(interactive while its kernel runs)"
        return {} if view is None else {_VIEW: view, "text/plain": text}

    def _parts(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:  # noqa: ANN401
        bundle: Any = super()._repr_mimebundle_(**options)  # with or without metadata
        return bundle if isinstance(bundle, tuple) else (bundle or {}, {})

    def _repr_mimebundle_(self, **options: Any) -> Any:  # noqa: ANN401
        data, metadata = self._parts(**options)
        return {**data, **self.still().form()}, metadata

    def _ipython_display_(self) -> None:
        display(self.still().form(), raw=True)
        view = self.live_form()
        if view:
            display(view, raw=True)
