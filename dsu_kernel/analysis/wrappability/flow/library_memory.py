"""Library calls that allocate, free, clear and copy memory."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.analysis.facts import Birth
from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.flow.cells import POINTEE
from dsu_kernel.analysis.wrappability.flow.library_base import Handlers, LibraryBase
from dsu_kernel.analysis.wrappability.heap.sizes import product
from dsu_kernel.analysis.wrappability.verdicts import evidence
from dsu_kernel.cfront.types import VOID_POINTER, Pointer

_CLEARERS = {"memset": 2, "bzero": 1, "explicit_bzero": 1}
_COPIERS = {"memcpy": (0, 1), "memmove": (0, 1), "mempcpy": (0, 1), "bcopy": (1, 0)}


class MemoryCalls(LibraryBase):
    """Handlers for memory functions."""

    def memory_handlers(self) -> Handlers:
        """Return the handlers by function name."""
        return {
            **dict.fromkeys(_CLEARERS, self._clear),
            **dict.fromkeys(_COPIERS, self._copy),
            **dict.fromkeys(libc.ADDRESS_ONLY, self._address_only),
            **dict.fromkeys(libc.ALLOCATORS, self._allocate),
            "posix_memalign": self._memalign,
        }

    def born(self, body: Body, call: c_ast.FuncCall, birth: Birth) -> None:
        """A call gives birth: its result points to objects of the birth's type only."""
        cell = self.values.temporary(call)
        cell.ins.setdefault(birth.target, evidence(call))
        if birth.old is not None:
            self._use_as(body, arguments(call)[birth.old], birth.target)

    def _allocate(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        birth = self.births.by_call.get(call)
        if birth is not None:
            self.born(body, call, birth)
            return
        self.allocated(body, call, libc.ALLOCATORS[name].old)

    def allocated(self, body: Body, call: c_ast.FuncCall, old: int | None) -> None:
        """A call returns fresh memory of unknown use, with the contents of the ``old`` block."""
        cell = self.values.temporary(call)
        cell.fresh = cell.fresh or evidence(call)
        args = arguments(call)
        if old is not None and old < len(args) and not self.code.is_mark(body.unit, args[old]):
            source = self.values.typed(body.unit, self.code.strip_void(body.unit, args[old]))
            if isinstance(source[0], Pointer):
                self.relations.relate(source, (VOID_POINTER, cell), evidence(args[old]))

    def _memalign(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        cell = self._cell(body.unit, arguments(call)[0])
        if cell is not None:
            inner = self.cells.part(cell, POINTEE)
            inner.fresh = inner.fresh or evidence(call)
        else:
            self._expose(body, arguments(call)[0], "allocated by posix_memalign", deep=True)

    def _address_only(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        for argument in args:
            target = self._pointee(body.unit, argument)
            if target is not None:
                self._note(call, "free" if name == "free" else "print", target)
        if name in libc.RETURNS_ARGUMENT and args:
            self._result(body, call, args[0])

    def _clear(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        index = _CLEARERS[name]
        if len(args) <= index:
            return
        zero = name != "memset" or self.code.constant(body.unit, args[1]) == 0
        term = product(self.code, body.unit, args[index])
        target = self._pointee(body.unit, args[0])
        if zero and term is not None and self._fits(target, term):
            self.sizes.accept(term)
            self._use_as(body, args[0], term.element)
            self._note(call, "clear", term.element)
        else:
            self._expose(body, args[0], f"its bytes are filled by {name}")
        self._result(body, call, args[0])

    def _copy(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        if len(args) < 3:
            return
        to, source = (args[index] for index in _COPIERS[name])
        term = product(self.code, body.unit, args[2])
        targets = [self._pointee(body.unit, node) for node in (to, source)]
        if term is not None and all(self._fits(target, term) for target in targets):
            self.sizes.accept(term)
            self._use_as(body, to, term.element)
            self._use_as(body, source, term.element)
            self._note(call, "copy", term.element)
        else:
            self._copy_bytes(body, to, source, name)
        self._result(body, call, args[0])

    def _copy_bytes(self, body: Body, to: c_ast.Node, source: c_ast.Node, name: str) -> None:
        """Bytes are copied: fine for what holds no struct, but pointers among them move too."""
        self._expose(body, to, f"its bytes are exposed to {name}")
        self._expose(body, source, f"its bytes are exposed to {name}")
        a, b = (self._pointee(body.unit, node) for node in (source, to))
        if a is not None and b is not None:
            cells = [self._cell(body.unit, node) for node in (source, to)]
            self.relations.pointers((a, cells[0]), (b, cells[1]), evidence(source), both=True)
            for cell in cells:
                if cell is not None:
                    part = self.cells.part(cell, POINTEE)
                    part.takes = part.gives = True
