"""Function bodies of updatable C: births of automatic objects, lifted statics, local externs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.syntax.nodes import GnuAttribute
from dsu_kernel.cfront.types import Array, CType, describe
from dsu_kernel.transform import lifetimes
from dsu_kernel.transform.accesses import Checked
from dsu_kernel.transform.checked import checked_accesses
from dsu_kernel.transform.expressions import ExpressionTransformer
from dsu_kernel.transform.scheme import FunctionScheme, GlobalScheme, Scheme
from dsu_kernel.transform.values import without_const
from dsu_kernel.transform.wrapper import WrapperText

HIDDEN = '__attribute__((visibility("hidden")))'
# Attributes that speak of the symbol: entries, slots and storage have symbols of our own.
_SYMBOL_ATTRIBUTES = frozenset(
    {"alias", "weak", "weakref", "ifunc", "visibility", "always_inline", "gnu_inline"}
    | {"externally_visible", "used", "tls_model", "common"}
)
_AT_START, _AT_END = "constructor", "destructor"


def kept_attributes(node: Any, *, once: bool) -> list[str]:
    """Return a declaration's attributes without those about its symbol.

    ``once``: keep constructors, which must run once in the life of a process. So must destructors,
    in their newest version: see :func:`destructor`.
    """
    texts = []
    for attribute in node.attributes or ():
        if not isinstance(attribute, GnuAttribute):
            continue
        dropped = _SYMBOL_ATTRIBUTES | {_AT_END} | (set() if once else {_AT_START})
        kept = [f"{k}({v})" if v else k for k, v in attribute.gnu_entries if k not in dropped]
        if kept:
            texts.append(f"__attribute__(({', '.join(kept)}))")
    return texts


def destructor(node: Any) -> str:
    """Return the attribute that makes a function run at the program's end, with its priority."""
    for attribute in node.attributes or ():
        if isinstance(attribute, GnuAttribute):
            for name, value in attribute.entries:
                if name == _AT_END:
                    return f"{name}({value})" if value else name
    return ""


