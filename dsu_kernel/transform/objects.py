"""Objects at file scope in updatable C: they live where they were first defined, for ever.

Later modules reach them by the symbols of their storage; static locals are lifted out of their
functions, so that old and new code share them.
"""

from __future__ import annotations

from dataclasses import replace

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.semantics.statics import nameable
from dsu_kernel.cfront.syntax.declarations import defined_record
from dsu_kernel.cfront.syntax.tree import place_at
from dsu_kernel.cfront.types import Array, CType, describe
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.program.image import mangle
from dsu_kernel.transform.bodies import HIDDEN, BodyTransformer, kept_attributes
from dsu_kernel.transform.constant_reads import constant_reads
from dsu_kernel.transform.emitted import Emitted
from dsu_kernel.transform.scheme import GlobalScheme, Scheme
from dsu_kernel.transform.values import without_const


class ObjectTransformer(BodyTransformer):
    """Prints the objects of a unit: defined where they are fresh, declared elsewhere."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__(scheme)
        self.emitted = Emitted()
        # Texts of types that the item in hand defines, to go before and after it.
        self._before: list[str] = []
        self._after: list[str] = []
        # Records that an object's declaration has defined: a new value repeats the declaration.
        self._defined: set[c_ast.Node] = set()
        self._literals = 0
        self._reads = constant_reads(scheme.unit)
        self._read = frozenset(self._reads.values())

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self._reads.get(n)
        found = self.scheme.object(symbol)
        return super().visit_ID(n) if found is None or found.defined_here else _copy_of(found)

    def file_decl(self, n: c_ast.Decl) -> str:
        symbol = self.scheme.unit.introduces.get(n)
        found = self.scheme.object(symbol)
        if found is None or symbol is None:
            return super(BodyTransformer, self).visit_Decl(n)
        self.emitted.objects.add(found.key)
        if not found.defined_here or symbol.node is not n or not symbol.defined:
            text = self.extern_object(n, found)
            if found.key in self.scheme.overwritten and symbol.node is n and symbol.defined:
                text += f"; {self._new_value(n, symbol, found)}"
            if not found.defined_here and symbol.node is n and symbol in self._read:
                text += f"; {self._copy(n, found)}"
            return text
        return self._define(n, symbol, found, self._defining_head(n, symbol, found))

    def object_ahead(self, symbol: Symbol) -> str:
        """Declare an object that a later cell defines."""
        found = self.scheme.object(symbol)
        if found is None or symbol.scope != "file" or found.key in self.emitted.objects:
            return ""
        if "::" in found.key or not nameable(symbol.ctype):
            return ""
        self.emitted.objects.add(found.key)
        label = f' __asm__("{found.label}")' if found.label else ""
        hidden = f" {HIDDEN}" if found.fresh else ""
        thread = "__thread " if "thread_local" in symbol.attributes else ""
        return f"extern {thread}{describe(symbol.ctype, found.name)}{label}{hidden};\n"

    def lifted_statics(self, definition: FunctionDef) -> str:
        """Lifted static locals: old and new code share them."""
        text = ""
        for symbol in self.scheme.unit.static_locals:
            found = self.scheme.object(symbol)
            if found is None or symbol not in definition.locals:
                continue
            n = symbol.node
            assert isinstance(n, c_ast.Decl)
            thread = "__thread " if {"_Thread_local", "__thread"} & set(n.storage) else ""
            ctype = symbol.ctype
            if self.scheme.wrapped_object(ctype) is not None:
                ctype = without_const(ctype)
            head = thread + describe(ctype, found.name)
            if found.defined_here:
                text += self._define(n, symbol, found, head) + ";\n"
            else:
                label, hidden = found.label or found.name, f" {HIDDEN}" if found.fresh else ""
                attributes = "".join(f" {text}" for text in kept_attributes(n, once=False))
                text += f'extern {self._alignment(n)}{head} __asm__("{label}"){hidden}'
                text += f"{attributes};\n"
                if not found.fresh and found.key in self.scheme.overwritten:
                    text += f"{self._new_value(n, symbol, found)};\n"
            if not found.defined_here and symbol in self._read:
                text += f"{self._copy(n, found)};\n"
        return text

    def _copy(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        """Define a copy of a constant of another module, by which gcc knows the value."""
        head = f"__typeof__({found.name}) {_copy_of(found)}"
        outer, self._static = self._static, True
        try:
            return f"static {head} __attribute__((unused)) = {self.initializer(n.init)}"
        finally:
            self._static = outer

    def _new_value(self, n: c_ast.Decl, symbol: Symbol, found: GlobalScheme) -> str:
        """Define the new value of a constant, to be copied over the old one."""
        name = f"__dsu_new_{mangle(found.key).replace('.', '_')}"
        storage = replace(found.storage, key=f"{found.key}.new{self.scheme.module}")
        new = replace(found, name=name, storage=storage, fresh=True, internal="")
        self.emitted.overwrites.append(
            f"__builtin_memcpy((void *)&{found.name}, (const void *)&{name}, sizeof {name});"
        )
        return self._define(n, symbol, new, self._defining_head(n, symbol, new))

    def _defining_head(self, n: c_ast.Decl, symbol: Symbol, found: GlobalScheme) -> str:
        # Without an initialiser in the text nothing else gives an array its length.
        complete = n.init is not None and self._filled_at_birth(n, symbol.ctype)
        return self._object_head(n, found, symbol.ctype, complete=complete)

    def extern_object(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        ctype = self.scheme.unit.types.get(n, found.storage.ctype)
        label = f' __asm__("{found.label}")' if found.label else ""
        hidden = f" {HIDDEN}" if found.fresh else ""
        attributes = "".join(f" {text}" for text in kept_attributes(n, once=False))
        if found.defined_here or self.function is not None:
            head = self._object_head(n, found, ctype)
        else:
            # Elsewhere the initialiser that gives an array its length is not seen.
            head = self._object_head(n, found, found.declared_type, complete=True)
        align = self._alignment(n)
        return f"extern {align}{head}{label}{hidden}{attributes}{self._length(n, found)}"

    def _alignment(self, n: c_ast.Decl) -> str:
        """Return ``_Alignas``, which whoever asks for the alignment of the object has to see."""
        return "".join(f"{self.visit(each)} " for each in n.align)

    def _length(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        """Return a second declaration with an array's length where the first cannot tell it."""
        ctype = found.declared_type
        open_ended = isinstance(n.type, c_ast.ArrayDecl) and n.type.dim is None
        if found.defined_here or not open_ended or nameable(ctype) or not isinstance(ctype, Array):
            return ""
        if ctype.length is None:
            return ""
        return f"; extern __typeof__(*{found.name}) {found.name}[{ctype.length}]"

    def _object_head(
        self, n: c_ast.Decl, found: GlobalScheme, ctype: CType, *, complete: bool = False
    ) -> str:
        thread = [w for w in n.storage if w not in ("static", "extern", "register", "auto")]
        if self.scheme.wrapped_object(ctype) is not None:
            self._define_type_of(n)
            open_ended = isinstance(n.type, c_ast.ArrayDecl) and n.type.dim is None
            shown = without_const(ctype)
            if open_ended and not complete and isinstance(shown, Array):
                shown = Array(shown.element, None)
            return " ".join([*thread, describe(shown, found.name)])
        if complete and isinstance(ctype, Array) and ctype.length is not None and nameable(ctype):
            self._define_type_of(n)
            return " ".join([*thread, describe(ctype, found.name)])
        return " ".join([*thread, self.full_declarator(n.type, found.name)])

    def _define_type_of(self, n: c_ast.Decl) -> None:
        """Print the record that an object's declaration defines ahead of the declaration."""
        record = defined_record(n)
        if record is not None and self.defines(record) and record not in self._defined:
            self._defined.add(record)
            text = self.specifier(record)
            self._before.append(f"{text};\n")

    def _define(self, n: c_ast.Decl, symbol: Symbol, found: GlobalScheme, head: str) -> str:
        label = f' __asm__("{found.label}")' if found.label else ""
        attributes = "".join(f" {text}" for text in kept_attributes(n, once=True))
        if found.storage.open and "section" not in attributes:
            # Constants are elsewhere read-only; the linker puts this with the variables.
            section = f".data.{mangle(found.storage.symbol)}"
            attributes += f' __attribute__((section("{section}")))'
        thread = "__thread " if {"_Thread_local", "__thread"} & set(n.storage) else ""
        self._export(found, thread)
        text = f"{self._alignment(n)}{head}{label}{attributes}"
        wrapped = self.scheme.wrapped_object(symbol.ctype)
        at_birth = wrapped is not None and self._filled_at_birth(n, symbol.ctype)
        if wrapped is not None and at_birth and n.init is not None:
            value = self.filled(found.name, n.init, symbol.ctype, wrapped)
            self.emitted.settled.append(f"{value};")
        if wrapped is not None and wrapped.late and not thread:
            settle = f"__settle_{wrapped.name}(&{found.name}, sizeof {found.name});"
            self.emitted.settled.append(settle)
        if n.init is None or at_birth:
            return text
        self._static = True
        try:
            return f"{text} = {self.initializer(n.init)}"
        finally:
            self._static = False

    def literal(self, n: c_ast.CompoundLiteral) -> str:
        ctype = self.type_of(n)
        if self.function is not None or ctype is None:
            return super().literal(n)
        elsewhere = self.has_data_elsewhere(ctype)
        return super().literal(n) if self._static and not elsewhere else self._lasting(n, ctype)

    def _lasting(self, n: c_ast.CompoundLiteral, ctype: CType) -> str:
        """Return the name of an object for a literal at file scope.

        It lives as long as the program, also where the initialiser that has it runs at birth.
        """
        if not nameable(ctype):
            what = "a compound literal of a type without a name"
            raise UnsupportedConstruct(what, place_at(n.coord), "give the type a tag")
        wrapped = self.scheme.wrapped_object(ctype)
        self._literals += 1
        name = f"__literal_{self._literals}"
        head = describe(ctype if wrapped is None else without_const(ctype), name)
        outer, self._static = self._static, not self.has_data_elsewhere(ctype)
        try:
            if self._static:
                head += f" = {self.initializer(n.init)}"
            elif wrapped is not None:
                self.emitted.settled.append(f"{self.filled(name, n.init, ctype, wrapped)};")
        finally:
            self._static = outer
        self._before.append(f"static {head};\n")
        return name

    def _filled_at_birth(self, n: c_ast.Decl, ctype: CType) -> bool:
        """Whether the data of an object is not in it, and so not in its initialiser either."""
        wrapped = self.scheme.wrapped_object(ctype) is not None
        thread = {"_Thread_local", "__thread"} & set(n.storage)
        return wrapped and self.has_data_elsewhere(ctype) and not thread

    def _export(self, found: GlobalScheme, thread: str) -> None:
        target = found.label or found.name
        name = f"__dsu_export_{len(self.emitted.exports)}"
        self.emitted.exports.append(
            f"extern {thread}__typeof__({found.name}) {name} "
            f'__asm__("{found.storage.symbol}") '
            f'__attribute__((alias("{target}"), visibility("default")));\n'
        )


def _copy_of(found: GlobalScheme) -> str:
    return f"__dsu_copy_{mangle(found.key).replace('.', '_')}"
