"""Function bodies of updatable C: births of automatic objects, lifted statics, local externs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.ctype import Array, CType, qualified, unqualified
from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.nodes import GnuAttribute
from dsu_kernel.transform.expressions import ExpressionTransformer
from dsu_kernel.transform.scheme import FunctionScheme, GlobalScheme, Scheme

HIDDEN = '__attribute__((visibility("hidden")))'
# Attributes that speak of the symbol: entries, slots and storage have symbols of our own.
_SYMBOL_ATTRIBUTES = frozenset(
    {"alias", "weak", "weakref", "ifunc", "visibility", "always_inline", "gnu_inline"}
    | {"externally_visible", "used"}
)
_ONCE = frozenset({"constructor", "destructor"})


def without_const(ctype: CType) -> CType:
    """Return an object type without const: wrapped objects are converted in place."""
    if isinstance(ctype, Array):
        element = without_const(ctype.element)
        return Array(element, ctype.length, ctype.vla, ctype.dimension, quals=ctype.quals)
    return qualified(unqualified(ctype), ctype.quals - {"const"})


def kept_attributes(node: Any, *, once: bool) -> list[str]:
    """Return a declaration's attributes without those about its symbol.

    ``once``: keep constructors and destructors, which must run once in the life of a process.
    """
    texts = []
    for attribute in node.attributes or ():
        if not isinstance(attribute, GnuAttribute) or attribute.is_standard:
            continue
        dropped = _SYMBOL_ATTRIBUTES | (frozenset() if once else _ONCE)
        kept = [f"{k}({v})" if v else k for k, v in attribute.entries if k not in dropped]
        if kept:
            texts.append(f"__attribute__(({', '.join(kept)}))")
    return texts


class BodyTransformer(ExpressionTransformer):
    """Prints the statements and declarations inside functions."""

    def __init__(self, scheme: Scheme, *, line_markers: bool = True) -> None:
        super().__init__(scheme, line_markers=line_markers)
        # Wrapped automatic objects in scope, by block: labels stamp them again, as a jump may
        # have passed their declarations.
        self._autos: list[list[tuple[str, CType]]] = []
        self._in_head = False

    # ---- scopes ----------------------------------------------------------------------

    def block_text(self, node: c_ast.Compound) -> str:
        with self._scope():
            return super().block_text(node)

    def visit_For(self, n: c_ast.For) -> str:
        with self._scope():
            return super().visit_For(n)

    def visit_DeclList(self, n: c_ast.DeclList) -> str:
        self._in_head = True
        try:
            return super().visit_DeclList(n)
        finally:
            self._in_head = False

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
            return super().visit_Decl(n)
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
        text = super().visit_Decl(self._without_register(n))
        if self._in_head:
            return text if n.init is not None else f"{text} = {{.version = {wrapped.word()}u}}"
        self._autos[-1].append((n.name, ctype))
        if n.init is None:
            return f"{text}; {self.stamp(n.name, ctype)}"
        if isinstance(n.init, c_ast.InitList) and wrapped.late:
            return f"{text}; {self.settle(n.name, ctype)}"
        return text

    def declarator_end(self, n: c_ast.Decl) -> str:
        text = super().declarator_end(n)
        if self.function is None or {"static", "extern"} & set(n.storage):
            return text
        wrapped = self.scheme.wrapped(self.scheme.unit.types.get(n))
        symbol = self.scheme.unit.introduces.get(n)
        if wrapped is None or not wrapped.values or symbol is None or symbol.scope != "block":
            return text
        return f" __attribute__((cleanup(__drop_{wrapped.name}))){text}"

    @staticmethod
    def _without_register(n: c_ast.Decl) -> c_ast.Decl:
        """Wrapped objects need an address."""
        if "register" not in n.storage:
            return n
        storage = [word for word in n.storage if word != "register"]
        return c_ast.Decl(
            n.name, n.quals, n.align, storage, n.funcspec, n.type, n.init, n.bitsize, n.coord
        )

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
