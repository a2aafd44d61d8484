"""Layouts of types as HTML: tables to scale, one column for each byte."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from dsu_kernel.memory.layout import ROW, happening, heading, label, readable

from .html import Palette, code, details, paragraph, rows

if TYPE_CHECKING:
    from dsu_kernel.memory.layout import Block, Segment, Step, TypeLayout, VersionLayout


def layout_html(layout: TypeLayout) -> str:
    """All versions side by side, then what happens to each field on the way."""
    palette = Palette()
    why = f": {layout.reason}" if layout.reason else ""
    head = f"{layout.name}, {layout.size} bytes in the process, {layout.wrappability}{why}"
    pictures = "".join(_version(version, palette) for version in layout.versions)
    steps = "".join(map(_step, layout.steps))
    return (
        f'<div class="dsu-fig">{paragraph(head, "dsu-title")}'
        f'<div class="dsu-side">{pictures}</div>{steps}</div>'
    )


def _version(version: VersionLayout, palette: Palette) -> str:
    blocks = "".join(block_html(block, palette) for block in version.blocks)
    return f"<figure><figcaption>{escape(heading(version))}</figcaption>{blocks}</figure>"


def block_html(block: Block, palette: Palette) -> str:
    """A table with a row for each sixteen bytes; a field spans as many columns as it has bytes."""
    width = min(ROW, max(block.size, 1))
    head = "".join(
        f'<th scope="col" colspan="{min(4, width - at)}">+{at}</th>' for at in range(0, width, 4)
    )
    caption = escape(f"{block.title}, {block.size} bytes")
    body = "".join(_rows(block, width, palette))
    share = f"{100 * width / ROW:.0f}"
    return (
        f'<table class="dsu-mem" style="width: {share}%"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _rows(block: Block, width: int, palette: Palette) -> Iterator[str]:
    hidden = 0
    for start in range(0, block.size, ROW):
        end = min(start + ROW, block.size)
        pieces = [s for s in block.segments if s.offset < end and s.end > start]
        if len(pieces) == 1 and pieces[0].offset < start and pieces[0].end > end:
            hidden += end - start
            continue
        if hidden:
            yield f'<tr><td colspan="{width}" class="dsu-none">⋮ {hidden} bytes</td></tr>'
            hidden = 0
        cells = "".join(_cell(s, max(start, s.offset), min(end, s.end), palette) for s in pieces)
        yield f"<tr>{cells}</tr>"


def _cell(segment: Segment, low: int, high: int, palette: Palette) -> str:
    kind = segment_class(segment, palette)
    first = low == segment.offset
    name = label(segment) if first else "…"
    text = code(name) if segment.kind in ("field", "bits") else escape(name)
    where = f"{segment.offset}: {segment.size} byte{'s' * (segment.size != 1)}" if first else ""
    hint = escape(f"{label(segment)}, {segment.size} bytes at {segment.offset}")
    span = f'colspan="{high - low}" class="{kind}" title="{hint}"'
    return f"<td {span}>{text}<small>{where}</small></td>"


def segment_class(segment: Segment, palette: Palette) -> str:
    """The class that gives a segment its look."""
    if segment.kind in ("field", "bits"):
        return palette.of(segment.name)
    return f"dsu-{segment.kind}"


def _step(step: Step) -> str:
    body = [
        (
            code(move.name),
            code(f"{label(move.old)} at {move.old.offset}") if move.old else "",
            code(f"{label(move.new)} at {move.new.offset}") if move.new else "",
            escape(happening(move)),
        )
        for move in step.moves
    ]
    caption = f"From v{step.old} to v{step.new}"
    table = rows(caption, ("field", f"v{step.old}", f"v{step.new}", "what happens"), body)
    if not step.transformer:
        return table
    text = f"<pre><code>{escape(readable(step.transformer))}</code></pre>"
    return table + details("the type transformer, in C", text, opened=True)
