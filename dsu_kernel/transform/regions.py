"""Blocking regions in generated code: the thread says when it stands in a call of the library.

::

    read(fd, p->text, n)
    ({ __auto_type __dsu_a0 = +(fd); __auto_type __dsu_a1 = __con_T(p)->text; ...
       dsu_block(&__dsu_points[3]);
       __auto_type __dsu_r = read(__dsu_a0, __dsu_a1, __dsu_a2);
       dsu_unblock(); __dsu_r; })

The arguments come first: what they evaluate may convert objects or come to update points.
"""

from __future__ import annotations

from typing import Protocol

from pycparser import c_ast

from dsu_kernel.analysis.safety.calls.blocking import BUFFERED, is_constant, is_number
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.cfront.printing.expressions import ASSIGN
from dsu_kernel.cfront.types import decay
from dsu_kernel.transform.scheme import Scheme


class Printer(Protocol):
    """What prints the parts of a call."""

    scheme: Scheme

    def expr(self, node: c_ast.Node, minimum: int, /) -> str:
        """Return an expression as text, in parentheses unless it binds at least at ``minimum``."""

    def callee(self, name: c_ast.Node, /) -> str:
        """Return what is called."""


def region(printer: Printer, call: c_ast.FuncCall, index: int, kind: int) -> str:
    """Return a blocking call with its region; ``index`` is that of its point."""
    unit = printer.scheme.unit
    before, given = [], []
    for number, argument in enumerate(arguments(call)):
        text = printer.expr(argument, ASSIGN)
        if is_constant(unit, argument):
            given.append(text)
            continue
        ctype = unit.types.get(argument)
        if ctype is not None and is_number(decay(ctype)):
            text = f"+({text})"  # a bit-field has no type to take
        before.append(f"__auto_type __dsu_a{number} = {text}; ")
        given.append(f"__dsu_a{number}")
    block, unblock = f"dsu_block(&__dsu_points[{index}]); ", "dsu_unblock(); "
    if kind & BUFFERED:
        before.append("int __dsu_b = dsu_buffered(); ")
        block, unblock = f"if (!__dsu_b) {block}", f"if (!__dsu_b) {unblock}"
    result = f"__auto_type __dsu_r = {printer.callee(call.name)}({', '.join(given)}); "
    return f"({{ {''.join(before)}{block}{result}{unblock}__dsu_r; }})"
