"""Walkthrough 3, executed: the slides' nine pictures, and the patch that waits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from execute import execute
from reading import FOLDER, answer, failed, shown, text_of


@pytest.fixture(scope="module")
def notebook() -> Any:
    return execute(FOLDER / "03_bad_timing.ipynb")


def test_the_pictures_end_with_half_an_address(notebook: Any):
    told = answer(notebook, "pictures()")
    address = re.search(r"address of z, 0x(\w+)", told)
    left = re.search(r"t\.x is now 0x(\w+)", told)
    assert address is not None
    assert left is not None
    assert left[1] == f"{address[1][:-8]}00000001"
    crashes = failed(notebook)  # once in a while there is memory at half an address, too
    assert len(crashes) <= 1
    assert all("SIGSEGV" in text_of(crash) for crash in crashes)


def test_every_moment_with_the_analysis_and_without(notebook: Any):
    wrong = answer(notebook, "%dsu_bad_timing")
    assert wrong.count("TYPE ERROR") == 2
    assert "applied at step 4" in wrong
    crashes = answer(notebook, "%dsu_bad_timing used")
    assert crashes.count("CRASH: Segmentation fault") == 2


def test_the_patch_waits_for_call(notebook: Any):
    pending = shown(notebook, "%%dsu_c slide --wait 0.3")
    assert "waiting for a safe moment" in pending
    assert "call (v0) still uses struct T as it was" in pending
    assert "v3: applied" in shown(notebook, "%dsu_plan --wait")
    assert shown(notebook, "%dsu calls", nth=1) == "1"


def test_at_another_moment_it_does_not_wait(notebook: Any):
    assert "v4: applied" in shown(notebook, "%%dsu_c slide --wait 10")
    rows = [line.split() for line in shown(notebook, "%dsu_timeline").splitlines()]
    waited = {row[0]: next((w for w in row if "." in w and w[0].isdigit()), "") for row in rows}
    assert float(waited["v3"]) >= 0.3


def test_the_quiz_is_passed(notebook: Any):
    assert "4 of 4 checks passed" in shown(notebook, "%dsu_quiz harmless", nth=-1)
