"""Walkthrough 6, executed: the FTP server through eight versions, under its clients."""

from __future__ import annotations

import re
from typing import Any

import pytest
from execute import execute
from reading import FOLDER, code_cells, failed, shown, text_of


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "06_ftp_server.ipynb")


def test_every_version_is_applied_to_the_one_process(notebook: Any):
    applied = [text_of(c) for c in code_cells(notebook) if "%dsu_load $FILES" in c.source]
    versions = [re.search(r"v(\d+): applied", text) for text in applied]
    assert [int(v[1]) for v in versions if v] == [*range(9), 10]
    assert "v9: applied" in shown(notebook, "%dsu_rollback --wait")


def test_no_byte_is_wrong_and_no_session_is_lost(notebook: Any):
    assert shown(notebook, "fetcher.voidresp()").endswith("'226 Transfer complete'")
    assert shown(notebook, "hexdigest()") == "True"
    assert shown(notebook, "now == PID") == "(True, ['/', '/', '/', '/', '/'])"


def test_the_transfer_spans_all_versions(notebook: Any):
    parts = [text_of(c) for c in code_cells(notebook) if re.search(r"^receive\(", c.source, re.M)]
    progress = [float(found[1]) for t in parts if (found := re.search(r"([\d.]+) of 25", t))]
    assert progress == sorted(progress)
    assert progress[-2] < 20
    assert progress[-1] == 25.2


def test_what_the_versions_bring(notebook: Any):
    assert "451 Is a directory" in shown(notebook, "RETR sub")
    assert "331 Hello ann" in shown(notebook, "USER ann")
    assert "files" in shown(notebook, 'clients[2].sendcmd("STAT")')
    assert "CWD directory" in shown(notebook, 'sendcmd("HELP")')
    assert shown(notebook, "%dsu connected") == "6"
    assert shown(notebook, 'cwd("../..")') == "'/../..'"
    assert shown(notebook, "clients[4].pwd()", nth=1) == "'/'"


def test_waits_and_pauses_are_told(notebook: Any):
    rows = shown(notebook, "timeline.data[1:]").splitlines()
    assert [row.split()[0] for row in rows if row] == [f"v{n}" for n in range(1, 9)]


def test_the_quiz_is_passed(notebook: Any):
    assert "4 of 4 checks passed" in shown(notebook, "%dsu_quiz noop", nth=-1)
    assert "Still here, 6 clients" in shown(notebook, 'clients[0].voidcmd("NOOP")', nth=-1)
    assert failed(notebook) == []
