"""A quiz under way: what was when it began, and how the checks go now."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from dsu_kernel.classroom.quiz import (
    Check,
    Outcome,
    Quiz,
    QuizFailed,
    QuizResult,
    old_expressions,
    sides_of,
)
from dsu_kernel.errors import CompileError, DsuError, ParseError, UnsupportedConstruct
from dsu_kernel.live.values import CArray, CPointer, CString, CStruct, Value
from dsu_kernel.patch.handle import Patch
from dsu_kernel.session import Session
from dsu_kernel.updating.arguments import c_string

SETTLE = 5.0
"""Seconds that a patch may still wait, and that output may take to arrive."""


@dataclass(slots=True)
class Attempt:
    """One student's attempt; begin it with :func:`begin`, grade it as often as you like."""

    quiz: Quiz
    session: Session
    pid: int | None
    patches: int
    before: dict[str, Value] = field(default_factory=dict)

    def grade(self) -> QuizResult:
        """Carry out all checks."""
        pending = self.session.pending
        if pending is not None:
            pending.wait(SETTLE)
        found = self._values()
        outcomes = tuple(self._outcome(check) for check in self.quiz.checks)
        self._forgive(found)
        return QuizResult(self.quiz.name, outcomes)

    def _values(self) -> dict[str, Value]:
        """What the remembered expressions are now; those with calls may have effects."""
        found: dict[str, Value] = {}
        for expression in self.before:
            if "(" not in expression:
                with suppress(DsuError):
                    found[expression] = self.session.eval(
                        expression, timeout=SETTLE, recorded=False
                    )
        return found

    def _forgive(self, found: Mapping[str, Value]) -> None:
        """Remember anew what the checks themselves have changed: it is no fault of the student."""
        after = self._values()
        for expression, value in found.items():
            if expression in after and _kept(self.before[expression], value):
                self.before[expression] = after[expression]

    def require(self) -> QuizResult:
        """Carry out all checks. Raises QuizFailed when one fails."""
        result = self.grade()
        if not result.passed:
            raise QuizFailed(result)
        return result

    def _outcome(self, check: Check) -> Outcome:
        try:
            reason = self._wrong(check)
        except DsuError as error:
            reason = str(error)
        if reason is None:
            return Outcome(check, passed=True)
        hint = f"\n          hint: {check.hint}" if check.hint else ""
        return Outcome(check, passed=False, reason=f"{reason}{hint}")

    def _wrong(self, check: Check) -> str | None:
        """Return what is wrong; None when nothing is."""
        match check.kind:
            case "applied":
                return self._not_applied()
            case "no restart":
                return self._restarted()
            case "changes":
                return self._unchanged(check.subject)
            case "keeps":
                return self._lost(check.subject)
            case "prints":
                return self._not_printed(check)
            case "soon":
                return self._never(check.subject)
            case "expression":
                return self._untrue(check.subject)

    def _made(self) -> tuple[Patch, ...]:
        """The patches of this attempt."""
        made = self.session.journal.patches[self.patches :]
        return tuple(patch for patch in made if not patch.initial)

    def _not_applied(self) -> str | None:
        made = [patch for patch in self._made() if patch.state != "empty"]
        if not made:
            return "no changed cell has been run since the quiz began"
        newest = made[-1]
        if newest.state == "applied":
            return None
        return f"v{newest.version} is {newest.state}: {newest.verdict or newest.summary}"

    def _restarted(self) -> str | None:
        if self.session.pid == self.pid or (self.pid is None and self.session.alive):
            return None
        return "the program was restarted" if self.session.alive else "the program has ended"

    def _unchanged(self, names: str) -> str | None:
        keys = {n for p in self._made() if p.state == "applied" for n in _changed_by(p)}
        changed = {
            self.session.words.owner(name) for name in keys
        }  # a loop is part of its function
        wanted = [name.strip().removeprefix("struct ") for name in names.split(",")]
        missing = [name for name in wanted if name not in changed]
        if not missing:
            return None
        seen = ", ".join(sorted(changed)) or "nothing"
        return f"{', '.join(missing)} did not change; what did: {seen}"

    def _lost(self, expression: str) -> str | None:
        was, now = self.before[expression], self._now(expression)
        if _kept(was, now):
            return None
        return f"it was {was!r} and is {now!r}"

    def _not_printed(self, check: Check) -> str | None:
        before = self.session.output
        self._now(self._with_old(check.subject))
        until = time.monotonic() + SETTLE
        while True:
            text = _since(before, self.session.output).decode("utf-8", "replace")
            if check.wanted in text:
                return None
            if time.monotonic() > until:
                return f"it prints {text!r:.200}"
            time.sleep(0.01)

    def _never(self, expression: str) -> str | None:
        until = time.monotonic() + SETTLE
        while (reason := self._untrue(expression)) is not None and time.monotonic() < until:
            time.sleep(0.01)
        return reason

    def _untrue(self, expression: str) -> str | None:
        compared = self._compared(expression)
        if compared is not None:
            sign, pair = compared
            left, right = pair["left"], pair["right"]
            holds = left == right if sign == "==" else pair["holds"]
            return None if holds else f"it is {left!r}, not {f'{sign} '.lstrip('= ')}{right!r}"
        value = self._now(self._with_old(expression))
        if isinstance(value, CStruct | CArray) or value is None:
            return f"it has no truth value: {value!r}"
        if value != 0 and not (isinstance(value, CPointer) and not value):
            return None
        olds = [f"old({e}) was {self.before[e]!r}" for _, _, e in old_expressions(expression)]
        return f"it is {value!r}" + (f" ({', '.join(olds)})" if olds else "")

    def _compared(self, expression: str) -> tuple[str, CStruct] | None:
        """Evaluate both sides of ``A == B`` once, at one moment; None for no such comparison."""
        sides = sides_of(expression)
        if sides is None:
            return None
        left, right = self._with_old(sides[0]), self._with_old(sides[2])
        sign = sides[1]
        types = f"__typeof__(({left}) + 0)", f"__typeof__(({right}) + 0)"
        members = f"{types[0]} left; {types[1]} right; int holds;"
        text = (
            f"({{ {types[0]} __left = {left}; {types[1]} __right = {right}; "
            f"(struct {{ {members} }}){{ __left, __right, __left {sign} __right }}; }})"
        )
        try:
            value = self._now(text, self._with_old(expression))
        except (CompileError, ParseError, UnsupportedConstruct):
            return None  # let the expression itself say what is wrong with it
        return (sign, value) if isinstance(value, CStruct) else None

    def _now(self, expression: str, written: str = "") -> Value:
        return self.session.eval(expression, timeout=SETTLE, recorded=written or True)

    def _with_old(self, expression: str) -> str:
        """Return the expression with values in place of ``old(...)``."""
        text, end = "", 0
        for start, stop, inner in old_expressions(expression):
            text += expression[end:start] + _literal(self.before[inner], inner)
            end = stop
        return text + expression[end:]


