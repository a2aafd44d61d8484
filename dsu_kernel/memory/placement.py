"""From shapes to layouts: where gcc and the wrapper have put the fields of a struct type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dsu_kernel.cfront.types import Record, RecordKey, describe
from dsu_kernel.errors import DsuError
from dsu_kernel.memory.layout import (
    POINTER,
    WORD,
    Block,
    Move,
    Segment,
    Step,
    TypeLayout,
    VersionLayout,
)
from dsu_kernel.memory.shapes import FieldShape, Shape, Shaper
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.image import Generation, WrappedType, Wrapper


def type_layout(
    now: InForce,
    wrapped: WrappedType,
    shaper: Shaper,
    texts: Mapping[str, str],
    applied: int,
) -> TypeLayout:
    """Return the layouts of a wrapped type.

    ``texts`` is the generated C by name, ``applied`` how many versions of the type the process
    has; later ones belong to a patch that waits.
    """
    shapes = [shaper.data(wrapped, generation) for generation in wrapped.generations]
    versions = tuple(
        version_layout(wrapped.wrapper, generation, shape, waiting=i >= applied)
        for i, (generation, shape) in enumerate(zip(wrapped.generations, shapes, strict=True))
    )
    judged = now.facts.types.wrappability.get(wrapped.key)
    spelling = wrapped.key.spelling
    steps = tuple(
        _step(a, b, texts.get(f"{spelling} transformer {b.number}", ""))
        for a, b in pairwise(versions)
    )
    return TypeLayout(
        spelling,
        wrapped.wrapper.size,
        judged.kind if judged else "free",
        judged.reason if judged else "",
        versions,
        steps,
    )


def plain_layout(name: str, reason: str, shaper: Shaper, ctype: Record) -> TypeLayout:
    """Return the layout of a fixed type: plain C, one version, no version word."""
    shape = shaper.shape(ctype)
    if shape.kind != "record":
        raise DsuError(f"gcc cannot be asked about {name}: it has no name of its own")
    rows = lanes(shape)
    blocks = tuple(
        Block("object" if i == 0 else "the same memory, seen as", shape.size, row)
        for i, row in enumerate(rows)
    )
    version = VersionLayout(0, 0, shape.size, shaper.align(ctype), False, blocks)
    return TypeLayout(name, shape.size, "fixed", reason, (version,), ())


def find_key(now: InForce, name: str) -> RecordKey:
    """Return the key of a struct or union of the program. Raises DsuError for unknown names."""
    plain = name.strip()
    for key in now.version.records:
        if plain in (key.spelling, key.tag):
            return key
    known = ", ".join(sorted(key.spelling for key in now.version.records)) or "none"
    raise DsuError(f"there is no struct {plain.removeprefix('struct ')}; the program has {known}")


def version_layout(
    wrapper: Wrapper, generation: Generation, shape: Shape, *, waiting: bool = False
) -> VersionLayout:
    """Return the blocks of one version of a wrapped type."""
    layout = generation.layout
    data, *others = lanes(shape)
    if generation.outgrown:
        pointer = Segment("pointer", "data", f"{_data(generation)} *", 0, POINTER)
        blocks = [
            Block("object", wrapper.size, (pointer, *_frame(wrapper, POINTER))),
            Block("storage of its own", layout.size, data),
        ]
    else:
        blocks = [Block("object", wrapper.size, (*data, *_frame(wrapper, layout.size)))]
    blocks += [Block("the same memory, seen as", layout.size, other) for other in others]
    return VersionLayout(
        generation.number,
        generation.module,
        layout.size,
        layout.align,
        generation.outgrown,
        tuple(blocks),
        waiting,
    )


def _data(generation: Generation) -> str:
    return f"struct __{generation.record.key.tag}{generation.number}"


def _frame(wrapper: Wrapper, used: int) -> Iterator[Segment]:
    """Yield what stands behind the data: room to grow, the version word, padding."""
    at = wrapper.version_offset
    if used < wrapper.capacity:
        yield Segment("slop", "", "", used, wrapper.capacity - used)
    if wrapper.capacity < at:
        yield Segment("padding", "", "", wrapper.capacity, at - wrapper.capacity)
    yield Segment("version", "version", "unsigned", at, WORD)
    if at + WORD < wrapper.size:
        yield Segment("padding", "", "", at + WORD, wrapper.size - at - WORD)


def lanes(shape: Shape) -> list[tuple[Segment, ...]]:
    """Return the fields of a struct with what lies between them, in the order of their offsets.

    Members of unions lie over each other: each further one is in a row of its own.
    """
    rows: list[list[FieldShape]] = [[]]
    for field in sorted((f for f in shape.fields if not f.mask), key=lambda f: f.offset):
        free = (row for row in rows if not row or _end(row[-1]) <= field.offset)
        row = next(free, None)
        if row is None:
            rows.append([field])
        else:
            row.append(field)
    bits = [f for f in shape.fields if f.mask]
    return [tuple(_covered(row, bits if i == 0 else [], shape.size)) for i, row in enumerate(rows)]


def _end(field: FieldShape) -> int:
    return field.offset + field.shape.size


def _covered(row: list[FieldShape], bits: list[FieldShape], size: int) -> Iterator[Segment]:
    at = 0
    for field in (*row, None):
        start = size if field is None else field.offset
        if at < start:
            yield _gap(bits, at, start)
        if field is not None:
            text = describe(field.shape.ctype, field.name)
            yield Segment("field", field.name, text, start, field.shape.size)
            at = _end(field)


def _gap(bits: list[FieldShape], start: int, end: int) -> Segment:
    """Return what lies between two fields: bit-fields, or padding."""
    inside = [f for f in bits if start <= (f.mask & -f.mask).bit_length() // 8 < end]
    if not inside:
        return Segment("padding", "", "", start, end - start)
    texts = [f"{describe(f.shape.ctype, f.name)} : {f.mask.bit_count()}" for f in inside]
    return Segment("bits", "; ".join(texts), "bit-fields", start, end - start)


def _step(old: VersionLayout, new: VersionLayout, transformer: str) -> Step:
    return Step(old.number, new.number, moves(old, new, transformer), transformer)


def moves(old: VersionLayout, new: VersionLayout, transformer: str) -> tuple[Move, ...]:
    """Return what becomes of each field, in the new order and then what is dropped."""
    before, after = _by_name(old), _by_name(new)
    found = [_move(name, before.get(name), s, transformer) for name, s in after.items()]
    found += [
        Move(name, "dropped", segment, None)
        for name, segment in before.items()
        if name not in after
    ]
    return tuple(found)


def _by_name(version: VersionLayout) -> dict[str, Segment]:
    segments = [s for block in version.blocks for s in block.segments]
    return {s.name: s for s in segments if s.kind in ("field", "bits")}


def _move(name: str, old: Segment | None, new: Segment, transformer: str) -> Move:
    if old is None:
        return Move(name, "new", None, new)
    if old.type != new.type:  # bit-fields are called by their text
        carried = re.search(rf"\bxout->{re.escape(name)}\b", transformer) or not transformer
        return Move(name, "converted" if carried else "lost", old, new)
    same = (old.offset, old.size) == (new.offset, new.size)
    return Move(name, "kept" if same else "moved", old, new)
