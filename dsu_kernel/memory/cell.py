"""Values in the memory of a live process, as frozen data and as text: a table, then the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dsu_kernel.cfront.types import CType

Status = Literal["current", "older", "unborn", "foreign", "unreadable"]
TargetKind = Literal["null", "function", "object", "unreadable"]


@dataclass(frozen=True, slots=True)
class ObjectState:
    """What the version word of a wrapped object says.

    ``version`` is the version of its data (None when the word belongs to no version of the type),
    ``newest`` the one that code in force expects. ``word`` is the version word, at
    ``word_offset`` in the object. ``data`` is where the data lies: in the object,
    or, when ``outgrown``, in storage of its own.
    """

    status: Status
    version: int | None
    newest: int
    word: int
    word_offset: int
    data: int
    outgrown: bool = False

    def __str__(self) -> str:
        match self.status:
            case "current":
                return f"v{self.version}, the newest"
            case "older":
                return f"v{self.version}, will be converted to v{self.newest} at first use"
            case "unborn":
                late = f", will be converted to v{self.newest} at first use" if self.newest else ""
                return f"v0 (not stamped yet: its version word is 0){late}"
            case "unreadable":
                return "memory that cannot be read"
        return f"no object of this type: its version word is {self.word:#x}"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a pointer leads; ``name`` is that of a function or global at exactly that place."""

    kind: TargetKind
    address: int
    type: str
    name: str = ""
    ctype: CType | None = field(default=None, repr=False, compare=False)

    @property
    def followable(self) -> bool:
        """Whether there is an object to look at."""
        return self.kind == "object" and self.ctype is not None

    def __str__(self) -> str:
        if self.kind == "null":
            return "NULL"
        where = f"{self.address:#x}"
        if self.kind == "unreadable":
            return f"{where}, which cannot be read"
        return f"{where} ({self.name})" if self.name else where


@dataclass(frozen=True, slots=True)
class Cell:
    """A value at an address: a number, a pointer, or parts.

    ``offset`` counts from the beginning of the block that holds it, ``data`` are its bytes as far
    as they could be read. ``value`` is C text, empty for what has parts. ``state`` is that of a
    wrapped object, whose own bytes are followed by its ``storage`` when it is outgrown.
    """

    name: str
    type: str
    address: int
    offset: int
    size: int
    data: bytes
    value: str = ""
    target: Target | None = None
    parts: tuple[Cell, ...] = ()
    omitted: int = 0
    state: ObjectState | None = None
    storage: bytes = b""
    ctype: CType | None = field(default=None, repr=False, compare=False)

    def part(self, name: str) -> Cell:
        """Return a part by its name. Raises KeyError."""
        for cell in self.parts:
            if cell.name == name:
                return cell
        raise KeyError(name)

    @property
    def text(self) -> str:
        """The value in one line, parts in braces."""
        if self.target is not None:
            return str(self.target) if not self.value else f"{self.target} {self.value}"
        if not self.parts:
            lost = self.state is not None and self.state.status in ("foreign", "unreadable")
            return self.value or ("unreadable" if lost else "{}")
        named = not self.parts[0].name.startswith("[")
        inner = [f"{c.name} = {c.text}" if named and c.name else c.text for c in self.parts]
        if self.omitted:
            inner.append(f"… {self.omitted} more")
        return "{" + ", ".join(inner) + "}"

    def __str__(self) -> str:
        return cell_text(self)


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
