"""What happened between two pictures, in words: told by comparing memory, not by knowing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsu_kernel.memory.cell import Cell
from dsu_kernel.steps.scene import leaves
from dsu_kernel.steps.trace import Activation, Picture, pointer_to

_MOST = 8


@dataclass(frozen=True, slots=True)
class Told:
    """Lines about what happened; ``wrong``: memory was used as another type than it holds."""

    lines: tuple[str, ...]
    wrong: bool


def between(before: Picture | None, now: Picture, verdict: str, changed: frozenset[str]) -> Told:
    """Return what happened between two pictures; ``verdict``: why the patch waits."""
    lines: list[str] = []
    wrong = False
    held = sorted(changed & set(now.restricted))
    if now.phase == "waiting":
        lines.append(f"the update has to wait: {verdict or 'the point is not safe'}")
    if now.phase == "applied":
        late = f", though {', '.join(held)} is restricted here" if held else ": nothing forbids it"
        idle = ": no code of the program is active"
        lines.append(f"the update is applied{late if now.stack else idle}")
        if not now.stack:
            return Told(tuple(lines), False)
    if before is None or before.run != now.run:
        again = "begins" if before is None else "is called once more"
        return Told((*lines, f"{now.stack[-1].function} (v{now.stack[-1].version}) {again}"), False)
    if now.phase == "converted":
        lines += [f"the type transformer runs: {text}" for text in _converted(before, now)]
    else:
        lines += _calls(before.stack, now.stack)
        for line, bad in _stores(before, now):
            lines.append(line)
            wrong = wrong or bad
    fresh = {str(a) for a in now.arrows if a.wrong} - {str(a) for a in before.arrows if a.wrong}
    lines += [f"a pointer of the wrong type: {text}" for text in sorted(fresh)]
    return Told(tuple(lines), wrong)


def _calls(before: tuple[Activation, ...], now: tuple[Activation, ...]) -> Iterator[str]:
    """Yield which functions were entered and left."""
    if len(now) > len(before):
        for activation in reversed(now[: len(now) - len(before)]):
            yield f"{activation.function} (v{activation.version}) is called"
    for activation in before[: max(0, len(before) - len(now))]:
        yield f"{activation.function} returns"


def _blocks(picture: Picture) -> dict[tuple[str, int], Cell]:
    cells: dict[tuple[str, int], Cell] = {}
    depth = len(picture.stack)
    for level, activation in enumerate(picture.stack):
        for cell in activation.variables:
            cells[f"{depth - level} {cell.name}", cell.address] = cell
    for cell in (*picture.globals, *picture.heap):
        cells[cell.name, cell.address] = cell
    return cells


def _stores(before: Picture, now: Picture) -> Iterator[tuple[str, bool]]:
    """Yield the scalars that have changed, and whether a pointer of the wrong type led there."""
    older, newer = _blocks(before), _blocks(now)
    misled = {arrow.target_address: arrow for arrow in before.arrows if arrow.wrong}
    count = 0
    for key in older.keys() & newer.keys():
        old = {leaf.path: leaf for leaf in leaves(older[key], older[key].name)}
        for leaf in leaves(newer[key], newer[key].name):
            known = old.get(leaf.path)
            if known is None or known.text == leaf.text or count == _MOST:
                continue
            count += 1
            arrow = misled.get(leaf.address)
            if arrow is None:
                yield f"{leaf.path}: {known.text} becomes {leaf.text}", False
            else:
                used = f"{arrow.source} is used as {pointer_to(arrow.declared)}"
                there = f"points to {leaf.path} ({arrow.actual})"
                yield (
                    f"type error: {used}, but {there}: {known.text} becomes {leaf.text}",
                    True,
                )


def _converted(before: Picture, now: Picture) -> Iterator[str]:
    older, newer = _blocks(before), _blocks(now)
    for key, cell in newer.items():
        old = older.get(key)
        if old is not None and old.state is not None and old.state != cell.state:
            yield f"{cell.name} {old.text} becomes {cell.text}"
