"""Values in the memory of a live process, as frozen data."""

from __future__ import annotations

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
        from dsu_kernel.memory.cell_text import cell_text

        return cell_text(self)
