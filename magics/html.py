"""Small pieces of HTML that the figures share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files


def style() -> str:
    """The figures' style sheet, for an output that has to stand alone."""
    return f"<style>{stylesheet()}</style>"


def stylesheet() -> str:
    """The text of ``figures.css``."""
    return (files("dsu_kernel.magics") / "figures.css").read_text("utf-8")


def script(*names: str) -> str:
    """The module of a widget: the files of ``scripts/`` with these names, one behind the other.

    A front end is given one text and knows no other files that it could import.
    """
    folder = files("dsu_kernel.magics") / "scripts"
    return "\n".join((folder / f"{name}.js").read_text("utf-8") for name in names)


def code(text: str) -> str:
    """C text in a line."""
    return f"<code>{escape(text)}</code>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    named = f' class="{kind}"' if kind else ""
    return f"<p{named}>{escape(text)}</p>"


def rows(caption: str, columns: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    """A table of HTML cells; the first cell of a row names the row."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    lines = []
    for first, *others in body:
        cells = "".join(f'<td class="dsu-code">{cell}</td>' for cell in others)
        lines.append(f'<tr><th scope="row" class="dsu-code">{first}</th>{cells}</tr>')
    return (
        f'<div class="dsu-rows"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def details(summary: str, body: str, *, opened: bool = False) -> str:
    """A part that can be folded."""
    mark = " open" if opened else ""
    return f"<details{mark}><summary>{escape(summary)}</summary>{body}</details>"


class Palette:
    """Colours of fields by name, the same in every picture of one figure."""

    SIZE = 6

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, name: str) -> str:
        """The class for a field."""
        number = self._known.setdefault(name, len(self._known))
        return f"dsu-c{number % self.SIZE}"
