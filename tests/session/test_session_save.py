"""A session as plain C, patches and a notebook."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import DsuError
from dsu_kernel.live.errors import ProgramFault

MAIN = """
#include <dsu.h>
int main(void) { for (int i = 0; i < 3; i++) { hit(10); update(); } tell(); return 0; }
"""
COUNTER = """
#include <stdio.h>
struct counter { int hits; };
struct counter c;
int hit(int by) { return c.hits += by; }
void tell(void) { printf("%d\\n", c.hits); }
"""
LATER = COUNTER.replace("int hits; }", "int hits; int first; }").replace("%d\\n", "%d hits\\n")


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    return done.stdout


def sources(folder: Path) -> list[str]:
    cells = json.loads((folder / "session.ipynb").read_text())["cells"]
    return [cell["source"] for cell in cells if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classroom") / "saved"
    with Session() as session:
        session.define(COUNTER, "counter")
        session.define(MAIN, "cell-7f", label="In[2]")
        session.call("hit", 5)
        session.transform("counter", "xout->first = xin->hits;")
        session.state("c.hits++;")
        session.define(LATER, "counter")
        session.eval("c.first")
        session.run()
        session.wait_exit(10)
        session.call("hit", 1)
        session.save(folder)
    return folder


def test_the_program_is_plain_c(saved: Path) -> None:
    run("make", "-C", str(saved / "program"))
    assert run(str(saved / "program" / "program")) == "30 hits\n"
    program = str(saved / "program" / "program.c")
    run("gcc", "-Wall", "-Werror", "-I", str(saved / "program"), "-fsyntax-only", program)


def test_each_patch_has_its_difference_and_what_was_said(saved: Path) -> None:
    assert sorted(path.name for path in (saved / "patches").iterdir()) == [
        f"v{n}.{kind}" for n in range(3) for kind in ("diff", "txt")
    ]
    difference = (saved / "patches" / "v2.diff").read_text()
    assert "-struct counter { int hits; };" in difference
    assert "+struct counter { int hits; int first; };" in difference
    words = (saved / "patches" / "v2.txt").read_text()
    assert "v2  applied  counter: changed: tell; type: struct counter" in words
    assert "transformer of counter:\nxout->first = xin->hits;" in words
    assert "run once at the update:\nc.hits++;" in words


def test_the_notebook_repeats_the_session(saved: Path) -> None:
    assert [source.splitlines()[0] for source in sources(saved)] == [
        "%load_ext dsu_kernel",
        "%%dsu_c counter",
        "%%dsu_c In_2",
        "%dsu hit(5)",
        "%%dsu_transform counter",
        "%%dsu_state",
        "%%dsu_c counter",
        "%dsu c.first",
        "%dsu_run --wait 0.1 main",
        "%dsu_wait 10",
        "%dsu hit(1)",
        "%dsu_timeline",
    ]


def test_cells_in_any_order_become_a_file_in_cs_order(session: Session, tmp_path: Path) -> None:
    session.define("int use(void) { return 1; }", "a")
    session.define("int twice(int n) { return 2 * n; } int update(int n) { return n; }", "b")
    session.define("int use(void) { return twice(4) + update(1); }", "a")
    session.save(tmp_path / "saved")
    run("make", "-C", str(tmp_path / "saved" / "program"))  # an object file: there is no main


def test_files_keep_their_headers_and_all_versions(session: Session, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "t.h").write_text("struct t { int n; };\nextern struct t t;\n")
    (work / "a.c").write_text('#include "t.h"\nstruct t t = {3};\n')
    (work / "b.c").write_text('#include "t.h"\nint get(void) { return t.n; }\n')
    files = [str(work / name) for name in ("a.c", "b.c")]
    session.load(*files)
    session.call("get")
    (work / "t.h").write_text("struct t { int n; int more; };\nextern struct t t;\n")
    session.load(*files)
    session.rollback(0)
    session.save(tmp_path / "saved")
    saved = tmp_path / "saved"
    run("make", "-C", str(saved / "program"))
    assert (saved / "program" / "t.h").read_text().startswith("struct t { int n; };")
    assert "more" in (saved / "versions" / "v1" / "t.h").read_text()
    assert "+struct t { int n; int more; };" in (saved / "patches" / "v1.diff").read_text()
    assert "-struct t { int n; int more; };" in (saved / "patches" / "v2.diff").read_text()
    lines = [line for source in sources(saved) for line in source.splitlines() if "%" in line]
    loading = "%dsu_load --wait 10 work/a.c work/b.c"
    assert lines[1:5] == [loading, "%dsu get()", loading, "%dsu_rollback --wait 10 0"]


def test_nothing_is_overwritten(session: Session, tmp_path: Path) -> None:
    session.define("int n;", "cell")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DsuError, match="is not empty; give another folder"):
        session.save(tmp_path)


def test_there_has_to_be_a_program(session: Session, tmp_path: Path) -> None:
    with pytest.raises(DsuError, match="there is no program yet"):
        session.save(tmp_path / "saved")


def test_what_was_evaluated_is_repeated_as_it_was_written(session: Session, tmp_path: Path) -> None:
    session.define("#include <stdio.h>\nint n;", "cell")
    session.eval('printf("two  blanks\\n"), // and\n  n++')
    with pytest.raises(ProgramFault):
        session.eval("n++, 1 / 0")
    session.save(tmp_path / "saved")
    cells = json.loads((tmp_path / "saved" / "session.ipynb").read_text())["cells"]
    repeated = [c for c in cells if c["source"].startswith("%dsu ")]
    assert [c["source"] for c in repeated] == [
        '%dsu printf("two  blanks\\n"),     n++',
        "%dsu n++, 1 / 0",
    ]
    assert [c["metadata"].get("tags") for c in repeated] == [None, ["raises-exception"]]


def test_a_cell_that_was_run_again_is_the_same_unit(session: Session, tmp_path: Path) -> None:
    session.define("int f(void) { return 1; }\nint g(void) { return 2; }", "7f", label="In[1]")
    session.define("int f(void) { return 3; }", "7f", label="In[4]")
    session.save(tmp_path / "saved")
    defined = [text for text in sources(tmp_path / "saved") if text.startswith("%%dsu_c")]
    assert [text.splitlines()[0] for text in defined] == ["%%dsu_c In_1", "%%dsu_c In_1"]
