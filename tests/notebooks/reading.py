"""What an executed notebook shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "notebooks"
QUOTES = str.maketrans("‘’", "''")


def text_of(cell: Any) -> str:
    """All that a cell shows, as text."""
    parts = []
    for output in cell.outputs:
        match output.output_type:
            case "stream":
                parts.append(output.text)
            case "error":
                parts.append("\n".join(output.traceback))
            case _:
                parts.append(output.data["text/plain"])
    return "\n".join(parts)


def code_cells(notebook: Any) -> list[Any]:
    """The cells that are run."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(notebook: Any, *fragments: str, nth: int = 0) -> str:
    """What the nth cell shows that holds all fragments."""
    found = [c for c in code_cells(notebook) if all(f in c.source for f in fragments)]
    return text_of(found[nth])


def answer(notebook: Any, source: str, nth: int = 0) -> str:
    """What the nth cell shows that consists of this text."""
    return text_of([c for c in code_cells(notebook) if c.source == source][nth])


def failed(notebook: Any) -> list[Any]:
    """The cells that ended with an error."""
    return [
        cell
        for cell in code_cells(notebook)
        if any(output.output_type == "error" for output in cell.outputs)
    ]
