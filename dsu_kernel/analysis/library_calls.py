"""Calls of library functions: the forms that stay right for wrapped objects, and all others."""

from __future__ import annotations

from collections.abc import Callable

from pycparser import c_ast

from dsu_kernel.analysis import libc
from dsu_kernel.analysis.births import Births
from dsu_kernel.analysis.cells import POINTEE, RESULT, Cell
from dsu_kernel.analysis.code import Code
from dsu_kernel.analysis.facts import Birth, LibraryForm, LibraryUse
from dsu_kernel.analysis.moves import Body, arguments, function_type
from dsu_kernel.analysis.relations import Relations
from dsu_kernel.analysis.shapes import carries, target_of
from dsu_kernel.analysis.sizes import SizeTerm, SizeUses, product
from dsu_kernel.analysis.values import Values
from dsu_kernel.analysis.verdicts import Verdicts, evidence
from dsu_kernel.cfront.ctype import VOID_POINTER, CType, Function, Pointer, Record, Void
from dsu_kernel.cfront.model import Symbol, TranslationUnit, place_of

_ATOMIC = ("__atomic_", "__sync_", "atomic_", "__c11_atomic_")
_CLEARERS = {"memset": 2, "bzero": 1, "explicit_bzero": 1}
_COPIERS = {"memcpy": (0, 1), "memmove": (0, 1), "mempcpy": (0, 1), "bcopy": (1, 0)}


class LibraryCalls:
    """Handles one call at a time; ``uses`` has the forms the transformer relies on."""

    def __init__(
        self,
        code: Code,
        births: Births,
        sizes: SizeUses,
        relations: Relations,
        values: Values,
        verdicts: Verdicts,
    ) -> None:
        self.code = code
        self.births = births
        self.sizes = sizes
        self.relations = relations
        self.cells = relations.cells
        self.values = values
        self.verdicts = verdicts
        self.uses: dict[c_ast.FuncCall, LibraryUse] = {}
        self._handlers: dict[str, Callable[[Body, c_ast.FuncCall, str], None]] = {
            **dict.fromkeys(_CLEARERS, self._clear),
            **dict.fromkeys(_COPIERS, self._copy),
            **dict.fromkeys(libc.ADDRESS_ONLY, self._address_only),
            **dict.fromkeys(libc.ALLOCATORS, self._allocate),
            "qsort": self._sort,
            "bsearch": self._search,
            "pthread_create": self._thread,
            "thrd_create": self._thread,
            "pthread_join": self._join,
            "pthread_exit": self._thread_exit,
            "pthread_setspecific": self._set_specific,
            "pthread_getspecific": self._get_specific,
            "pthread_key_create": self._key_create,
            "on_exit": self._on_exit,
            "posix_memalign": self._memalign,
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

    # Arguments ---------------------------------------------------------------------------------

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
                self.relations.relate(value, (param, None), evidence(argument))

    def _pointee(self, unit: TranslationUnit, node: c_ast.Node) -> CType | None:
        """Return what a pointer argument points to before it became ``void *``."""
        node = self.code.strip_void(unit, node)
        if self.code.is_mark(unit, node):
            return None
        return target_of(self.code.value_type(unit, node))

    def _cell(self, unit: TranslationUnit, node: c_ast.Node) -> Cell | None:
        return self.values.value(unit, self.code.strip_void(unit, node))

    def _expose(self, body: Body, node: c_ast.Node, what: str, *, deep: bool = False) -> None:
        """The bytes behind a pointer are seen by code that does not know their layout."""
        target = self._pointee(body.unit, node)
        seen = evidence(node)
        if isinstance(target, Void | Function):
            cell = self._cell(body.unit, node)
            if cell is not None and deep:
                cell.deep = cell.deep or (what, seen)
            elif cell is not None:
                cell.exposed = cell.exposed or (what, seen)
        elif deep:
            self.verdicts.expose_deep(target, what, seen)
        else:
            self.verdicts.expose(target, what, seen)

    def _use_as(self, body: Body, node: c_ast.Node, ctype: CType) -> None:
        """A pointer argument is used as a pointer to ``ctype``."""
        if self.code.is_mark(body.unit, node):
            return
        source = self.code.strip_void(body.unit, node)
        value = self.values.typed(body.unit, source)
        self.relations.relate(value, (Pointer(ctype), None), evidence(node))

    def _result(self, body: Body, call: c_ast.FuncCall, argument: c_ast.Node) -> None:
        """The call returns its argument."""
        if carries(self.code.type(body.unit, call)):
            source = self.values.typed(body.unit, self.code.strip_void(body.unit, argument))
            if isinstance(source[0], Pointer):
                target = (VOID_POINTER, self.values.temporary(call))
                self.relations.relate(source, target, evidence(argument))

    def _note(self, call: c_ast.FuncCall, form: LibraryForm, ctype: CType) -> None:
        records = tuple(sorted(self.code.shapes.holds(ctype)))
        if records:
            self.uses[call] = LibraryUse(form, ctype, records, place_of(call))

    # Memory ------------------------------------------------------------------------------------

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

    @staticmethod
    def _fits(target: CType | None, term: SizeTerm) -> bool:
        return target is None or isinstance(target, Void) or target == term.element

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

    # Callbacks ---------------------------------------------------------------------------------

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
        if len(args) != 4:
            self._other(body, call, name)
            return
        term = self._elements(body, call, args[0], args[2])
        if term is not None:
            self._note(call, "sort", term.element)
        self._feed(body, args[0], args[3], (0, 1))

    def _search(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        if len(args) != 5:
            self._other(body, call, name)
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

    def _on_exit(self, body: Body, call: c_ast.FuncCall, name: str) -> None:
        args = arguments(call)
        if len(args) == 2:
            self._feed(body, args[1], args[0], (1,))

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

    # Everything else ---------------------------------------------------------------------------

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

    def _called_back(self, body: Body, argument: c_ast.Node) -> None:
        """A function given to an unknown library function gets pointers from nowhere."""
        target = self._pointee(body.unit, argument)
        cell = self._cell(body.unit, argument)
        if isinstance(target, Function) and cell is not None:
            for index in range(len(target.params)):
                part = self.cells.part(cell, index)
                part.raw = part.raw or evidence(argument)

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
