"""The state transformer as generated C: it runs once, in the live process, at the update."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pycparser import c_ast

from dsu_kernel.cfront.printing.printer import line_marker
from dsu_kernel.cfront.types import Function
from dsu_kernel.transform.bodies import HIDDEN
from dsu_kernel.transform.scheme import FunctionScheme, Scheme
from dsu_kernel.transform.unit import UnitTransformer

STATE = "__dsu_state"


class EntryTransformer(UnitTransformer):
    """Calls through entries: this code has no slots of its own."""

    def callee(self, name: c_ast.Node, *, unread: bool = False) -> str:
        return self.expr(name, 22)

    def unchecked(self, n: c_ast.FuncCall) -> Function | None:
        """Nothing where a prototype says what fits: it stands before code that is given later."""
        symbol = self.scheme.unit.refs.get(n.name) if isinstance(n.name, c_ast.ID) else None
        ctype = None if symbol is None else symbol.ctype
        if isinstance(ctype, Function) and ctype.prototyped:
            return None
        return super().unchecked(n)

    def _declare(
        self, head: str, attributes: str, function: FunctionScheme, body: Sequence[str] = ()
    ) -> str:
        return f'{head} __asm__("{function.entry_label}") {attributes}'.rstrip()

    def alone(self, definition: c_ast.FuncDef) -> str:
        """Return the block of a function that is not part of the program."""
        self.function = self._function_name = definition.decl.name
        try:
            return self.visit(definition.body)
        finally:
            self.function, self._function_name = None, ""


def state_function(scheme: Scheme, items: Iterable[c_ast.Node]) -> str:
    """Return the text of the state transformer among ``items``, and of what it declares."""
    transformer = EntryTransformer(scheme, "")
    text = ""
    for item in items:
        if isinstance(item, c_ast.FuncDef):
            head = f"int {STATE}(void) {HIDDEN};\nint {STATE}(void)\n"
            text += f"{head}{transformer.marker(item)}{transformer.alone(item)}\n"
        else:
            text += transformer.finish(item, transformer.visit(item))
    return text + line_marker("<generated>", 1)
