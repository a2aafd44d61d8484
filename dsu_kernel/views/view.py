"""What readers are shown: one value with a text form and an HTML form that say the same.

Meaning is carried by words and by table structure, never by colour, so that the text form, a screen
reader and a saved notebook tell the whole story.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dsu_kernel.program.words import Words


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; the first cell of a row names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self, width: int | None = None) -> str:
        """The table in aligned columns, its caption above; in a list where it is wider."""
        lines = [cells for row in (self.columns, *self.rows) for cells in _lines_of(row)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        if width is not None and sum(widths) + 2 * len(widths) > width:
            return self._list()
        body = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in lines]
        return "\n".join([f"{self.caption}:", *(f"  {line}" for line in body)])

    def told(self, words: Words) -> Table:
        """The same for readers: with words for generated names."""
        return replace(self, rows=tuple(tuple(map(words.told, row)) for row in self.rows))

    def _list(self) -> str:
        """One paragraph for each row: its name, and below it what else it says."""
        lines = [f"{self.caption}:"]
        for first, *rest in self.rows:
            lines.append(f"  {first}")
            for name, cell in zip(self.columns[1:], rest, strict=True):
                told = cell.replace("\n", "; ")
                lines += [f"    {name}: {told}"] if cell else []
        return "\n".join(lines)

    def html(self) -> str:
        """A table with a caption and header cells for its columns and rows."""
        head = "".join(f'<th scope="col" {_LEFT}>{escape(name)}</th>' for name in self.columns)
        body = "".join(f"<tr>{_row(row)}</tr>" for row in self.rows)
        return (
            f"<table><caption {_LEFT}>{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


@dataclass(frozen=True, slots=True)
class Source:
    """C text under a caption; ``generated``: not the user's, its names are as they are."""

    caption: str
    code: str
    generated: bool = False

    def told(self, words: Words) -> Source:
        """The same for readers: with words for generated names."""
        return self if self.generated else replace(self, code=words.told(self.code))

    def text(self, width: int | None = None) -> str:
        """The code, its caption above."""
        return f"{self.caption}:\n{self.code}"

    def html(self) -> str:
        """A figure whose caption names the code."""
        return (
            f"<figure><figcaption>{escape(self.caption)}</figcaption>"
            f"<pre><code>{escape(self.code)}</code></pre></figure>"
        )


@dataclass(frozen=True, slots=True)
class Beside:
    """Two texts side by side, each under its own heading."""

    left: Source
    right: Source

    def told(self, words: Words) -> Beside:
        """The same for readers: with words for generated names."""
        return Beside(self.left.told(words), self.right.told(words))

    def text(self, width: int | None = None) -> str:
        """Two columns; the left one as wide as it needs."""
        left = [self.left.caption, *self.left.code.splitlines()]
        right = [self.right.caption, *self.right.code.splitlines()]
        column = max(map(len, left))
        if width is not None and column + 3 + max(map(len, right)) > width:
            return f"{self.left.text()}\n{self.right.text()}"
        rows = zip_longest(left, right, fillvalue="")
        return "\n".join(f"{a.ljust(column)}   {b}".rstrip() for a, b in rows)

    def html(self) -> str:
        """A table of two cells, each headed by its caption."""
        sides = (self.left, self.right)
        head = "".join(
            f'<th scope="col" style="text-align: left">{escape(side.caption)}</th>'
            for side in sides
        )
        cells = "".join(
            '<td style="text-align: left; vertical-align: top">'
            f"<pre><code>{escape(side.code)}</code></pre></td>"
            for side in sides
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """A title, notes and tables; ``data`` is the value of the session that they describe."""

    title: str
    parts: tuple[str | Table | Source | Beside, ...] = ()
    data: object = field(default=None, compare=False)

    def text(self, width: int | None = None) -> str:
        """All of it; ``width``: in so many columns, where tables can do it."""
        parts = (p if isinstance(p, str) else p.text(width) for p in self.parts)
        return "\n".join([self.title, *parts])

    def told(self, words: Words) -> View:
        """The same for readers: with words for generated names."""
        parts = (words.told(p) if isinstance(p, str) else p.told(words) for p in self.parts)
        return replace(self, title=words.told(self.title), parts=tuple(parts))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        title = f"<p><strong>{escape(self.title)}</strong></p>"
        return "".join([title, *(_note(p) if isinstance(p, str) else p.html() for p in self.parts)])


def table(caption: str, columns: str, rows: Iterable[Iterable[object]]) -> Table:
    """A :class:`Table` of anything that has a ``str``; ``columns`` are separated by commas.

    Columns in which no row says anything are left out.
    """
    names = [name.strip() for name in columns.split(",")]
    cells = [list(map(str, row)) for row in rows]
    used = [i for i in range(len(names)) if any(row[i] for row in cells)]
    texts = tuple(tuple(row[i] for i in used) for row in cells)
    return Table(caption, tuple(names[i] for i in used), texts)


_LEFT = 'style="text-align: left; vertical-align: top"'  # JupyterLab puts all to the right


def _note(text: str) -> str:
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>'


def _row(cells: tuple[str, ...]) -> str:
    first, *rest = (escape(cell).replace("\n", "<br>") for cell in cells)
    others = "".join(f"<td {_LEFT}>{cell}</td>" for cell in rest)
    return f'<th scope="row" {_LEFT}>{first}</th>{others}'


def _lines_of(cells: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The lines of a row whose cells may have several lines each."""
    columns = (cell.split("\n") for cell in cells)
    return list(zip_longest(*columns, fillvalue=""))
