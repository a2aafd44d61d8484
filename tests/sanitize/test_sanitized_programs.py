"""Transformed programs get no report from ASan, UBSan or LSan that plain gcc does not give.

The transformed program and the host that runs it are both instrumented.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from program_corpus import CProgram, programs
from program_runs import LIBS, build_plain, difference, run
from sanitizing import (
    CFLAGS_SANITIZED,
    SANITIZERS,
    TIMEOUT,
    Sanitized,
    parted,
    reason_to_skip,
    sanitizer_options,
)

from dsu_kernel.engine.execute import build, read_program
from dsu_kernel.toolchain.compiler import Compiler

pytestmark = pytest.mark.sanitize
CORPUS = programs()


@pytest.fixture(autouse=True)
def _options() -> Iterator[None]:
    with sanitizer_options():
        yield


def plain(each: CProgram) -> Sanitized:
    with tempfile.TemporaryDirectory() as folder:
        binary = Path(folder) / "a.out"
        build_plain(each, binary, CFLAGS_SANITIZED)
        return parted(run([str(binary)], each, timeout=TIMEOUT))


def transformed(each: CProgram, slop: int | None) -> Sanitized:
    compiler = Compiler((*CFLAGS_SANITIZED, *LIBS))
    module = build(read_program([str(file) for file in each.files]), compiler, slop)
    native = str(compiler.runtime(SANITIZERS).native)
    command = [native, "--name", "./a.out", str(module.path)]
    return parted(run(command, each, executable=native, timeout=TIMEOUT))


@pytest.mark.parametrize("each", CORPUS, ids=[each.name for each in CORPUS])
def test_no_report_that_plain_does_not_give(each: CProgram) -> None:
    reason = reason_to_skip(each)
    if reason:
        pytest.skip(reason)
    expected, actual = plain(each), transformed(each, None)
    assert not expected.report, "the program itself is faulty: correct it or mark it NO_SANITIZE"
    assert not actual.report
    told = difference(expected.outcome, actual.outcome, stderr=True)
    assert not told, f"{each.name}: {told}"
    # What the program itself leaves allocated is found or not by what is left on the stack.
    assert not actual.ours
