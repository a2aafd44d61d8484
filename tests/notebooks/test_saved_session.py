"""A session saved as a notebook does all of it again."""

from __future__ import annotations

from pathlib import Path

from execute import execute
from reading import answer, failed, shown

from dsu_kernel import Session

COUNTER = """
#include <unistd.h>
struct counter { int hits; };
struct counter c;
int hit(const char *who, int by) { return c.hits += by + (who[0] == 'b'); }
int main(void) { for (int i = 0; i < 3; i++) { hit("", 10); usleep(1000); } return 0; }
"""


def test_a_saved_notebook_comes_to_the_same_values(tmp_path: Path):
    with Session() as session:
        session.define(COUNTER, label="In[1]")
        assert session.call("hit", 'bob "the builder"', 5) == 6
        session.transform("counter", "xout->first = xin->hits;")
        session.define(COUNTER.replace("int hits; }", "int hits; int first; }"), label="In[3]")
        session.run()
        session.wait_exit(30)
        assert str(session.eval("c")) == "{hits = 36, first = 6}"
        session.save(tmp_path / "saved")
    notebook = execute(tmp_path / "saved" / "session.ipynb")
    assert failed(notebook) == []
    assert shown(notebook, "%dsu hit(") == "6"
    assert answer(notebook, "%dsu c") == "{hits = 36, first = 6}"
