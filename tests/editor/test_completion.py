"""What Tab offers behind ``.`` and ``->``."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dsu_kernel import Session

PROGRAM = """
struct node { int value; struct node *next; } head, tab[3], grid[2][3], **all;
struct other { int colour; } plain;
struct node *get(int n) { return tab + n; }
struct node *(*way)(int);
int number;
"""


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with Session() as s:
        s.define(PROGRAM, "cell")
        yield s


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("head.", ("next", "value")),
        ("head.next->v", ("value",)),
        ("tab[1].n", ("next",)),
        ("grid[1][2].", ("next", "value")),
        ("all[0]->", ("next", "value")),
        ("get(number)->next->v", ("value",)),
        ("way(3)->", ("next", "value")),
        ("get(head.", ("next", "value")),
        ("plain.", ("colour",)),
        ("number.", ()),
        # Of other expressions the type is not known: fields of all structs.
        ("(&head)->", ("colour", "next", "value")),
        ("(*all)->n", ("next",)),
        ("get((int)1)->c", ("colour",)),
    ],
)
def test_fields(session: Session, text: str, matches: tuple[str, ...]) -> None:
    found = session.complete(text, len(text))
    assert found.matches == matches
    assert text[found.start :] in ("", *(name[:1] for name in matches))


def test_a_number_has_no_fields(session: Session) -> None:
    assert "value" not in session.complete("1.", 2).matches


def test_shift_tab_knows_the_same_chains(session: Session) -> None:
    text = "tab[1].next->value"
    assert "member of struct node" in str(session.inspect_at(text, len(text)))


@pytest.mark.parametrize(
    "text", ["get(", "get (1, ", "get(nowhere", "get((1 + 2) * ", "all[get(5", "get(get(1) + ((3"]
)
def test_shift_tab_within_a_call_is_about_what_is_called(session: Session, text: str) -> None:
    assert "struct node *get(int)" in str(session.inspect_at(text, len(text)))


def test_shift_tab_beside_a_call_is_about_nothing(session: Session) -> None:
    for text in ("get(1)", "{ get(1); ", "if (", "(", ""):
        assert session.inspect_at(text, len(text)) is None
    assert "struct node **all" in str(session.inspect_at("get(all", 7))
