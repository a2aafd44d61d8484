"""Programs behave the same when every loop of theirs has an update point and is extracted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from instrument import build_with_points

HARNESS = str(Path(__file__).resolve().parent.parent / "programs_harness")
sys.path.append(HARNESS)
from program_corpus import CProgram, program, programs  # noqa: E402
from program_runs import CFLAGS, LIBS, difference, plain, run  # noqa: E402

sys.path.remove(HARNESS)

SAMPLE = (
    "switch/break_continue",
    "goto/loops_and_scopes",
    "scopes/shadowing",
    "containers/ring_buffer",
    "lists_trees/avl",
    "interpreters/stack_vm",
    "parsers/json",
    "multi/library",
    "statics/same_name",
    "initialisers/ranges",
)


def check(each: CProgram, *, first: bool) -> None:
    native, module, extraction = build_with_points(list(each.files), (*CFLAGS, *LIBS), first=first)
    actual = run([str(native), "--name", "./a.out", str(module)], each, executable=str(native))
    told = difference(plain(each), actual, stderr=each.writes_stderr)
    left = "\n".join(map(str, extraction.not_extracted))
    assert not told, f"{each.name}: {told}\n{left}"


@pytest.mark.parametrize("name", SAMPLE)
def test_sample(name: str) -> None:
    check(program(name), first=False)


@pytest.mark.long
@pytest.mark.parametrize("first", [False, True], ids=["point_last", "point_first"])
@pytest.mark.parametrize("each", programs(), ids=[each.name for each in programs()])
def test_every_program(each: CProgram, first: bool) -> None:
    check(each, first=first)