class BodyTransformer(ExpressionTransformer):
    """Prints the statements and declarations inside functions."""

    def __init__(self, scheme: Scheme, *, line_markers: bool = True) -> None:
        super().__init__(scheme, line_markers=line_markers)
        # Wrapped automatic objects in scope, by block: labels stamp them again, as a jump may
        # have passed their declarations.
        self._autos: list[list[tuple[str, CType]]] = []
        # Automatic objects that live as long as their function, with their names at its top.
        self._at_top: dict[Symbol, str] = {}
        # Declarations of objects without a name that live as long; None outside of functions.
        self._top: list[str] | None = None
        self._jumps = False
        self._stands_for: dict[c_ast.Decl, c_ast.Decl] = {}

    # ---- functions -------------------------------------------------------------------

    def function_block(self, definition: FunctionDef) -> str:
        """Return the block of a function, from brace to brace."""
        self._checked = checked_accesses(definition, self.scheme.unit, self.scheme.types)
        self._checked_ahead.clear()
        try:
            block = self._block_of(definition)
            if self._checked_ahead == self._checked.ahead.keys():
                return block
            # A place was printed in a way that has no room for checks ahead.
            self._checked = Checked()
            return self._block_of(definition)
        finally:
            self._checked = Checked()

    def _block_of(self, definition: FunctionDef) -> str:
        self._at_top = lifetimes.moved_to_top(definition, self.scheme)
        self._jumps = lifetimes.has_labels(definition)
        self._top = [lifetimes.parameters(definition, self.scheme)]
        try:
            self._top += [self._born_at_top(s, name) for s, name in self._at_top.items()]
            block = self.visit(definition.node.body)
            return "".join(["{", *self._top, block[1:]])
        finally:
            self._at_top, self._jumps, self._top = {}, False, None

    def _born_at_top(self, symbol: Symbol, name: str) -> str:
        ctype = self._declared_type(symbol)
        wrapped = self.scheme.wrapped_object(ctype)
        assert wrapped is not None
        head = describe(without_const(ctype), name)
        return f" {head}; {self.stamp(name, ctype)};{lifetimes.end_of(name, wrapped)}"

    def unnamed(self, ctype: CType, wrapped: WrapperText) -> str | None:
        """Return the name of a new object at the function's top, None where there is no top."""
        if self._top is None or not nameable(ctype):
            return None
        name = f"__object_{len(self._top)}"
        head = describe(without_const(ctype), name)
        self._top.append(f" {head} = {{}};{lifetimes.end_of(name, wrapped)}")
        return name

    def literal(self, n: c_ast.CompoundLiteral) -> str:
        ctype = self.type_of(n)
        wrapped = self.scheme.wrapped_object(ctype)
        if ctype is None or wrapped is None or not wrapped.values or self._static:
            return super().literal(n)
        name = self.unnamed(ctype, wrapped)
        if name is None:
            return super().literal(n)
        return f"(*({{ {self.filled(name, n.init, ctype, wrapped)}; &{name}; }}))"

    def kept_value(self, node: c_ast.Node, wrapped: WrapperText) -> str:
        ctype = self.type_of(node)
        name = self.unnamed(ctype, wrapped) if ctype is not None and wrapped.values else None
        if name is None:
            return super().kept_value(node, wrapped)
        return f"__move_{wrapped.name}(&{name}, {self.owned(node)})"

    def _declared_type(self, symbol: Symbol) -> CType:
        declared = self.scheme.unit.types.get(symbol.node) if symbol.node else None
        return declared or symbol.ctype

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self.scheme.unit.refs.get(n)
        name = self._at_top.get(symbol) if symbol is not None else None
        return name or super().visit_ID(n)

    # ---- scopes ----------------------------------------------------------------------

    def block_text(self, node: c_ast.Compound) -> str:
        with self._scope():
            return super().block_text(node)

    def visit_For(self, n: c_ast.For) -> str:
        with self._scope():
            if not isinstance(n.init, c_ast.DeclList) or not self._declares_wrapped(n.init):
                return super().visit_For(n)
            # An object that is born and ends with statements of its own stands before the loop.
            ahead = "".join(f"{text}; " for _, text in self.declarations(n.init.decls))
            loop = super().visit_For(c_ast.For(None, n.cond, n.next, n.stmt, n.coord))
            return f"{{ {ahead}{loop} }}"

    def _declares_wrapped(self, head: c_ast.DeclList) -> bool:
        types = (self.scheme.unit.types.get(decl) for decl in head.decls)
        return any(self.scheme.wrapped_object(ctype) is not None for ctype in types)

    @contextmanager
    def _scope(self) -> Iterator[None]:
        self._autos.append([])
        try:
            yield
        finally:
            self._autos.pop()

    # ---- jumps into scopes -----------------------------------------------------------

    def visit_Label(self, n: c_ast.Label) -> str:
        stamps = self._stamps()
        if not stamps:
            return super().visit_Label(n)
        return f"{n.name}: ; {stamps}\n" + self.stmt(n.stmt).rstrip("\n")

    def case_body(self, items: Any) -> str:
        return f" ; {self._stamps()}" + super().case_body(items)

    def _stamps(self) -> str:
        texts = []
        for name, ctype in (auto for block in self._autos for auto in block):
            wrapped = self.scheme.wrapped_object(ctype)
            assert wrapped is not None
            if not isinstance(ctype, Array) and wrapped.values:
                texts.append(f"if ({name}.version != {wrapped.word()}u) {self.stamp(name, ctype)};")
            else:
                texts.append(f"{self.stamp(name, ctype)};")
        return " ".join(texts)

    def stamp(self, name: str, ctype: CType) -> str:
        """Return the call that stamps the wrapped object (or array of objects) ``name``."""
        wrapped = self.scheme.wrapped_object(ctype)
        assert wrapped is not None
        if isinstance(ctype, Array):
            return f"__bear_{wrapped.name}((void *){name}, 0, sizeof({name}))"
        return f"__stamp_{wrapped.name}(({wrapped.spelling} *)&{name})"

    def settle(self, name: str, ctype: CType) -> str:
        """Return the call that stamps what an initialiser left at zero."""
        wrapped = self.scheme.wrapped_object(ctype)
        assert wrapped is not None
        return f"__settle_{wrapped.name}((void *)&{name}, sizeof({name}))"

    # ---- declarations inside functions -----------------------------------------------

    def visit_Decl(self, n: c_ast.Decl) -> str:
        if self.function is None:
            return self.file_decl(n)
        symbol = self.scheme.unit.introduces.get(n)
        if symbol is None or self._is_parameter(symbol):
            wrapped = self.scheme.wrapped(self.scheme.unit.types.get(n))
            return super().visit_Decl(n if wrapped is None else self._without_register(n))
        function = self.scheme.function(symbol)
        if function is not None:
            return self.function_declaration(n, function)
        found = self.scheme.object(symbol)
        if found is not None:
            return self._local_static_or_extern(n, found)
        return self._automatic(n, symbol)

    @staticmethod
    def _is_parameter(symbol: Symbol) -> bool:
        return symbol.scope == "param" or symbol.kind not in ("object", "function")

    def _local_static_or_extern(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        if "static" in n.storage:
            return ""
        return self.extern_object(n, found)

    def _automatic(self, n: c_ast.Decl, symbol: Symbol) -> str:
        ctype = self.scheme.unit.types.get(n, symbol.ctype)
        wrapped = self.scheme.wrapped_object(ctype)
        if wrapped is None or "static" in n.storage or "extern" in n.storage:
            self._static, before = "static" in n.storage, self._static
            try:
                return super().visit_Decl(n)
            finally:
                self._static = before
        if symbol in self._at_top:
            return self._assigned(n, self._at_top[symbol], ctype, wrapped)
        text = self._without_qualifiers(n, ctype, wrapped)
        self._autos[-1].append((n.name, ctype))
        if n.init is None:
            text += f"; {self.stamp(n.name, ctype)}"
        elif isinstance(n.init, c_ast.InitList) and wrapped.late:
            text += f"; {self.settle(n.name, ctype)}"
        if isinstance(ctype, Array) and wrapped.values and not self._jumps:
            text += f";{lifetimes.end_of(n.name, wrapped)}".removesuffix(";")
        return text

    def _assigned(self, n: c_ast.Decl, name: str, ctype: CType, wrapped: WrapperText) -> str:
        """Print the declaration of an object that lives already."""
        return "" if n.init is None else self.filled(name, n.init, ctype, wrapped)

    def filled(self, name: str, init: c_ast.Node, ctype: CType, wrapped: WrapperText) -> str:
        """Return statements that give the object ``name`` the value of an initialiser."""
        with self.literal_in_hand():  # it is moved from there, and so must be new in all its parts
            text, listed = self.initializer(init), isinstance(init, c_ast.InitList)
        if listed and (isinstance(ctype, Array) or not wrapped.outgrown):
            text = f"(({describe(without_const(ctype), '')}){text})"
        if isinstance(ctype, Array):
            text = f"__fill_{wrapped.name}({name}, {text}, sizeof({name}))"
        else:
            text = f"__move_{wrapped.name}(&{name}, {text})"
        return f"{text}; {self.settle(name, ctype)}" if listed and wrapped.late else text

    def _without_qualifiers(self, n: c_ast.Decl, ctype: CType, wrapped: WrapperText) -> str:
        """Print a declaration: objects that are converted need an address and are not constant."""
        plain = without_const(ctype)
        if plain == ctype or not wrapped.values or not nameable(ctype) or n.attributes or n.align:
            return super().visit_Decl(self._without_register(n))
        text = f"{describe(plain, n.name)}{lifetimes.cleanup(ctype, wrapped)}"
        return text if n.init is None else f"{text} = {self.initializer(n.init)}"

    def declarator_end(self, n: c_ast.Decl) -> str:
        text = super().declarator_end(n)
        n = self._stands_for.get(n, n)
        if self.function is None or {"static", "extern"} & set(n.storage):
            return text
        ctype = self.scheme.unit.types.get(n)
        wrapped = self.scheme.wrapped(ctype)
        symbol = self.scheme.unit.introduces.get(n)
        if ctype is None or wrapped is None or symbol is None or symbol.scope != "block":
            return text
        return f"{lifetimes.cleanup(ctype, wrapped)}{text}"

    def _without_register(self, n: c_ast.Decl) -> c_ast.Decl:
        """Wrapped objects need an address."""
        if "register" not in n.storage:
            return n
        storage = [word for word in n.storage if word != "register"]
        bare = c_ast.Decl(
            n.name, n.quals, n.align, storage, n.funcspec, n.type, n.init, n.bitsize, n.coord
        )
        self._stands_for[bare] = n
        return bare

    # ---- what file scope provides ----------------------------------------------------

    def file_decl(self, n: c_ast.Decl) -> str:
        """Print a declaration at file scope."""
        raise NotImplementedError

    def function_declaration(self, n: c_ast.Decl, function: FunctionScheme) -> str:
        """Declare a function of the program: its entry and its slot."""
        raise NotImplementedError

    def extern_object(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        """Declare an object of the program that is defined elsewhere."""
        raise NotImplementedError
