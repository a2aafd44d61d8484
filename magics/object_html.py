"""Objects of the live process as HTML: their parts, their bytes, links along their pointers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from dsu_kernel.memory.cell import ROW, lines, one_line, title

from .html import Palette, code, details, paragraph, rows
from .layout_html import layout_html

if TYPE_CHECKING:
    from dsu_kernel.memory.cell import Cell, Line, ObjectState
    from dsu_kernel.memory.graph import Node, ObjectGraph
    from dsu_kernel.memory.inspector import Census, Conversion, Update

_MOST_BYTES = 256
_BADGES = {"older": "dsu-late", "unborn": "dsu-late", "foreign": "dsu-bad", "unreadable": "dsu-bad"}


def object_html(
    cell: Cell, links: Mapping[int, str] | None = None, palette: Palette | None = None
) -> str:
    """A table of the parts of an object, and its memory in the colours of the parts.

    ``links``: the HTML that stands for a pointer, by the address at which the pointer lies.
    """
    palette = palette or Palette()
    body = [_row(line, palette, links or {}) for line in lines(cell)]
    if not body:
        body = [(code(cell.name), code(cell.type), "0", _value(cell, cell.text, links or {}))]
    state = badge(cell.state) if cell.state is not None else ""
    table = rows(title(cell).partition(f", {cell.size} bytes")[0], _COLUMNS, body)
    return f"{table}{state}{_memory(cell, palette)}"


_COLUMNS = ("field", "type", "offset", "value")


def badge(state: ObjectState) -> str:
    """What the version word says."""
    return f'<span class="dsu-badge {_BADGES.get(state.status, "")}">{escape(str(state))}</span>'


def _row(line: Line, palette: Palette, links: Mapping[int, str]) -> tuple[str, ...]:
    cell = line.cell
    indent = "&emsp;" * line.depth
    name = f'{indent}<span class="{palette.of(cell.name) if not line.depth else ""}">'
    value = badge(cell.state) if cell.state is not None else _value(cell, one_line(line), links)
    return (f"{name}{escape(cell.name)}</span>", code(cell.type), str(cell.offset), value)


def _value(cell: Cell, text: str, links: Mapping[int, str]) -> str:
    link = links.get(cell.address) if cell.target is not None else None
    kind = cell.target.kind if cell.target is not None else ""
    shown = f'<span class="dsu-badge dsu-bad">{escape(text)}</span>' if kind == "unreadable" else ""
    return f"{shown or escape(text)} {link or ''}".rstrip()


# ---- bytes -------------------------------------------------------------------------------


def _memory(cell: Cell, palette: Palette) -> str:
    if cell.state is None:
        return _dump("memory", cell.data, cell.address, _by_parts(cell, palette))
    word = range(cell.state.word_offset, cell.state.word_offset + 4)
    if not cell.state.outgrown:
        fields = _by_parts(cell, palette)
        return _dump("memory", cell.data, cell.address, _framed(fields, word))
    own = _dump("memory", cell.data, cell.address, _framed(lambda at: "dsu-pointer", word))
    there = _by_parts(cell, palette)
    return own + _dump("its data, elsewhere", cell.storage, cell.state.data, there)


def _by_parts(cell: Cell, palette: Palette) -> Callable[[int], str]:
    if not cell.parts:
        return lambda at: "dsu-c0"

    def kind(at: int) -> str:
        for part in cell.parts:
            if part.offset <= at < part.offset + part.size:
                return palette.of(part.name)
        return "dsu-padding"

    return kind


def _framed(inner: Callable[[int], str], word: range) -> Callable[[int], str]:
    return lambda at: "dsu-version" if at in word else inner(at)


def _dump(caption: str, data: bytes, address: int, kind: Callable[[int], str]) -> str:
    """Bytes in rows of sixteen; their colours are those of the fields that they belong to."""
    lines = "".join(_dump_rows(data[:_MOST_BYTES], address, kind))
    rest = len(data) - _MOST_BYTES
    more = f'<tr><td colspan="17">… {rest} bytes more</td></tr>' if rest > 0 else ""
    return (
        f'<div class="dsu-rows"><table class="dsu-dump"><caption>{escape(caption)}</caption>'
        f"<tbody>{lines}{more}</tbody></table></div>"
    )


def _dump_rows(data: bytes, address: int, kind: Callable[[int], str]) -> Iterator[str]:
    for start in range(0, len(data), ROW):
        cells = "".join(
            f'<td class="{kind(at)}">{data[at]:02x}</td>'
            for at in range(start, min(start + ROW, len(data)))
        )
        yield f'<tr><th scope="row">{address + start:#x}</th>{cells}</tr>'


# ---- several objects ---------------------------------------------------------------------


def graph_html(graph: ObjectGraph, mark: str) -> str:
    """Each object of a graph, its pointers as links to the others; ``mark`` begins their ids."""
    parts = "".join(_node(node, mark, _links(node, mark), "") for node in graph.nodes)
    return f'<div class="dsu-fig">{parts}</div>'


def browser_html(graph: ObjectGraph, before: Mapping[int, Cell], mark: str) -> str:
    """The same with buttons (``data-do``): follow a pointer, convert an object, read again.

    ``before``: what objects were, by their number, before they were converted here.
    """
    parts = []
    for node in graph.nodes:
        links = {**_links(node, mark), **_buttons(node)}
        state = node.cell.state
        after = _convert_button(node.number) if state and state.status in _BADGES_LATE else ""
        if node.number in before:
            after += details("before its conversion", object_html(before[node.number]))
        parts.append(_node(node, mark, links, after))
    again = '<button type="button" data-do="refresh">Read memory again</button>'
    return f'<div class="dsu-fig"><p>{again}</p>{"".join(parts)}</div>'


_BADGES_LATE = ("older", "unborn")


def _convert_button(number: int) -> str:
    text = "Convert it now"
    return f'<button type="button" data-do="convert" data-node="{number}">{text}</button>'


def _links(node: Node, mark: str) -> dict[int, str]:
    return {
        link.cell.address: f'<a href="#{mark}-{link.node}">→ {escape(link.path)}</a>'
        for link in node.links
        if link.node is not None
    }


def _buttons(node: Node) -> dict[int, str]:
    return {
        link.cell.address: f'<button type="button" data-do="follow" data-node="{node.number}" '
        f'data-at="{link.cell.address}">→ follow {escape(link.path)}</button>'
        for link in node.links
        if link.node is None
    }


def _node(node: Node, mark: str, links: Mapping[int, str], after: str) -> str:
    named = f'id="{mark}-{node.number}" aria-label="{escape(node.path)}" tabindex="-1"'
    body = object_html(node.cell, links)
    return f'<section class="dsu-node" {named}>{body}{after}</section>'


def conversion_html(conversion: Conversion) -> str:
    """An object before and after, side by side."""
    palette = Palette()
    sides = "".join(
        f'<section aria-label="{word}">{paragraph(word, "dsu-title")}'
        f"{object_html(cell, palette=palette)}</section>"
        for word, cell in (("before", conversion.before), ("after", conversion.after))
    )
    return f'<div class="dsu-fig"><div class="dsu-side">{sides}</div></div>'


def census_html(census: Census) -> str:
    """The objects of a type, one in a row."""
    body = [
        (
            code(instance.path),
            f"{instance.cell.address:#x}",
            badge(instance.cell.state) if instance.cell.state is not None else "",
            escape(instance.cell.text),
        )
        for instance in census.instances
    ]
    title_, _, _ = str(census).partition("\n")
    columns = ("object", "address", "version", "value")
    table = rows(census.type, columns, body) if body else ""
    return f'<div class="dsu-fig">{paragraph(title_, "dsu-title")}{table}</div>'


def update_html(update: Update) -> str:
    """For each changed type its layouts and its objects."""
    parts = "".join(layout_html(t.layout) + census_html(t.objects) for t in update.types)
    return parts or f'<div class="dsu-fig">{paragraph(str(update))}</div>'
