"""The corpus as cells of a session: the programs do there as gcc's programs do.

    pytest -m long -n 2 tests/campaigns/test_corpus_cells.py

Elsewhere they go through ``dsu exec``, as files. In cells names are known before the place where
they are declared, and initialisers are typed behind all declarations.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from signal import Signals

import pytest
from program_corpus import CProgram, alone
from program_runs import CFLAGS, plain

from dsu_kernel import Session
from dsu_kernel.errors import ProcessGone
from dsu_kernel.program.model import decode

pytestmark = pytest.mark.long

DIFFERENT = {
    "headers/user_header": "a cell has no folder with a header of its own",
    "hostile/clean_process": "it tells of its process",
    "exits/struct_main": "a session takes a struct for no status",
    "inline_fns/unused_names_nothing": "a session refuses undefined names in code that gcc drops",
}


CORPUS = [each for each in alone() if each.name not in DIFFERENT]


@pytest.mark.parametrize("program", CORPUS, ids=lambda program: program.name)
def test_a_program_as_a_cell(
    program: CProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = plain(program)
    monkeypatch.chdir(tmp_path)
    printed = {"stdout": b"", "stderr": b""}

    def note(stream: str, data: bytes) -> None:
        printed[stream] += data

    with Session(cflags=CFLAGS, on_output=note) as session:
        session.define(decode(program.files[0].read_bytes()), "cell")
        session.run("main")
        with suppress(ProcessGone):
            session.end_input()
        end = session.wait_exit(20)
        assert end is not None, "it does not end"
        session.stop()  # what is still in its buffers comes then
    status = end.status if end.signal is None else -Signals[end.signal]
    assert (status, printed["stdout"]) == (expected.status, expected.stdout)
