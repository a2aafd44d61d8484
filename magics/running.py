"""Waiting for a program: its input is asked for, and an interrupt ends the waiting alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from IPython.core.error import StdinNotImplementedError

from dsu_kernel.errors import DsuError, ProcessGone
from dsu_kernel.views.view import View

if TYPE_CHECKING:
    from dsu_kernel.session import Session

R = TypeVar("R")
PROMPT = "input for the program: "


class NoInput(DsuError):
    """The program waits for input, and the front end has no place to type it."""


def ask() -> str | None:
    """Return the line that the user types for the program, None for the end of input."""
    try:
        return f"{input(PROMPT)}\n"
    except EOFError:
        return None
    except StdinNotImplementedError as error:
        raise NoInput(
            "the program waits for its standard input, and there is nobody to ask here; "
            "%dsu_input TEXT gives it a line, %dsu_input alone ends its input"
        ) from error


def unless_interrupted(wait: Callable[[], R]) -> R | None:
    """Wait until done, or until the user interrupts: that ends the waiting and nothing else."""
    try:
        return wait()
    except KeyboardInterrupt:
        return None


def watched(
    session: Session,
    name: str,
    seconds: float | None,
    start: Callable[[], None] = lambda: None,
) -> View:
    """Start a program and wait for its end; tell how it ended, or that it goes on."""
    waits = ""

    def run() -> object:
        nonlocal waits
        start()
        try:
            return session.wait_exit(seconds, on_input=ask)
        except NoInput as error:
            waits = str(error)
            return None

    # The program may run, and be heard of, before start() has returned.
    report = unless_interrupted(run)
    if report is None:
        state = "is running" if session.running else "was not started"
        return View(f"{name} {state}", (waits,) if waits else ())
    if getattr(report, "signal", None) is not None:
        raise ProcessGone(report)
    return View(str(report), (), report)
