"""What a cell is called: the identity of its unit, and the label by which messages name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CellName:
    """``unit`` identifies the cell over its runs (``None``: nothing does); ``label`` is shown."""

    unit: str | None
    label: str


def name_of_cell(shell: Any, given: str | None) -> CellName:  # noqa: ANN401 - IPython is untyped
    """The name the user gave, else the front end's id of the cell, shown as ``In[n]``."""
    if given:
        return CellName(given, given)
    return CellName(_front_end_id(shell), f"In[{shell.displayhook.prompt_count}]")


def _front_end_id(shell: Any) -> str | None:  # noqa: ANN401
    """JupyterLab sends an id with each request; nbclient and the terminal send none."""
    get_parent = getattr(shell, "get_parent", None)
    if get_parent is None:
        return None
    identity = get_parent().get("metadata", {}).get("cellId")
    return identity if isinstance(identity, str) and identity else None
