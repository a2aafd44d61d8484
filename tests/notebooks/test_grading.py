"""A quiz under a grader that only runs cells and looks for errors, as nbgrader does."""

from __future__ import annotations

import nbformat
from execute import LIVE_C
from nbclient import NotebookClient

STUDENT = (
    "int hits;\nint hit(void) { return ++hits; }",
    "%%dsu_quiz tens\napplied\nhit() > old(hits) + 9",
    "int hits;\nint hit(void) { return hits += 2; }",
    "%dsu_quiz tens",
    "int hits;\nint hit(void) { return hits += 10; }",
    "%dsu_quiz tens",
)


def test_a_failed_check_fails_its_cell_and_no_other():
    cells = [nbformat.v4.new_code_cell(source) for source in STUDENT]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=nbformat.from_dict(LIVE_C))
    client = NotebookClient(notebook, timeout=120, kernel_name="dsu", allow_errors=True)
    client.execute()
    errors = [[o.ename for o in c.outputs if o.output_type == "error"] for c in notebook.cells]
    assert errors == [[], [], [], ["QuizFailed"], [], []]
