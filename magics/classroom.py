"""The magics of the classroom: quizzes that grade an update, saved sessions, hot = cold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.magic import line_cell_magic, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display

from dsu_kernel.classroom import quiz
from dsu_kernel.errors import DsuError
from dsu_kernel.views.view import View, table

from .sessions import NamedSession, SessionMagics, Sessions, command

if TYPE_CHECKING:
    from dsu_kernel.classroom.grading import Attempt
    from dsu_kernel.session.keeping.replay import Replay


@magics_class
class ClassroomMagics(SessionMagics):
    """Knows the quizzes that were begun, for each session."""

    def __init__(self, shell: Any, sessions: Sessions) -> None:  # noqa: ANN401 - IPython is untyped
        super().__init__(shell, sessions)
        self._attempts: dict[tuple[str, str], Attempt] = {}

    @magic_arguments()
    @argument("name", help="the name of the quiz")
    @argument("--now", action="store_true", help="a cell: grade at once; what came before counts")
    @argument("--report", action="store_true", help="show failures without failing the cell")
    @argument("--points", type=float, help="show the report; the value is this times the score")
    @line_cell_magic
    @command
    def dsu_quiz(self, program: NamedSession, line: str, cell: str | None = None) -> View | float:
        """A cell begins a quiz: one check a line. As a line: grade what was done since."""
        args = parse_argstring(self.dsu_quiz, line)
        key = (program.name, args.name)
        if cell is not None:
            from dsu_kernel.classroom.grading import begin

            found = quiz.parse(args.name, cell)
            self._attempts[key] = begin(found, program.session, from_start=args.now)
            if not args.now:
                return quiz_view(found)
        attempt = self._attempts.get(key)
        if attempt is None:
            raise DsuError(f"no quiz {args.name} has begun; run its %%dsu_quiz cell first")
        if args.points is None:
            return result_view(attempt.grade() if args.report else attempt.require())
        result = attempt.grade()
        display(result_view(result).told(program.session.words))
        return round(float(args.points * result.score), 6)

    @magic_arguments()
    @argument("folder", help="where to; it must be new or empty")
    @line_magic
    @command
    def dsu_save(self, program: NamedSession, line: str) -> View:
        """Write the program as plain C, its patches, and a notebook that does all of it again."""
        args = parse_argstring(self.dsu_save, line)
        files = program.session.save(args.folder)
        listed = table("Files", "file, lines", ((path, lines_of(path)) for path in files))
        return View(f"saved to {args.folder}", (listed,), files)

    @magic_arguments()
    @argument("--ignore", default="", help="globals that may differ, separated by commas")
    @argument("--fail", action="store_true", help="differences fail the cell")
    @line_magic
    @command
    def dsu_replay(self, program: NamedSession, line: str) -> View:
        """Start the newest text cold, repeat all inputs, and compare: hot = cold."""
        args = parse_argstring(self.dsu_replay, line)
        found = program.session.replay([name for name in args.ignore.split(",") if name])
        if args.fail and not found.same:
            raise DsuError(str(found))
        return replay_view(found)


def lines_of(path: Path) -> int:
    """How long a text is."""
    return len(path.read_text(encoding="utf-8", errors="surrogateescape").splitlines())


def replay_view(found: Replay) -> View:
    """What was compared, and each difference."""
    title, *_ = str(found).splitlines()
    rows = ((item.what, item.hot, item.cold) for item in found.differences)
    differences = table("Differences", "what, live process, started cold", rows)
    parts = (differences,) if found.differences else ()
    return View(title, (*parts, *found.notes), found)


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
