"""Library calls that call the program back, or hand its own pointers back later."""

from __future__ import annotations

from pycparser import c_ast

from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.code.shapes import carries
from dsu_kernel.analysis.wrappability.flow.cells import RESULT
from dsu_kernel.analysis.wrappability.flow.library_base import Handlers, LibraryBase
from dsu_kernel.analysis.wrappability.heap.sizes import SizeTerm, product
from dsu_kernel.analysis.wrappability.verdicts import evidence
from dsu_kernel.cfront.types import VOID_POINTER, Pointer


class CallbackCalls(LibraryBase):
    """Handlers for sorts, searches, threads and registered callbacks."""

    def callback_handlers(self) -> Handlers:
        """Return the handlers by function name."""
        return {
            **dict.fromkeys(libc.CALLBACKS, self._register),
            "qsort": self._sort,
            "qsort_r": self._sort,
            "bsearch": self._search,
            "pthread_create": self._thread,
            "thrd_create": self._thread,
            "pthread_join": self._join,
            "pthread_exit": self._thread_exit,
            "pthread_setspecific": self._set_specific,
            "pthread_getspecific": self._get_specific,
            "pthread_key_create": self._key_create,
        }

    def _elements(
        self, body: Body, call: c_ast.FuncCall, base: c_ast.Node, size: c_ast.Node
    ) -> SizeTerm | None:
        """Check the base and element size of a sort or search."""
        term = product(self.code, body.unit, size)
        if term is not None and self._fits(self._pointee(body.unit, base), term):
            self.sizes.accept(term)
            self._use_as(body, base, term.element)
            return term
        self._expose(body, base, "its bytes are moved by a sort or search of unknown element size")
        return None

    def _feed(
        self, body: Body, source: c_ast.Node, function: c_ast.Node, indices: tuple[int, ...]
    ) -> None:
        """The library calls a function back with a pointer it was given."""
        cell = self.values.value(body.unit, function)
        if cell is None or self.code.is_mark(body.unit, source):
            return
        value = self.values.typed(body.unit, self.code.strip_void(body.unit, source))
        for index in indices:
            part = self.cells.part(cell, index)
            if isinstance(value[0], Pointer):
                self.relations.relate(value, (VOID_POINTER, part), evidence(source))

    def _sort(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        if len(args) < 4:
            return
        term = self._elements(body, call, args[0], args[2])
        if term is not None:
            self._note(call, "sort", term.element)
        self._feed(body, args[0], args[3], (0, 1))
        for data in args[4:]:
            self._feed(body, data, args[3], (2,))

    def _search(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        if len(args) < 5:
            return
        term = self._elements(body, call, args[1], args[3])
        if term is not None:
            self._note(call, "search", term.element)
        self._feed(body, args[0], args[4], (0,))
        self._feed(body, args[1], args[4], (1,))
        self._result(body, call, args[1])

    def _thread(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        """Start a thread: the last argument goes to the function before it."""
        args = arguments(call)
        if len(args) < 3:
            return
        self._feed(body, args[-1], args[-2], (0,))
        function = self.values.value(body.unit, args[-2])
        if function is not None:
            result = self.cells.part(function, RESULT)
            self.cells.flow(result, self.values.storage("thread result"))

    def _join(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        if len(args) == 2 and not self.code.is_mark(body.unit, args[1]):
            value = self.values.typed(body.unit, args[1])
            common = self.cells.pointer_to(self.values.storage("thread result"))
            target = (Pointer(VOID_POINTER), common)
            self.relations.relate(value, target, evidence(args[1]), both=True)

    def _store(self, body: Body, node: c_ast.Node, key: str) -> None:
        if not self.code.is_mark(body.unit, node):
            value = self.values.typed(body.unit, self.code.strip_void(body.unit, node))
            if isinstance(value[0], Pointer):
                target = (VOID_POINTER, self.values.storage(key))
                self.relations.relate(value, target, evidence(node))

    def _thread_exit(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        for argument in arguments(call)[:1]:
            self._store(body, argument, "thread result")

    def _set_specific(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        for argument in arguments(call)[1:]:
            self._store(body, argument, "thread specific")

    def _get_specific(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        self.cells.flow(self.values.storage("thread specific"), self.values.temporary(call))

    def _key_create(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        for argument in arguments(call)[1:]:
            function = self.values.value(body.unit, argument)
            if function is not None and not self.code.is_mark(body.unit, argument):
                part = self.cells.part(function, 0)
                self.cells.flow(self.values.storage("thread specific"), part)

    def _register(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        """A function and the pointer that it will be called with, both kept by the library."""
        args = arguments(call)
        function, parameter, data = libc.CALLBACKS[name]
        if len(args) <= max(function, data):
            return
        self._called_back(body, args[function], known=parameter)
        self._feed(body, args[data], args[function], (parameter,))
        if carries(self.code.type(body.unit, call)):
            cell = self.values.temporary(call)
            cell.raw = cell.raw or evidence(call)
