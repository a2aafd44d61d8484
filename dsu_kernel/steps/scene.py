"""One picture of memory: the blocks in sight, what pointers lead to, what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dsu_kernel.cfront.types import Basic, CType, EnumType, Pointer, describe, unqualified
from dsu_kernel.memory.cell import Cell
from dsu_kernel.memory.decode import Decoder
from dsu_kernel.memory.graph import member_path, pointers
from dsu_kernel.steps.trace import Arrow

MOST_HEAP = 24
"""Objects in the heap that are shown."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar in a block: how it is called, and what is there in its object's own version."""

    path: str
    type: str
    address: int
    text: str


def heap_of(blocks: Iterable[Cell], decoder: Decoder) -> tuple[Cell, ...]:
    """Return the objects outside of the blocks that pointers in them lead to, and so on."""
    known = list(blocks)
    found: list[Cell] = []
    queue = list(known)
    while queue and len(found) < MOST_HEAP:
        cell = queue.pop(0)
        for pointer, path in pointers(cell, cell.name):
            target = pointer.target
            assert target is not None
            assert target.ctype is not None
            if pointer.value or any(_inside(target.address, block) for block in known):
                continue
            new = decoder.cell(target.ctype, target.address, path)
            known.append(new)
            found.append(new)
            queue.append(new)
    return tuple(found[:MOST_HEAP])


def _inside(address: int, cell: Cell) -> bool:
    if cell.address <= address < cell.address + cell.size:
        return True
    away = cell.state is not None and cell.state.outgrown
    return away and cell.state.data <= address < cell.state.data + len(cell.storage)  # type: ignore[union-attr]


def leaves(cell: Cell, path: str) -> Iterator[Leaf]:
    """Yield the scalars of a block, the pointer of an outgrown object to its data included."""
    state = cell.state
    if state is not None and state.outgrown:
        spelled = f"struct __{cell.type.removeprefix('struct ')}{state.version} *"
        yield Leaf(f"{path}'s pointer to its data", spelled, cell.address, f"{state.data:#x}")
    if not cell.parts and state is None:
        kind = describe(unqualified(cell.ctype)) if cell.ctype is not None else cell.type
        yield Leaf(path, kind, cell.address, cell.text)
    for part in cell.parts:
        yield from leaves(part, member_path(path, part.name))


def arrows(blocks: Iterable[Cell]) -> tuple[Arrow, ...]:
    """Return the pointers between blocks that promise a scalar, with what is really there."""
    shown = list(blocks)
    there: Mapping[int, Leaf] = {}
    for block in shown:
        there = {**{leaf.address: leaf for leaf in leaves(block, block.name)}, **there}
    found = []
    for block in shown:
        for pointer, path in _pointer_cells(block, block.name):
            target = pointer.target
            assert target is not None
            promised = _scalar(target.ctype)
            leaf = there.get(target.address) if promised else None
            name = leaf.path if leaf is not None else _block_at(shown, target.address)
            if not name:
                continue
            actual = leaf.type if leaf is not None else promised
            declared = promised or target.type
            found.append(
                Arrow(
                    path,
                    pointer.address,
                    name,
                    target.address,
                    declared,
                    actual or declared,
                )
            )
    return tuple(found)


def _pointer_cells(cell: Cell, path: str) -> Iterator[tuple[Cell, str]]:
    if cell.target is not None and cell.target.kind == "object":
        yield cell, path
    for part in cell.parts:
        yield from _pointer_cells(part, member_path(path, part.name))


def _block_at(blocks: Iterable[Cell], address: int) -> str:
    return next((block.name for block in blocks if _inside(address, block)), "")


def _scalar(ctype: CType | None) -> str:
    """Return the name of a scalar type that a pointer promises; "" for what may be anything."""
    plain = unqualified(ctype) if ctype is not None else None
    bytes_ = isinstance(plain, Basic) and plain.name.endswith("char")
    if isinstance(plain, Basic | EnumType | Pointer) and not bytes_:
        return describe(plain)
    return ""
