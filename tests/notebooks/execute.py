"""Executes notebooks, in place when run as a script: outputs kept, widget state left out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

PYTHON = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LIVE_C = {
    "kernelspec": {"display_name": "C (live)", "language": "c", "name": "dsu"},
    "language_info": {
        "name": "c",
        "mimetype": "text/x-csrc",
        "file_extension": ".c",
        "pygments_lexer": "c",
        "codemirror_mode": "text/x-csrc",
    },
}
LANGUAGES = {"python3": PYTHON, "dsu": LIVE_C}


def execute(path: Path) -> nbformat.NotebookNode:
    """Run a notebook from a clean state, with its own kernel; return it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    kernel = notebook.metadata.kernelspec.name
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name=kernel,
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    notebook.metadata = nbformat.from_dict(LANGUAGES[kernel])
    return notebook


def joined(outputs: list[Any]) -> list[Any]:
    """Join the pieces in which a program's output happened to arrive."""
    found: list[Any] = []
    for output in outputs:
        last = found[-1] if found else None
        stream = output.output_type == "stream"
        if stream and last is not None and last.get("name") == output.name:
            last.text += output.text
        else:
            found.append(output)
    return found


if __name__ == "__main__":
    for name in sys.argv[1:]:
        executed = execute(Path(name))
        nbformat.validate(executed)
        nbformat.write(executed, name)
