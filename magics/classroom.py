"""The magics of the classroom: quizzes that grade an update."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import line_cell_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring

from dsu_kernel.classroom import grading, quiz
from dsu_kernel.errors import DsuError

from .sessions import NamedSession, SessionMagics, Sessions, command
from .view import View, table


@magics_class
class ClassroomMagics(SessionMagics):
    """Knows the quizzes that were begun, for each session."""

    def __init__(self, shell: Any, sessions: Sessions) -> None:  # noqa: ANN401 - IPython is untyped
        super().__init__(shell, sessions)
        self._attempts: dict[tuple[str, str], grading.Attempt] = {}

    @magic_arguments()
    @argument("name", help="the name of the quiz")
    @argument("--now", action="store_true", help="a cell: grade at once; what came before counts")
    @argument("--report", action="store_true", help="show failures without failing the cell")
    @line_cell_magic
    @command
    def dsu_quiz(self, program: NamedSession, line: str, cell: str | None = None) -> View:
        """A cell begins a quiz: one check a line. As a line: grade what was done since."""
        args = parse_argstring(self.dsu_quiz, line)
        key = (program.name, args.name)
        if cell is not None:
            found = quiz.parse(args.name, cell)
            self._attempts[key] = grading.begin(found, program.session, from_start=args.now)
            if not args.now:
                return quiz_view(found)
        attempt = self._attempts.get(key)
        if attempt is None:
            raise DsuError(f"no quiz {args.name} has begun; run its %%dsu_quiz cell first")
        return result_view(attempt.grade() if args.report else attempt.require())


def quiz_view(found: quiz.Quiz) -> View:
    """The task, and what will be checked."""
    rows = ((check.text,) for check in found.checks)
    task = (found.task,) if found.task else ()
    grade = f"then run: %dsu_quiz {found.name}"
    return View(f"Quiz: {found.name}", (*task, table("Checks", "check", rows), grade), found)


def result_view(result: quiz.QuizResult) -> View:
    """How each check went."""
    passed = sum(outcome.passed for outcome in result.outcomes)
    rows = (
        (outcome.check.text, "passed" if outcome.passed else "FAILED", outcome.reason)
        for outcome in result.outcomes
    )
    title = f"{result.name}: {passed} of {len(result.outcomes)} checks passed"
    return View(title, (table("Checks", "check, result, why", rows),), result)
