"""JupyterLab runs C cells, in a Python notebook and under the kernel of its own."""

from __future__ import annotations

from lab_page import LabPage
from lab_server import LabServer

COUNTER = "struct counter { int hits; };\nstruct counter c;\nint hit(void) { return ++c.hits; }"
GROWN = COUNTER.replace("int hits;", "long first; int hits;").replace("++c.hits", "c.hits += 10")


def test_a_cell_is_changed_in_a_python_notebook(lab: LabServer, page: LabPage):
    cells = ["%load_ext dsu_kernel", f"%%dsu_c\n{COUNTER}", "%dsu hit()"]
    page.open(lab.write("python.ipynb", cells))
    page.run_all()
    assert page.output(2).inner_text().strip().endswith("1")
    page.run_cell(1, f"%%dsu_c\n{GROWN}")
    assert "v1: applied" in page.output(1).inner_text()
    page.run_cell(2)
    assert page.output(2).inner_text().strip().endswith("11")
    assert page.errors == []


def test_the_kernel_of_c_takes_cells_as_they_are(lab: LabServer, page: LabPage):
    page.open(lab.write("c.ipynb", [COUNTER, "hit()"], kernel="dsu"))
    page.run_all()
    assert page.output(1).inner_text().strip().endswith("1")
    page.run_cell(0, GROWN)
    assert "v1: applied" in page.output(0).inner_text()
