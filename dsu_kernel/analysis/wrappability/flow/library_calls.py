"""Calls of library functions: the forms that stay right for wrapped objects, and all others."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.questions import function_type
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import carries, target_of
from dsu_kernel.analysis.wrappability.flow.cells import POINTEE
from dsu_kernel.analysis.wrappability.flow.library_base import Handlers
from dsu_kernel.analysis.wrappability.flow.library_callbacks import CallbackCalls
from dsu_kernel.analysis.wrappability.flow.library_memory import MemoryCalls
from dsu_kernel.analysis.wrappability.flow.relations import Relations
from dsu_kernel.analysis.wrappability.flow.values import Values
from dsu_kernel.analysis.wrappability.heap.births import Births
from dsu_kernel.analysis.wrappability.heap.sizes import SizeUses
from dsu_kernel.analysis.wrappability.verdicts import Evidence, Verdicts, evidence
from dsu_kernel.cfront.model import Symbol, place_of
from dsu_kernel.cfront.types import Pointer, Record

_ATOMIC = ("__atomic_", "__sync_", "atomic_", "__c11_atomic_")


class LibraryCalls(MemoryCalls, CallbackCalls):
    """Handles one call at a time."""

    def __init__(
        self,
        code: Code,
        births: Births,
        sizes: SizeUses,
        relations: Relations,
        values: Values,
        verdicts: Verdicts,
    ) -> None:
        super().__init__(code, births, sizes, relations, values, verdicts)
        self._handlers: Handlers = {
            **self.memory_handlers(),
            **self.callback_handlers(),
            "choose_expr": self._choose,
        }

    def call(self, body: Body, call: c_ast.FuncCall, name: str, symbol: Symbol | None) -> None:
        """Relate the arguments and the result of a call."""
        if name in ("offsetof", "types_compatible_p"):
            return
        if name.startswith(_ATOMIC):
            self._atomic(body, call, name)
            return
        foreign = symbol is not None and not symbol.system and not self._is_known(name)
        if foreign:
            self._foreign(body, call, name)
            return
        if symbol is not None and not symbol.system:
            self.verdicts.expose_deep(symbol.ctype, f"passed to {name}", evidence(call))
        self._typed_parameters(body, call, name)
        handler = self._handlers.get(name, self._other)
        handler(body, call, name)

    @staticmethod
    def _is_known(name: str) -> bool:
        return libc.forgets(name) or name in libc.ALLOCATORS

    def _typed_parameters(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        """Convert the arguments whose parameters are typed pointers; check structs by value."""
        ctype = function_type(body.unit, call)
        params = ctype.params if ctype is not None and ctype.prototyped else ()
        for index, argument in enumerate(arguments(call)):
            source = self.code.value_type(body.unit, argument)
            if isinstance(source, Record):
                self.verdicts.expose(source, f"passed by value to {name}", evidence(argument))
            if index >= len(params) or self.code.is_mark(body.unit, argument):
                continue
            param = params[index]
            if isinstance(param, Pointer) and not carries(param) and isinstance(source, Pointer):
                value = self.values.typed(body.unit, argument)
                seen = Evidence(place_of(argument), call)
                self.relations.relate(value, (param, None), seen)

    def _choose(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        for argument in arguments(call)[1:]:
            self._result(body, call, argument)

    def _atomic(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        """Atomic operations on scalars and pointers are typed; on structs they see bytes."""
        args = arguments(call)
        target = target_of(self.code.value_type(body.unit, args[0])) if args else None
        for argument in args:
            if isinstance(self._pointee(body.unit, argument), Record) and argument is args[0]:
                self._expose(body, argument, f"its bytes are exposed to {name}")
        if not isinstance(target, Pointer):
            return
        cell = self.values.value(body.unit, args[0])
        held = self.cells.part(cell, POINTEE) if cell is not None else None
        if held is not None:
            held.takes = held.gives = True
        for argument in args[1:]:
            value = self.values.typed(body.unit, argument)
            if not isinstance(value[0], Pointer) or self.code.is_mark(body.unit, argument):
                continue
            own = (target, held)
            if isinstance(target_of(value[0]), Pointer) and target_of(value[0]) == target:
                own = (Pointer(target), cell)
            self.relations.relate(value, own, evidence(argument), both=True)
        if isinstance(self.code.value_type(body.unit, call), Pointer):
            result = self.values.typed(body.unit, call)
            self.relations.relate((target, held), result, evidence(call))

    def _other(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        """A function that no rule describes sees all bytes behind its untyped pointers."""
        deep = not libc.forgets(name)
        args = arguments(call)
        ctype = function_type(body.unit, call)
        params = ctype.params if ctype is not None and ctype.prototyped else ()
        for index, argument in enumerate(args):
            param = params[index] if index < len(params) else None
            if param is not None and isinstance(param, Pointer) and not carries(param):
                continue
            if isinstance(self.code.value_type(body.unit, argument), Pointer):
                self._expose(body, argument, f"its bytes are exposed to {name}", deep=deep)
                self._called_back(body, argument)
        returned = libc.RETURNS_ARGUMENT.get(name)
        if returned is not None and returned < len(args):
            self._result(body, call, args[returned])
        elif carries(self.code.type(body.unit, call)):
            cell = self.values.temporary(call)
            cell.raw = cell.raw or evidence(call)

    def _foreign(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        """A function that the program declares but nobody here defines: compiled elsewhere."""
        for argument in arguments(call):
            if isinstance(argument, c_ast.Typename):
                continue
            source = self.code.value_type(body.unit, argument)
            self.verdicts.expose_deep(source, f"passed to {name}", evidence(argument))
            if isinstance(source, Pointer) and not self.code.is_mark(body.unit, argument):
                self._expose(body, argument, f"passed to {name}", deep=True)
                self._called_back(body, argument)
        result = self.code.value_type(body.unit, call)
        self.verdicts.expose_deep(result, f"returned by {name}", evidence(call))
        if carries(result):
            cell = self.values.temporary(call)
            cell.raw = cell.raw or evidence(call)