def begin(quiz: Quiz, session: Session, *, from_start: bool = False) -> Attempt:
    """Begin an attempt: remember the process, and the values that the checks speak of.

    ``from_start``: all patches of the session count, not only those from now on.
    """
    patches = 0 if from_start else len(session.journal.patches)
    attempt = Attempt(quiz, session, session.pid, patches)
    for check in quiz.checks:
        wanted = [check.subject] if check.kind == "keeps" else []
        if check.kind in ("expression", "prints", "soon"):
            wanted = [inner for _, _, inner in old_expressions(check.subject)]
        for expression in wanted:
            attempt.before[expression] = session.eval(expression, timeout=SETTLE, recorded=False)
            if check.kind != "keeps":
                _literal(attempt.before[expression], expression)
    return attempt


def _since(before: bytes, output: bytes) -> bytes:
    """What was printed since; of long output only the newest part is kept."""
    return output[len(before) :] if output.startswith(before) else output[-(1 << 16) :]


def _changed_by(patch: Patch) -> set[str]:
    """The names that a patch changes or adds; not what is merely compiled anew."""
    found = patch.difference
    keys = (
        *found.functions_added,
        *found.bodies_changed,
        *found.prototypes_changed,
        *(name.removeprefix("struct ") for name in found.types_added),
        *(change.name.removeprefix("struct ") for change in found.types_changed),
        *found.globals_added,
        *(change.key for change in found.globals_changed),
        *found.constants_replaced,
    )
    # A static function of a file is called name@file; a student calls it by its name.
    return {key.partition("@")[0] for key in keys}


def _kept(was: Value, now: Value) -> bool:
    """Whether a value is still there; a struct may have gained and lost fields."""
    if isinstance(was, CStruct) and isinstance(now, CStruct):
        both = [name for name in was if name in set(now)]
        return bool(both) and all(_kept(was[name], now[name]) for name in both)
    if isinstance(was, CArray) and isinstance(now, CArray):
        return len(now) >= len(was) and all(map(_kept, was, now))
    if isinstance(was, CPointer) and isinstance(now, CPointer):
        return was.address == now.address
    return was == now


def _literal(value: Value, expression: str) -> str:
    """Return a value as C text. Raises DsuError for what has none."""
    if isinstance(value, CString):
        return c_string(value)
    if isinstance(value, CPointer):
        return f"(({value.type}){value.address:#x})"
    if isinstance(value, float):
        return f"({value.hex()})"
    if isinstance(value, int):
        wide = "UL" if value >= 1 << 63 else "L" if abs(value) >= 1 << 31 else ""
        return f"({int(value)}{wide})"
    raise DsuError(f"old({expression}) is no number, pointer or string; use `keeps {expression}`")
