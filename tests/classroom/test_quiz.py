"""Checks of a student's update."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.classroom.grading import Attempt, begin
from dsu_kernel.classroom.quiz import QuizFailed, old_expressions, parse, sides_of
from dsu_kernel.errors import DsuError

PROGRAM = """
#include <stdio.h>
struct point { int x; int y; };
struct point here = {3, 4};
char name[8] = "bob";
int hits;
int hit(void) { return ++hits; }
void show(void) { printf("%d one", hits); }
"""
TENS = PROGRAM.replace("++hits", "hits += 10").replace("one", "ten")


@pytest.fixture(autouse=True)
def _hit_once(session: Session) -> None:
    session.define(PROGRAM, "cell")
    session.call("hit")


def begun(session: Session, *checks: str) -> Attempt:
    return begin(parse("quiz", "\n".join(checks)), session)


def failures(attempt: Attempt) -> dict[str, str]:
    return {o.check.text: o.reason for o in attempt.grade().outcomes if not o.passed}


ALL = (
    "applied",
    "no restart",
    "changes hit, show",
    "keeps here",
    "keeps name",
    "hits == old(hits)",
    'name == "bob"',
    "hit() >= old(hits) + 10",
    'prints "ten": show()',
)


def test_a_good_update_passes_every_check(session: Session) -> None:
    attempt = begun(session, *ALL)
    session.define(TENS.replace("int y; }", "int y; int z; }"), "cell")
    result = attempt.require()
    assert result.passed
    assert result.score == 1
    assert str(result).startswith("quiz: 9 of 9 checks passed")


def test_each_check_says_why_it_fails(session: Session) -> None:
    attempt = begun(session, "keeps here", "here.x == 3", *ALL[:3], *ALL[7:8])
    session.eval("here.x = 5")
    assert failures(attempt) == {
        "keeps here": "it was {x = 3, y = 4} and is {x = 5, y = 4}",
        "here.x == 3": "it is 5, not 3",
        "applied": "no changed cell has been run since the quiz began",
        "changes hit, show": "hit, show did not change; what did: nothing",
        "hit() >= old(hits) + 10": "it is 2, not >= 11",
    }
    with pytest.raises(QuizFailed, match="1 of 6 checks passed") as caught:
        attempt.require()
    assert 0 < caught.value.result.score < 1


def test_the_effects_of_the_checks_are_no_fault_of_the_student(session: Session) -> None:
    attempt = begun(session, "keeps hits", "hits == old(hits)", "hit() > old(hits) + 9")
    session.define(PROGRAM.replace("++hits", "hits += 2"), "cell")
    assert list(failures(attempt)) == ["hit() > old(hits) + 9"]
    assert list(failures(attempt)) == ["hit() > old(hits) + 9"]
    session.define(TENS, "cell")
    assert failures(attempt) == {}
    session.call("hit")
    assert list(failures(attempt)) == ["keeps hits", "hits == old(hits)"]
    assert list(failures(attempt)) == ["keeps hits", "hits == old(hits)"]


def test_a_restart_is_noticed(session: Session) -> None:
    attempt = begun(session, "no restart", "keeps hits")
    session.restart()
    assert failures(attempt) == {
        "no restart": "the program was restarted",
        "keeps hits": "it was 1 and is 0",
    }


def test_callers_that_are_compiled_anew_do_not_count_as_changed(session: Session) -> None:
    attempt = begun(session, "changes here", "changes point", "changes use")
    session.define("int use(void) { return here.x; }", "other")
    session.define(PROGRAM.replace("int y; }", "int y; int z; }"), "cell")
    assert failures(attempt) == {
        "changes here": "here did not change; what did: point, use",
    }


def test_a_patch_that_waits_is_not_applied(session: Session) -> None:
    attempt = begun(session, "applied")
    session.hold()
    session.define(TENS, "cell")
    session.cancel()
    assert failures(attempt)["applied"].startswith("v1 is cancelled")


def test_a_mistake_in_an_expression_is_told_in_the_compilers_words(session: Session) -> None:
    attempt = begun(session, "hots == 3   # the name is hits")
    reason = failures(attempt)["hots == 3"]
    assert "undeclared" in reason
    assert reason.endswith("hint: the name is hits")


def test_soon_waits_for_a_running_program(session: Session) -> None:
    loop = "int rounds, stop; int main(void) { while (!stop) { rounds++; update(); } return 0; }"
    session.define(loop, "loop")
    session.run()
    attempt = begun(session, "soon rounds > old(rounds) + 100", "rounds == rounds")
    assert attempt.require().passed


def test_all_patches_count_when_the_quiz_comes_last(session: Session) -> None:
    session.define(TENS, "cell")
    quiz = parse("late", "applied\nchanges hit")
    assert not begin(quiz, session).grade().passed
    assert begin(quiz, session, from_start=True).grade().passed


def test_what_cannot_be_remembered_is_said_when_the_quiz_begins(session: Session) -> None:
    with pytest.raises(DsuError, match="use `keeps here`"):
        begun(session, "old(here).x == 3")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("applied\nkeeps", "quiz:2: write keeps EXPRESSION"),
        ("changes  # f", "quiz:1: write changes NAME"),
        ("soon", "quiz:1: write soon EXPRESSION"),
        ("# only a task", "a quiz needs a check"),
        ("prints hello", r'quiz:1: write prints "TEXT": EXPRESSION'),
    ],
)
def test_malformed_quizzes(text: str, words: str) -> None:
    with pytest.raises(DsuError, match=words):
        parse("quiz", text)


def test_tasks_comments_and_hints_are_told_apart() -> None:
    quiz = parse("q", "# Do it.\n// not seen\nf(\"#\") == '#'  # a hint\n\n# Now.\napplied")
    assert quiz.task == "Do it.\nNow."
    assert [(c.text, c.hint) for c in quiz.checks] == [
        ("f(\"#\") == '#'", "a hint"),
        ("applied", ""),
    ]


def test_old_expressions_nest() -> None:
    assert [e for _, _, e in old_expressions("old(f(x)) + bold(y) + old( z )")] == ["f(x)", "z"]
    with pytest.raises(DsuError, match="not closed"):
        list(old_expressions("old(f(x)"))


def test_plain_comparisons_are_told_apart() -> None:
    assert sides_of('strcmp(a, "==") == p->n[i == 1]') == (
        'strcmp(a, "==")',
        "==",
        "p->n[i == 1]",
    )
    assert sides_of("hit() >= (a < b) + 1") == ("hit()", ">=", "(a < b) + 1")
    assert sides_of("p->n < 3") == ("p->n", "<", "3")
    assert sides_of("a << 1 > 2") is None
    assert sides_of("a < b > c") is None
    assert sides_of("a <= b == c") is None
    assert sides_of("a == b && c") is None
    assert sides_of("a != b") is None


def test_a_changed_loop_is_a_change_of_its_function(session: Session) -> None:
    text = "int n; int loop(void) { for (;;) { n++; update(); if (n > 3) return n; } }"
    session.define(text, "loop")
    attempt = begun(session, "changes loop")
    session.define(text.replace("n++", "n += 2"), "loop")
    attempt.require()


def test_the_journal_remembers_a_check_as_it_was_written(session: Session) -> None:
    attempt = begun(session, "hits == old(hits)", "hit() < old(hits) + 9")
    session.define(TENS, "cell")
    attempt.grade()
    written = [str(item.act) for item in session.journal.inputs(session.pid or 0)]
    assert written[-2:] == ["hits == (1)", "hit() < (1) + 9"]
    assert "differences" in str(session.replay())
