"""Shift-Tab in the C of a Python notebook: below ``%%dsu_...`` and behind ``%dsu`` C is told about.

IPython's own inspection gets only a name; the kernel, which gets the cell and the cursor, is asked
first. In a terminal there is no kernel and nothing to do.
"""

from __future__ import annotations

from typing import Any

from dsu_kernel.editor.routing import c_begins

from .sessions import Sessions


def add_inspection(shell: Any, sessions: Sessions) -> None:  # noqa: ANN401 - IPython is untyped
    """Let the shell's kernel ask the program first."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return
    remove_inspection(shell)
    others: Any = kernel.do_inspect

    def do_inspect(code: str, cursor_pos: int, *rest: Any, **options: Any) -> Any:  # noqa: ANN401
        text = None
        if c_begins(code, cursor_pos) is not None:
            text = sessions.get().session.inspect_at(code, cursor_pos)
        if text is None:
            return others(code, cursor_pos, *rest, **options)
        return {"status": "ok", "found": True, "data": {"text/plain": text}, "metadata": {}}

    kernel.do_inspect = do_inspect


def remove_inspection(shell: Any) -> None:  # noqa: ANN401
    """Take it back: the method of the kernel's class is left."""
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        vars(kernel).pop("do_inspect", None)
