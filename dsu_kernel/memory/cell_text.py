"""Cells as text: a table of the parts, then the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsu_kernel.memory.cell import Cell

ROW = 16


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table of an object: a part at some depth."""

    depth: int
    cell: Cell

    @property
    def value(self) -> str:
        """The value, or what is said about an object with parts of its own."""
        cell = self.cell
        if cell.state is not None:
            return str(cell.state)
        return "" if cell.parts else cell.text


def lines(cell: Cell, depth: int = 0) -> Iterator[Line]:
    """Yield the parts of a cell, each followed by its own; plain arrays stay in one line."""
    for part in cell.parts:
        if part.parts and not _plain_array(part):
            yield Line(depth, part)
            yield from lines(part, depth + 1)
        else:
            yield Line(depth, part)


def _plain_array(cell: Cell) -> bool:
    return all(not p.parts and p.state is None and p.target is None for p in cell.parts)


def one_line(line: Line) -> str:
    """Return what stands in the column of values."""
    return line.cell.text if line.cell.parts and _plain_array(line.cell) else line.value


def title(cell: Cell) -> str:
    """Return the line about the whole: what it is, where, in which version."""
    state = f", {cell.state}" if cell.state is not None else ""
    name = f"{cell.name}: " if cell.name else ""
    return f"{name}{cell.type} at {cell.address:#x}, {cell.size} bytes{state}"


def cell_text(cell: Cell) -> str:
    """Return a table of the parts of a value and its memory."""
    rows = [("offset", "field", "type", "value")]
    rows += [
        (str(line.cell.offset), "  " * line.depth + line.cell.name, line.cell.type, one_line(line))
        for line in lines(cell)
    ]
    parts = [title(cell)]
    if len(rows) > 1:
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        parts += [
            "  " + "  ".join([*map(str.ljust, row[:3], widths), row[3]]).rstrip() for row in rows
        ]
        if cell.omitted:
            parts.append(f"  … {cell.omitted} more elements")
    elif cell.state is None:
        parts.append(f"  {cell.text}")
    parts += ["  memory:", *(f"    {row}" for row in dump(cell.data, cell.address))]
    if cell.storage and cell.state is not None:
        parts += ["  its data, elsewhere:"]
        parts += [f"    {row}" for row in dump(cell.storage, cell.state.data)]
    return "\n".join(parts)


def dump(data: bytes, address: int, most: int = 256) -> list[str]:
    """Return bytes in rows of sixteen, with their addresses."""
    rows = [
        f"{address + at:#x}  {data[at : at + ROW].hex(' ')}"
        for at in range(0, min(len(data), most), ROW)
    ]
    return [*rows, f"… {len(data) - most} bytes more"] if len(data) > most else rows
