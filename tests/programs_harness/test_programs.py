"""Every program of the corpus behaves transformed as it does under plain gcc.

The default run builds with the default slop; ``pytest -m long tests/programs_harness`` adds others.
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from program_corpus import CProgram, program, programs
from program_runs import CFLAGS, LIBS, Outcome, difference, plain, transformed

CORPUS = programs()
every_program = pytest.mark.parametrize("each", CORPUS, ids=[each.name for each in CORPUS])


def check(each: CProgram, slop: int | None) -> None:
    expected = plain(each)
    actual = transformed(each, slop)
    told = difference(expected, actual, stderr=each.writes_stderr)
    assert not told, f"{each.name}: {told}"


@every_program
def test_default_slop(each: CProgram) -> None:
    check(each, None)


@pytest.mark.long
@pytest.mark.parametrize("slop", [0, 1, 64])
@every_program
def test_other_slops(each: CProgram, slop: int) -> None:
    check(each, slop)


@pytest.mark.long
@pytest.mark.parametrize("optimise", ["-O0", "-O2", "-O3"])
@every_program
def test_other_optimisation(each: CProgram, optimise: str) -> None:
    flags = (optimise, *CFLAGS[1:])
    try:
        expected = plain(each, flags)
    except subprocess.CalledProcessError:
        pytest.skip("gcc does not build it so")
    told = difference(expected, transformed(each, 16, flags), stderr=each.writes_stderr)
    assert not told, f"{each.name}: {told}"


@pytest.mark.long
@every_program
def test_in_parts(each: CProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large units are compiled in parts; here all are."""
    monkeypatch.setattr("dsu_kernel.transform.parts.MANY", 2)
    check(each, None)


@pytest.mark.parametrize(
    "name", ["statics/initialisers", "wrapped/tables_of_everything", "multi/static_state"]
)
def test_some_in_parts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dsu_kernel.transform.parts.MANY", 2)
    check(program(name), None)


@pytest.mark.parametrize(
    "name",
    ["args/argv_echo", "stdin/calculator", "exits/killed_by_signal", "multi/library"],
)
def test_the_command_itself(name: str) -> None:
    each = program(name)
    words = ["exec", *CFLAGS, *LIBS, *(str(file) for file in each.files), "--", *each.args]
    done = subprocess.run(
        [sys.executable, "-m", "dsu_kernel.cli", *words],
        input=each.stdin,
        capture_output=True,
        check=False,
    )
    actual = Outcome(done.returncode, done.stdout, done.stderr)
    assert not difference(plain(each), actual, stderr=each.writes_stderr)


def test_corpus_is_large_and_told() -> None:
    assert len(CORPUS) >= 170
    for each in CORPUS:
        main = next(f for f in each.files if re.search(rb"\bmain *\(", f.read_bytes()))
        first = main.read_bytes().splitlines()[0].removeprefix(b"\xef\xbb\xbf")
        assert first.startswith(b"/* "), f"{each.name} does not say what it is about"


def test_plain_outcomes_are_as_meant() -> None:
    assert plain(program("exits/status_high")).status == (3 * 256 + 44) % 256
    assert plain(program("exits/abort_signal")).status == -6
    assert plain(program("args/argv_echo")).status == 10
    assert plain(program("stdin/calculator")).stderr == b"about to fail\nstack empty\n"
