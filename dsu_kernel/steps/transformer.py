"""Generated C that stops at each step and tells where its variables are.

::

    void foo_v0(int *x)
    {   struct dsu_watched __dsu_frame ...;
        (dsu_step(&__dsu_frame, &__dsu_points[0], 0, 0u, 1, (unsigned[]){4}, (void *[]){&x}),
         __dsu_pending ? (dsu_reach(&__dsu_points[0]), dsu_step(..., 1, ...)) : (void)0);
        *x = 1;
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.types import Array, CType
from dsu_kernel.transform.scheme import Scheme
from dsu_kernel.transform.unit import UnitTransformer

MOST_WATCHED = 32
"""Variables of one activation that are told (DSU_WATCHED in dsu_abi.h): the innermost ones."""

_FRAME = (
    " struct dsu_watched __dsu_frame __attribute__((cleanup(dsu_watched_leave))); "
    "__dsu_frame.entered = 0;"
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A variable of a function: its name and type."""

    name: str
    ctype: CType


@dataclass(slots=True)
class Variables:
    """The variables of all modules by the number under which generated code tells of them."""

    known: list[Watched] = field(default_factory=list)

    def add(self, name: str, ctype: CType) -> int:
        """Give a variable its number."""
        self.known.append(Watched(name, ctype))
        return len(self.known) - 1


class SteppingTransformer(UnitTransformer):
    """Prints functions with a stop at each update point."""

    def __init__(self, scheme: Scheme, machine: str, variables: Variables) -> None:
        super().__init__(scheme, machine)
        self._variables = variables
        self._visible: list[list[tuple[int, str]]] = []

    def function_block(self, definition: FunctionDef) -> str:
        """Return the block with its frame; the parameters can be seen from the start."""
        self._visible.append([])
        for symbol in definition.params:
            if symbol.name:
                self._see(symbol.name, symbol.ctype, symbol.name)
        try:
            block = super().function_block(definition)
        finally:
            self._visible.pop()
        return "".join(["{", _FRAME, block[1:]])

    @contextmanager
    def _scope(self) -> Iterator[None]:
        self._visible.append([])
        try:
            with super()._scope():
                yield
        finally:
            self._visible.pop()

    def visit_Decl(self, n: c_ast.Decl) -> str:
        text = super().visit_Decl(n)
        symbol = self.scheme.unit.introduces.get(n)
        if self._visible and symbol is not None and self._is_automatic(n, symbol):
            ctype = self.scheme.unit.types.get(n, symbol.ctype)
            if not isinstance(ctype, Array) or not ctype.vla:
                self._see(symbol.name, ctype, self._at_top.get(symbol, symbol.name))
        return text

    @staticmethod
    def _is_automatic(n: c_ast.Decl, symbol: Symbol) -> bool:
        elsewhere = {"static", "extern", "register", "_Thread_local", "__thread"}
        automatic = not elsewhere & set(n.storage)
        return symbol.kind == "object" and symbol.scope == "block" and automatic

    def _see(self, name: str, ctype: CType, c_name: str) -> None:
        self._visible[-1].append((self._variables.add(name, ctype), c_name))

    def _point(self, index: int) -> str:
        scheme = self.scheme.functions[self.function or ""]
        hidden: set[str] = set()
        seen = []
        for scope in reversed(self._visible):
            seen += [(i, name) for i, name in reversed(scope) if name not in hidden]
            hidden |= {name for _, name in scope}
        seen = seen[:MOST_WATCHED][::-1]
        numbers = ", ".join(str(i) for i, _ in seen) or "0"
        places = ", ".join(f"(void *)&{name}" for _, name in seen) or "0"
        point = f"&__dsu_points[{index}]"

        def step(after: int) -> str:
            return (
                f"dsu_step(&__dsu_frame, {point}, {after}, {scheme.version}u, {len(seen)}, "
                f"(unsigned[]){{{numbers}}}, (void *[]){{{places}}})"
            )

        pending = "__atomic_load_n(&__dsu_pending, 0)"
        return f"({step(0)}, {pending} ? (dsu_reach({point}), {step(1)}) : (void)0)"
