"""The terminal's commands of the classroom."""

from __future__ import annotations

from pathlib import Path

from dsu_kernel.classroom import grading, quiz
from dsu_kernel.errors import DsuError
from dsu_kernel.terminal.base import CommandSet

CLASSROOM_COMMANDS = {
    "quiz": "[FILE]: begin the quiz in a file; without one, grade what was done since",
    "save": "DIRECTORY: the program as plain C, its patches, and a notebook that repeats them",
    "replay": "[NAMES]: hot = cold? start cold, repeat all inputs, compare all but these globals",
}


class ClassroomCommands(CommandSet):
    """The part of the commands that checks, saves and repeats."""

    _attempt: grading.Attempt | None = None

    def _quiz(self, rest: str) -> str:
        if rest:
            path = Path(rest)
            try:
                text = path.read_text(encoding="utf-8")
            except OSError as error:
                raise DsuError(f"{rest}: {error.strerror}") from error
            except ValueError as error:
                raise DsuError(f"{rest}: {error}") from error
            found = quiz.parse(path.stem, text)
            self._attempt = grading.begin(found, self._session)
            return "\n".join([found.task, f"{len(found.checks)} checks; :quiz grades"]).strip()
        if self._attempt is None:
            raise DsuError("no quiz has begun; give its file")
        return str(self._attempt.require())

    def _save(self, rest: str) -> str:
        if not rest:
            raise DsuError("where to? give a new folder")
        return f"{len(self._session.save(rest))} files saved to {rest}"

    def _replay(self, rest: str) -> str:
        return str(self._session.replay(rest.replace(",", " ").split()))
