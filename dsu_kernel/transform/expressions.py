"""Expressions of updatable C: concretization, indirect calls, births."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from pycparser import c_ast

from dsu_kernel.analysis.facts import Birth
from dsu_kernel.analysis.library.libc import bare
from dsu_kernel.analysis.syntax.walk import callee_symbol
from dsu_kernel.cfront.model import FUNCTION_NAMES, Symbol
from dsu_kernel.cfront.printing.expressions import ASSIGN, CAST, POSTFIX
from dsu_kernel.cfront.semantics.statics import nameable, walk
from dsu_kernel.cfront.types import Function, Pointer, Record, describe, pointee, unqualified
from dsu_kernel.transform.accesses import Checked
from dsu_kernel.transform.builtin_names import BUILTIN_NAMES
from dsu_kernel.transform.initialisers import InitialiserTransformer
from dsu_kernel.transform.library import library_call
from dsu_kernel.transform.regions import region
from dsu_kernel.transform.scheme import FunctionScheme, Scheme
from dsu_kernel.transform.wrapper import WrapperText


class ExpressionTransformer(InitialiserTransformer):
    """Prints expressions with wrapped types and indirect calls."""

    def __init__(self, scheme: Scheme, *, line_markers: bool = True) -> None:
        super().__init__(scheme, line_markers=line_markers)
        self._function_name = ""
        self._replaced: dict[c_ast.Node, str] = {}
        self._checked = Checked()
        self._checked_ahead: set[c_ast.Node] = set()

    def visit(self, node: c_ast.Node) -> str:
        text = self._replaced[node] if node in self._replaced else super().visit(node)
        if node not in self._checked.ahead:
            return text
        self._checked_ahead.add(node)
        checks = "".join(f"(void){self._check(n)}, " for n in self._checked.ahead[node])
        return f"({checks}{text})"

    def _check(self, access: c_ast.StructRef) -> str:
        """Return the call that brings the object of an access to its newest version."""
        wrapped = self.scheme.types[self.scheme.unit.members[access].record]
        return f"__con_{wrapped.name}({self._address(access, wrapped)})"

    # ---- names -----------------------------------------------------------------------

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self.scheme.unit.refs.get(n)
        if n.name in FUNCTION_NAMES and self._function_name:
            # The body is called foo_v0, the program knows it as foo.
            return self.own_name()
        found = self.scheme.object(symbol)
        return found.name if found else str(n.name)

    def own_name(self) -> str:
        """Return the name of the function in hand as an expression."""
        return f'("{self._function_name}")'

    # ---- member access: type wrapping ------------------------------------------------

    def visit_StructRef(self, n: c_ast.StructRef) -> str:
        member = self.scheme.unit.members.get(n)
        wrapped = self.scheme.types.get(member.record) if member else None
        if wrapped is None:
            return super().visit_StructRef(n)
        if self.is_part_of_value(n):
            return self.part_of_value(n)
        return f"{self.concrete(n, wrapped)}->{n.field.name}"

    def concrete(self, n: c_ast.StructRef, wrapped: WrapperText) -> str:
        """Return a postfix expression that points to the concrete data behind ``n``'s base."""
        address, quals = self._address(n, wrapped), self._quals(n)
        if wrapped.opaque or (self._static and wrapped.outgrown):
            # Only types are asked for, as in typeof(p->x): where data is no longer in place no
            # pointer to it is kept, so no static initialiser has one.
            return f"(({wrapped.data} *)({address}))"
        if self._static:
            return f"(&({address})->u.data)"
        seen = n in self._checked.known or not wrapped.needs_look(n.field.name)
        # A type of one version has no check that could be left out.
        function = f"__{'got' if seen and wrapped.number else 'con'}_{wrapped.name}"
        if not quals:
            return f"{function}({address})"
        return f"(({' '.join(sorted(quals))} {wrapped.data} *){function}({address}))"

    def _quals(self, n: c_ast.StructRef) -> frozenset[str]:
        """Return the qualifiers of the object whose member is accessed."""
        base = self.type_of(n.name)
        target = pointee(base) if n.type == "->" and base is not None else base
        return target.quals - {"restrict"} if target is not None else frozenset()

    def _address(self, n: c_ast.StructRef, wrapped: WrapperText) -> str:
        """Return a pointer to the object whose member is accessed."""
        if n.type == "->":
            address = self.expr(n.name, ASSIGN)
        elif self.is_lvalue(n.name):
            address = f"&{self.expr(n.name, CAST)}"
        else:
            address = self.kept_value(n.name, wrapped)
        plain = self._static or not self._quals(n)
        return address if plain else f"({wrapped.spelling} *)({address})"

    def kept_value(self, node: c_ast.Node, wrapped: WrapperText) -> str:
        """Return a pointer to an object that holds a value at least to the statement's end."""
        return f"({wrapped.spelling}[1]){{{self.expr(node, ASSIGN)}}}"

    # ---- calls: function indirection -------------------------------------------------

    def visit_FuncCall(self, n: c_ast.FuncCall) -> str:
        if n in self.scheme.regions:
            kind, index = self.scheme.regions[n], self.scheme.points[n]
            return self.call(n) if self._static else region(self, n, index, kind)
        if n in self.scheme.points:
            return self._point(self.scheme.points[n])
        birth = self.scheme.facts.births.get(n)
        if birth is not None:
            text = self._birth(n, birth)
            if text is not None:
                return text
        use = self.scheme.facts.library.get(n)
        if use is not None:
            text = self._library(n, use.form, self.scheme.wrapped_object(use.target))
            if text is not None:
                return text
        return self.call(n)

    def _point(self, index: int) -> str:
        return (
            # 0 is __ATOMIC_RELAXED (the text is preprocessed). A plain load would be hoisted.
            "(__builtin_expect(__atomic_load_n(&__dsu_pending, 0), 0) "
            f"? dsu_reach(&__dsu_points[{index}]) : (void)0)"
        )

    def call(self, n: c_ast.FuncCall) -> str:
        """Return the call itself, through the slot or direct."""
        callee = self.callee(n.name, unread=_has_label(n.args))
        unchecked = self.unchecked(n)
        if unchecked is not None:
            callee = f"(({describe(Pointer(unchecked))}){callee})"
        return f"{callee}({self.arguments(n)})"

    def unchecked(self, n: c_ast.FuncCall) -> Function | None:
        """Return the type under which a call fits that does not, where C saw no prototype yet."""
        target = self.scheme.function(self.scheme.unit.refs.get(n.name))
        declared = None if target is None else self.scheme.after_type(target)
        if not isinstance(declared, Function) or not declared.prototyped or not nameable(declared):
            return None
        given, wanted = len(n.args.exprs) if n.args else 0, len(declared.params)
        if given == wanted or (declared.variadic and given > wanted):
            return None
        return Function(declared.result, (), prototyped=False)

    def callee(self, name: c_ast.Node, *, unread: bool = False) -> str:
        """Return what is called: a slot, a body of this module, or what the program says.

        ``unread``: nothing is to be read before the arguments, so it is the entry for a slot.
        """
        symbol = self.scheme.unit.refs.get(name) if isinstance(name, c_ast.ID) else None
        target = self.scheme.function(symbol)
        if target is None or symbol is None:
            return self.expr(name, POSTFIX)
        caller = self.scheme.functions.get(self.function or "")
        known = target.issued and self.is_known_to_gcc(symbol, target)
        if known and caller is not None and not caller.spans:
            return target.name
        direct = self.function and (self.function, target.key) in self.scheme.direct
        declared = self.scheme.after_type(target)
        if target.compiled and direct and declared is not None and nameable(declared):
            return target.body if target.key == self.function else target.called_body
        return target.name if unread else target.slot

    @staticmethod
    def is_known_to_gcc(symbol: Symbol, target: FunctionScheme) -> bool:
        """Whether gcc may do something else than call the program's own ``llabs`` or ``puts``.

        It decides as for the program itself when it sees the name, which is that of the entry. Not
        where an update may come before the call, nor for a body of an earlier module: the newest
        body is to be called, whatever it does.
        """
        external = symbol.linkage == "external"
        return external and not target.spans and target.name in BUILTIN_NAMES

    def arguments(self, n: c_ast.FuncCall) -> str:
        """Return the arguments; whole structs are handed over as owned values."""
        if n.args is None:
            return ""
        return ", ".join(
            self.type_name(item) if isinstance(item, c_ast.Typename) else self.owned(item)
            for item in n.args.exprs
        )

    # ---- births ----------------------------------------------------------------------

    def _birth(self, n: c_ast.FuncCall, birth: Birth) -> str | None:
        wrapped = self.scheme.wrapped_object(birth.target)
        if wrapped is None:
            return None
        assert n.args is not None
        if birth.zeroed and birth.old is None and not wrapped.late:
            # Zeroed memory reads as unborn, which is the first version of the type.
            return None
        if birth.old is not None:
            return self._rebirth(n, n.args.exprs[birth.old], wrapped)
        if birth.allocator == "alloca":
            size = n.args.exprs[birth.size_args[0]]
            with_size = self._with(n, {size: "__bytes"})
            return (
                f"({{ unsigned long __bytes = {self.expr(size, ASSIGN)}; "
                f"__bear_{wrapped.name}({with_size}, 0, __bytes); }})"
            )
        text = self.call(n)
        if len(birth.size_args) == 1 and self._is_one(n.args.exprs[birth.size_args[0]], birth):
            return f"__birth_{wrapped.name}({text})"
        return f"__births_{wrapped.name}({text}, 0)"

    def _is_one(self, size: c_ast.Node, birth: Birth) -> bool:
        """Whether a size argument is the size of exactly one object."""
        if not isinstance(size, c_ast.UnaryOp) or size.op != "sizeof":
            return False
        measured = self.type_of(size.expr)
        return isinstance(birth.target, Record) and (
            measured is not None and unqualified(measured) == unqualified(birth.target)
        )

    def _rebirth(self, n: c_ast.FuncCall, old: c_ast.Node, wrapped: WrapperText) -> str:
        """A reallocation: only what was added is born."""
        again = self._with(n, {old: "__old"})
        return (
            f"({{ void *__old = (void *)({self.expr(old)}); "
            f"unsigned long __had = dsu_usable(__old); "
            f"__births_{wrapped.name}({again}, __had); }})"
        )

    def _with(self, n: c_ast.FuncCall, replaced: Mapping[c_ast.Node, str]) -> str:
        """Return the call with some arguments replaced by text."""
        self._replaced.update(replaced)
        try:
            return self.call(n)
        finally:
            for node in replaced:
                del self._replaced[node]

    # ---- library calls on wrapped objects --------------------------------------------

    def _library(self, n: c_ast.FuncCall, form: str, wrapped: WrapperText | None) -> str | None:
        symbol = callee_symbol(self.scheme.unit, n)
        if wrapped is None or n.args is None or symbol is None:
            return None
        args = [self.expr(item, ASSIGN) for item in n.args.exprs]
        name, replacing = bare(symbol.name), partial(self._with, n)
        return library_call(n, name, form, wrapped, args, replacing)


def _has_label(args: c_ast.Node | None) -> bool:
    """Whether a computed goto may land in arguments.

    gcc then forgets what it has read before them, as any ``goto *`` of the function may land there.
    """
    return args is not None and any(isinstance(node, c_ast.Label) for node in walk(args))
