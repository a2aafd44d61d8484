"""A front end that puts an update point before each statement of a program.

The points are calls of ``dsu_update()`` like any other, so the analysis says for each what it
restricts, and the runtime decides as it always does. Loops stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.inline_only import is_inline_only, set_apart
from dsu_kernel.cfront.model import TranslationUnit, child_nodes
from dsu_kernel.cfront.parsing.parser import Extent
from dsu_kernel.cfront.syntax.nodes import StmtExpr
from dsu_kernel.cfront.unit import build_unit, retyped
from dsu_kernel.engine.frontend import Frontend
from dsu_kernel.program.model import Text, Version

_JUMPS = (c_ast.Return, c_ast.Goto, c_ast.Break, c_ast.Continue)
_CASES = (c_ast.Case, c_ast.Default)
_NO_STEP = (*_CASES, c_ast.Pragma, c_ast.EmptyStatement, c_ast.Typedef)
_NAMES = ("update", "dsu_update")


class SteppingFrontend(Frontend):
    """Makes versions whose functions can be updated before each of their statements."""

    def again(self, text: Text, number: int) -> Version:
        """Return the typed program with its steps; no header is read."""
        files = text.program.files
        units = [
            _stepped(
                build_unit(pre, name, file_mode=files, gnu_inline=self.gnu_inline),
                file_mode=files,
            )
            for (name, _), pre in zip(
                text.program.translation_units(), text.preprocessed, strict=True
            )
        ]
        return Version(number, text.program, set_apart(units), preprocessed=text.preprocessed)


def _stepped(unit: TranslationUnit, *, file_mode: bool) -> TranslationUnit:
    extents = dict(unit.extents)
    for function in unit.functions.values():
        if is_inline_only(function):
            continue
        body = function.node.body
        for block in list(_blocks(body)):
            block.block_items = list(_with_steps(block.block_items or []))
        _end(body, extents.get(function.node))
    return retyped(unit, unit.items, extents, file_mode=file_mode)


def _blocks(node: c_ast.Node) -> Iterator[Any]:
    """Yield the blocks of a function, but for those inside of expressions."""
    if isinstance(node, c_ast.Compound):
        yield node
    for child in child_nodes(node):
        if not isinstance(child, StmtExpr):
            yield from _blocks(child)


def _with_steps(items: list[Any]) -> Iterator[c_ast.Node]:
    for item in items:
        if isinstance(item, _CASES):
            item.stmts = list(_with_steps(item.stmts or []))
        elif not isinstance(item, _NO_STEP) and not _is_point(item):
            yield _step(item.coord)
        yield item


def _end(body: Any, extent: Extent | None) -> None:
    """Add the step at the closing brace of a function."""
    items = body.block_items
    last = items[-1] if items else None
    if isinstance(last, _JUMPS) or (last is not None and _is_point(last)):
        return
    coord = last.coord if last is not None else body.coord
    if extent is not None and coord is not None:
        coord = type(coord)(extent.unit, extent.end_line, extent.end_col)
    items.append(_step(coord))


def _step(coord: Any) -> c_ast.FuncCall:
    return c_ast.FuncCall(c_ast.ID("dsu_update", coord), None, coord)


def _is_point(node: Any) -> bool:
    return (
        isinstance(node, c_ast.FuncCall)
        and isinstance(node.name, c_ast.ID)
        and node.name.name in _NAMES
    )
