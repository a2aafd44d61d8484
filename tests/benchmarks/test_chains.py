"""Programs with a history do the same work as the same text started afresh."""

from __future__ import annotations

from pathlib import Path

import pytest

PROGRAM = """\
struct item {
    long key;
};
struct other {
    long key;
};
struct item items[10];
static long key(int i)
{
    return items[i % 10].key;
}
int run(int n)
{
    for (int i = 0; i < n; i++)
        items[i % 10].key += i + key(i + 1);
    return (int)key(n);
}
"""


def test_edits_change_every_function_and_every_struct_that_may_change() -> None:
    from benchmarks.chain import bodies, growth

    assert bodies(PROGRAM, 7, frozenset()).count("{\n    (void)7;\n") == 2
    grown = growth(PROGRAM, 2, frozenset({"item"}))
    assert "struct item {\n    long key;\n    int grown0;\n    int grown1;\n}" in grown
    assert "struct other {\n    long key;\n}" in grown


LOOP = """\
#include <dsu.h>
int run(int n)
{
    for (int i = 0; i < n; i++)
        update();
    return n;
}
"""


def test_only_structs_of_the_text_change(tmp_path: Path) -> None:
    from benchmarks.chain import Chain

    for text, found in ((PROGRAM, {"item", "other"}), (LOOP, set())):
        source = tmp_path / "program.c"
        source.write_text(text, "utf-8")
        assert Chain(source).types == found


@pytest.mark.parametrize("kind", ["bodies", "growth", "outgrown"])
def test_the_result_is_the_same_after_patches(kind: str, tmp_path: Path) -> None:
    from benchmarks.chain import EDITS, Chain
    from benchmarks.host import Host

    source = tmp_path / "items.c"
    source.write_text(PROGRAM, "utf-8")
    chain, host = Chain(source, 8 if kind == "growth" else 0), Host(tmp_path)
    patched, text = chain.patched(EDITS[kind], 2)
    assert len(patched.patches) == 2
    assert host.run(patched, 100)[0] == host.run(chain.fresh(text), 100)[0] != 0


def test_answers_are_summarised() -> None:
    from benchmarks.load import Answers, Request

    answers = Answers.of([Request(0.0, i / 1e6) for i in range(1, 201)])
    assert (answers.requests, round(answers.p50), round(answers.longest)) == (200, 100, 200)
    assert 197 < answers.p99 < 200


@pytest.mark.parametrize("kind", ["body", "struct"])
def test_edits_of_the_server_differ_from_each_other(kind: str) -> None:
    from benchmarks.server import edited

    assert len({edited(kind, k) for k in range(4)}) == 4
