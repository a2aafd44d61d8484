"""Every error a user can meet, as one small hierarchy rooted in :class:`DsuError`."""

from __future__ import annotations

import re
from dataclasses import dataclass


class DsuError(Exception):
    """Base of all errors raised on purpose; the message is meant for the user."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in the user's text: unit name, 1-based line, 1-based column (0: unknown)."""

    unit: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        line = f"{self.unit}:{self.line}"
        return f"{line}:{self.column}" if self.column else line

    def told_in(self, text: str) -> str:
        """Return a text with this place: in full where it names the line, else at its end."""
        named = re.search(rf"(?<!\w){re.escape(f'{self.unit}:{self.line}')}(?![:\d])", text)
        if named is None:
            return f"{text} ({self})"
        return f"{text[: named.start()]}{self}{text[named.end() :]}"


class ParseError(DsuError):
    """The front end cannot parse the text at ``place``."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        self.place = place
        super().__init__(f"{place}: {message}" if place else message)


class UnsupportedConstruct(DsuError):
    """A construct of C that is understood but not supported in live programs."""

    def __init__(self, construct: str, place: Place | None, hint: str = "") -> None:
        self.construct = construct
        self.place = place
        self.hint = hint
        text = f"{construct} is not supported in a live program"
        if place:
            text = f"{place}: {text}"
        super().__init__(f"{text}; {hint}" if hint else text)


class CompileError(DsuError):
    """The C compiler refused the text; the message is the compiler's, placed in the user's unit."""

    def __init__(self, message: str, diagnostics: tuple[object, ...] = ()) -> None:
        self.diagnostics = diagnostics
        super().__init__(message)


class PatchRefused(DsuError):
    """The patch cannot be applied; nothing has changed. ``refusals`` has the reasons as data."""

    def __init__(self, message: str, refusals: tuple[object, ...] = ()) -> None:
        self.refusals = refusals
        super().__init__(message)


class TransformerFault(DsuError):
    """A user's type transformer crashed: objects have what the generated transformer made."""


class NoProgram(DsuError):
    """Nothing was defined yet."""

    def __init__(self) -> None:
        super().__init__("there is no program yet; begin with define()")


class ProcessGone(DsuError):
    """The live process has ended; ``exit`` says how. ``restart()`` begins anew."""

    def __init__(self, exit_report: object) -> None:
        self.exit = exit_report
        super().__init__(f"{exit_report}\nrestart() starts the program anew from its text")


class ArgumentError(DsuError):
    """A Python value does not fit the parameter that it is given to."""
