"""Tab in the C of a Python notebook: below ``%%dsu_...`` and behind ``%dsu`` names are C's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from dsu_kernel.editor.routing import c_begins

from .sessions import Sessions

Matcher = Callable[[CompletionContext], SimpleMatcherResult]


def add_matcher(shell: Any, sessions: Sessions) -> None:  # noqa: ANN401 - IPython is untyped
    """Let the shell's completer ask the program; there is one such matcher at most."""
    remove_matcher(shell)
    shell.Completer.custom_matchers.append(_matcher(sessions))


def remove_matcher(shell: Any) -> None:  # noqa: ANN401
    """Take the matcher away."""
    matchers = shell.Completer.custom_matchers
    matchers[:] = [m for m in matchers if not getattr(m, "completes_live_c", False)]


def _matcher(sessions: Sessions) -> Matcher:
    @context_matcher()
    def live_c(context: CompletionContext) -> SimpleMatcherResult:
        lines = context.full_text.split("\n")
        cursor = sum(len(line) + 1 for line in lines[: context.cursor_line])
        cursor += context.cursor_position
        begin = c_begins(context.full_text, cursor)
        if begin is None:
            return SimpleMatcherResult(completions=[])
        text = context.full_text[begin:]
        found = sessions.get().session.complete(text, cursor - begin)
        return SimpleMatcherResult(
            completions=[SimpleCompletion(text=name, type="C") for name in found.matches],
            matched_fragment=text[found.start : cursor - begin],
            suppress=True,
        )

    matcher: Any = live_c
    matcher.completes_live_c = True
    return matcher  # type: ignore[no-any-return]
