"""What users read instead of generated names."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.views.patches import patch_view
from dsu_kernel.views.safety import safety_view, types_view
from dsu_kernel.views.status import status_view
from dsu_kernel.watching.watcher import Watcher

LOOPS = """
int n;
int main(int argc, char **argv)
{
    int first = 1;
    for (;;) { n += first; update(); if (n > 10) goto out; }
    while (n < 100) { n++; update(); }
out:
    return n;
}
"""


@pytest.fixture(scope="module")
def session():
    with Session() as s:
        s.define(LOOPS, unit="loops")
        yield s


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("main_loop_body", "the loop of main"),
        ("main_loop_rest (v0)", "the code after the loop of main (v0)"),
        ("main_loop2_body at u:3", "loop 2 of main at u:3"),
        ("struct main_loop", "the variables of the loop of main"),
        ("main_loop, n", "the variables of the loop of main, n"),
        ("struct main_loop.first is dropped", "first in the loop of main is dropped"),
        ("main_loop_to_out", "the way to out after the loop of main"),
        ("a_main_loop_body, main_loops", "a_main_loop_body, main_loops"),
        ("n, main", "n, main"),
        (r"gr\U000000f6\U000000dfe", "größe"),  # as gcc's preprocessor leaves it
        (r'"\U0001f389"', r'"\U0001f389"'),  # no letter of a name
    ],
)  # fmt: skip
def test_names_and_their_words(session: Session, name: str, words: str):
    assert session.words.told(name) == words


def test_a_prototype_of_a_loop_is_its_words(session: Session):
    prototype = session.words.prototype
    assert (
        prototype("main_loop_body", "int main_loop_body(struct main_loop *)") == "the loop of main"
    )
    assert prototype("main", "int main(int, char **)") == "int main(int, char **)"
    assert session.words.owner("main_loop2_body") == "main"
    assert session.words.owner("n") == "n"


def test_a_name_that_the_text_has_itself_is_not_touched():
    with Session() as s:
        s.define("int main(void) { for (;;) update(); }", unit="u")
        assert s.words.told("main_loop_body") == "the loop of main"
        s.define("int main(void) { return 0; } int main_loop_body;", unit="u")
        assert s.words.told("main_loop_body") == "main_loop_body"


def test_what_was_made_is_known_when_it_is_gone():
    with Session() as s:
        s.define("int main(void) { for (;;) update(); }", unit="u")
        s.define("int main(void) { return 0; }", unit="u")
        assert s.words.told("main_loop_body is deleted") == "the loop of main is deleted"


def test_no_view_of_a_program_has_a_name_that_its_text_has_not(session: Session):
    patch = session.plan(LOOPS.replace("int first = 1", "int first = 2, second = 2"), unit="loops")
    views = (
        status_view(session),
        safety_view(session, None),
        types_view(session),
        patch_view(patch),
    )
    for view in views:
        text = str(view.told(session.words))
        assert "_loop" not in text
        assert "dsu_result" not in text
        assert "the loop of main" in text or "the variables of the loop of main" in text


def test_snapshots_have_the_words_too(session: Session):
    form = Watcher(session).snapshot().to_json()
    assert "main_loop" not in form
    assert "the code after loop 2 of main" in form
