"""Where the fields of a struct type lie, version by version, in bytes; as text: boxes to scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["field", "bits", "padding", "slop", "pointer", "version"]
POINTER = 8
"""Bytes of a pointer on the machines that the runtime knows (x86-64, aarch64)."""
WORD = 4
"""Bytes of the version word (``unsigned`` in dsu_abi.h)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Some bytes in a row with one meaning; ``name`` and ``type`` are those of a field."""

    kind: Kind
    name: str
    type: str
    offset: int
    size: int

    @property
    def end(self) -> int:
        """The offset behind the segment."""
        return self.offset + self.size


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of memory without gaps between its segments: an object, or its storage elsewhere."""

    title: str
    size: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class VersionLayout:
    """One version of a type.

    ``since`` is the program version that brought it, ``size`` and ``align`` are those of the data
    alone. ``outgrown``: the object holds a pointer to the second block. ``waiting``: the patch that
    brings it is not applied yet.
    """

    number: int
    since: int
    size: int
    align: int
    outgrown: bool
    blocks: tuple[Block, ...]
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of a field in the step to the next version.

    ``how``: "kept" (same bytes at the same place), "moved", "converted" (it has another type),
    "lost" (so that its value is not carried over), "new" or "dropped".
    """

    name: str
    how: Literal["kept", "moved", "converted", "lost", "new", "dropped"]
    old: Segment | None
    new: Segment | None


@dataclass(frozen=True, slots=True)
class Step:
    """From one version of a type to the next; ``transformer`` is the C that does it."""

    old: int
    new: int
    moves: tuple[Move, ...]
    transformer: str


@dataclass(frozen=True, slots=True)
class TypeLayout:
    """A struct type with all its versions, oldest first, and the steps between them.

    ``size`` is that of an object in the live process. A ``fixed`` type has one version, without a
    version word.
    """

    name: str
    size: int
    wrappability: str
    reason: str
    versions: tuple[VersionLayout, ...]
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return layout_text(self)


ROW = 16
"""Bytes in a row."""
_CHARS = 4  # columns for each byte
_MARKER = re.compile(r'^# \d+ "(?:[^"\\]|\\.)*".*\n', re.MULTILINE)


def layout_text(layout: TypeLayout) -> str:
    """Return all versions of a type with the steps between them."""
    why = f": {layout.reason}" if layout.reason else ""
    parts = [f"{layout.name}, {layout.size} bytes in the process, {layout.wrappability}{why}"]
    steps = {step.old: step for step in layout.steps}
    for version in layout.versions:
        parts.append(version_text(version))
        if version.number in steps:
            parts.append(step_text(steps[version.number]))
    return "\n\n".join(parts)


def heading(version: VersionLayout) -> str:
    """Return one line about a version."""
    came = "waits for a safe moment" if version.waiting else f"since v{version.since}"
    away = ", outgrown: its data lies elsewhere" if version.outgrown else ""
    size = f"{version.size} bytes of data, aligned to {version.align}"
    return f"v{version.number} of the type ({came} of the program): {size}{away}"


def version_text(version: VersionLayout) -> str:
    """Return the blocks of one version."""
    blocks = [
        f"{block.title}, {block.size} bytes:\n{block_text(block)}" for block in version.blocks
    ]
    return "\n".join([heading(version), *blocks])


def label(segment: Segment) -> str:
    """Return what a segment is, in words."""
    if segment.kind == "field":
        return segment.type or segment.name
    if segment.kind == "pointer":
        return "pointer to the data"
    if segment.kind == "version":
        return "version word"
    return segment.name or segment.kind


def block_text(block: Block) -> str:
    """Return a block as boxes, with the offsets of their left sides above."""
    lines: list[str] = []
    hidden = 0
    for start in range(0, block.size, ROW):
        pieces = [s for s in block.segments if s.offset < start + ROW and s.end > start]
        inner = len(pieces) == 1 and pieces[0].offset < start and pieces[0].end > start + ROW
        if inner:
            hidden += ROW
            continue
        if hidden:
            lines.append(f"    ⋮ {hidden} bytes")
            hidden = 0
        lines += _row(pieces, start, min(block.size, start + ROW))
    return "\n".join(lines)


def _row(pieces: list[Segment], start: int, end: int) -> list[str]:
    cuts = [(s, max(s.offset, start), min(s.end, end)) for s in pieces]
    scale = "".join(str(low).ljust((high - low) * _CHARS) for _, low, high in cuts)
    widths = [(high - low) * _CHARS - 1 for _, low, high in cuts]
    texts = [label(s) if low == s.offset else "…" for s, low, _ in cuts]
    names = map(_fit, texts, widths)
    return [
        f"  {scale}{end}",
        f"  ┌{'┬'.join('─' * w for w in widths)}┐",
        f"  │{'│'.join(names)}│",
        f"  └{'┴'.join('─' * w for w in widths)}┘",
    ]


def _fit(text: str, width: int) -> str:
    return text.center(width) if len(text) <= width else text[: width - 1] + "…"


def step_text(step: Step) -> str:
    """Return what happens to each field, and the C that does it."""
    lines = [f"v{step.old} → v{step.new}:", *(f"  {move_text(move)}" for move in step.moves)]
    if step.transformer:
        lines += [f"  {line}" for line in readable(step.transformer).splitlines()]
    return "\n".join(lines)


def move_text(move: Move) -> str:
    """Return one line about a field."""
    field = move.new or move.old
    assert field is not None
    return f"{label(field)}: {happening(move)}"


def happening(move: Move) -> str:
    """Return what happens to a field."""
    old, new = move.old, move.new
    if new is None:
        return f"dropped (was at {old.offset if old else 0})"
    if old is None:
        return f"new at {new.offset}"
    if move.how in ("converted", "lost"):
        lost = ", its value is not carried over" if move.how == "lost" else ""
        return f"was {label(old)} at {old.offset}, now at {new.offset}{lost}"
    if move.how == "moved":
        return f"from {old.offset} to {new.offset}"
    return f"stays at {new.offset}"


def readable(code: str) -> str:
    """Return generated C without line markers and what only checks it."""
    kept = [
        line for line in _MARKER.sub("", code).splitlines() if not line.startswith("_Static_assert")
    ]
    return "\n".join(kept)
