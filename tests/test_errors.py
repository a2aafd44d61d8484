"""Places in messages."""

from __future__ import annotations

import pytest

from dsu_kernel.errors import Place


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kept", "kept (a.c:7:3)"),
        ("kept at a.c:7 (p)", "kept at a.c:7:3 (p)"),
        ("kept at a.c:7", "kept at a.c:7:3"),
        ("kept at a.c:71", "kept at a.c:71 (a.c:7:3)"),
        ("kept at a.c:7:9", "kept at a.c:7:9 (a.c:7:3)"),
        ("kept at aa.c:7", "kept at aa.c:7 (a.c:7:3)"),
    ],
)
def test_a_place_is_told_once(text: str, told: str):
    assert Place("a.c", 7, 3).told_in(text) == told
