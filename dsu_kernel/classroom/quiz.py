"""Checks of a student's update: was it applied, is the state still there, is the value right?

A teacher writes one check a line::

    # Make hit() count in tens, without losing the count.
    applied
    no restart
    changes hit
    keeps names
    hits >= old(hits)
    hit() > old(hits) + 9      # ten for each hit
    soon served > 3
    prints "ten": show()

Lines that begin with ``#`` tell the student what to do; behind a check, ``#`` begins the hint that
a failure shows. ``old(E)`` is the value of E when the quiz began, as in Eiffel's and ACSL's
postconditions; ``soon`` waits some seconds for a running program. Any other line is a C expression
that has to be true. Expressions are evaluated in the live process, effects included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from dsu_kernel.errors import DsuError

Kind: TypeAlias = Literal[
    "applied", "no restart", "changes", "keeps", "prints", "soon", "expression"
]

_SUBJECTS = {"changes": "NAME, ...", "keeps": "EXPRESSION", "soon": "EXPRESSION"}
_HINT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'#])*?(?=\s*(#|$))""")
_PRINTS = re.compile(r'prints\s+"((?:\\.|[^"\\])*)"\s*:\s*(\S.*)')
_LITERAL = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")
_BRACKETS = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_COMPARES = re.compile(r"(?<![!=<>])(?:[=<>]=|[<>])")
_OTHER = re.compile(r"[=<>?,&|^]|!=")  # binds no tighter than the comparison, or shifts
_OLD = re.compile(r"\bold\s*\(")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a quiz: ``subject`` is a name or expression, ``wanted`` what it prints."""

    text: str
    kind: Kind
    subject: str = ""
    wanted: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """A task and its checks."""

    name: str
    task: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check went; ``reason`` says why it failed."""

    check: Check
    passed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuizResult:
    """All outcomes of one grading."""

    name: str
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def score(self) -> float:
        """The part of the checks that passed, 0 to 1."""
        return sum(outcome.passed for outcome in self.outcomes) / len(self.outcomes)

    def __str__(self) -> str:
        passed = sum(outcome.passed for outcome in self.outcomes)
        lines = [f"{self.name}: {passed} of {len(self.outcomes)} checks passed"]
        for outcome in self.outcomes:
            mark = "passed" if outcome.passed else "FAILED"
            why = f"\n          {outcome.reason}" if outcome.reason else ""
            lines.append(f"  {mark}  {outcome.check.text}{why}")
        return "\n".join(lines)


class QuizFailed(DsuError):
    """A check failed; ``result`` has all outcomes."""

    def __init__(self, result: QuizResult) -> None:
        self.result = result
        super().__init__(str(result))


def parse(name: str, text: str) -> Quiz:
    """Read a quiz. Raises DsuError for a quiz without checks or a malformed line."""
    task: list[str] = []
    checks: list[Check] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            task.append(stripped.lstrip("# "))
        elif stripped and not stripped.startswith("//"):
            checks.append(_check(stripped, f"{name}:{number}"))
    if not checks:
        raise DsuError(f"{name}: a quiz needs a check, such as `applied` or `hit() == 11`")
    return Quiz(name, "\n".join(task), tuple(checks))


def _check(line: str, where: str) -> Check:
    code = _HINT.match(line)
    text = code.group().strip() if code else line
    hint = line[len(text) :].strip().lstrip("# ")
    if text in ("applied", "no restart"):
        return Check(text, "applied" if text == "applied" else "no restart", hint=hint)
    word, _, rest = text.partition(" ")
    if word in _SUBJECTS and not rest.strip():
        raise DsuError(f"{where}: write {word} {_SUBJECTS[word]}")
    if word == "changes":
        return Check(text, "changes", rest.strip(), hint=hint)
    if word == "keeps":
        return Check(text, "keeps", rest.strip(), hint=hint)
    if word == "soon":
        return Check(text, "soon", rest.strip(), hint=hint)
    if word == "prints":
        found = _PRINTS.fullmatch(text)
        if found is None:
            raise DsuError(f'{where}: write prints "TEXT": EXPRESSION')
        wanted = found[1].replace('\\"', '"').replace("\\n", "\n")
        return Check(text, "prints", found[2], wanted, hint)
    return Check(text, "expression", text, hint=hint)


def old_expressions(expression: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and the inside of each ``old(...)``. Raises DsuError for an open one."""
    at = 0
    while found := _OLD.search(expression, at):
        depth, end = 1, found.end()
        while depth and end < len(expression):
            depth += {"(": 1, ")": -1}.get(expression[end], 0)
            end += 1
        if depth:
            raise DsuError(f"{expression}: old( is not closed")
        yield found.start(), end, expression[found.end() : end - 1].strip()
        at = end


def sides_of(expression: str) -> tuple[str, str, str] | None:
    """Return what ``A == B`` or ``A < B`` compares, and how, if that is all it is.

    Then both values can be shown. With ``==`` they are compared as values: texts by their
    characters, numbers by their size.
    """
    code = _LITERAL.sub(lambda found: "_" * len(found.group()), expression)
    while (flat := _BRACKETS.sub(lambda found: "_" * len(found.group()), code)) != code:
        code = flat
    code = code.replace("->", "__")
    sign = _COMPARES.search(code)
    if sign is None or _OTHER.search(code[: sign.start()] + code[sign.end() :]):
        return None
    return expression[: sign.start()].strip(), sign.group(), expression[sign.end() :].strip()
