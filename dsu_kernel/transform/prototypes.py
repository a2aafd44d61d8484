"""Declarations of functions: what a unit says of them before, and instead of, their bodies.

At its first declaration a function of the program gets three names (slides, "Function
indirection")::

    extern int foo(int *x);           the immortal entry: a jump through the slot
    extern __typeof__(foo) *foo_fptr; the slot of this module
    static __typeof__(foo) foo_v0;    the body, when this module issues it
"""

from __future__ import annotations

from collections.abc import Sequence

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, place_of
from dsu_kernel.cfront.semantics.attributes import asm_name
from dsu_kernel.cfront.semantics.statics import nameable, walk
from dsu_kernel.cfront.types import describe
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.program.image import mangle
from dsu_kernel.transform.bodies import HIDDEN, destructor, kept_attributes
from dsu_kernel.transform.builtin_names import BUILTIN_NAMES
from dsu_kernel.transform.objects import ObjectTransformer
from dsu_kernel.transform.scheme import FunctionScheme, GlobalScheme, Scheme
from dsu_kernel.transform.second_names import first_name, objects_named_twice, second_name


class FunctionDeclarer(ObjectTransformer):
    """Prints declarations of functions, and of second names for what the program has."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__(scheme)
        self._second: set[str] = set()  # names that are second ones of objects of earlier modules
        self._named_twice = dict(objects_named_twice(scheme.unit))

    def file_decl(self, n: c_ast.Decl) -> str:
        symbol = self.scheme.unit.introduces.get(n)
        function = self.scheme.function(symbol)
        if function is not None:
            return self.function_declaration(n, function)
        second = self._second_name(n, symbol)
        return super().file_decl(n) if second is None else second

    def function_declaration(self, n: c_ast.Decl, function: FunctionScheme) -> str:
        named = self._by_symbol(n)
        if named is not None and named is not function:
            construct = f"{n.name} with the assembler name {named.name}, where both are defined,"
            raise UnsupportedConstruct(construct, place_of(n), f"call {named.name} instead")
        head = "extern " + self.full_declarator(n.type)
        attributes = " ".join(kept_attributes(n, once=False))
        body = kept_attributes(n, once=function.fresh)
        self.note_end(n, function)
        if function.key in self.emitted.declared and self.function is None:
            parts = [f"{head} {attributes}".rstrip()]
            if function.compiled and body and not self._private_types(function):
                parts.append(self._forward(function, body))
            return "; ".join(parts)
        self.emitted.declared[function.key] = function
        return self._declare(head, attributes, function, body)

    @staticmethod
    def _forward(function: FunctionScheme, attributes: list[str]) -> str:
        """Declare the body; a constructor's priority counts in the first declaration only."""
        kind = f"__typeof__({function.name})"
        names = f"{function.body}, {function.body_here}" if function.inlined else function.body
        return " ".join(["static", kind, names, *attributes])

    def _declare(
        self, head: str, attributes: str, function: FunctionScheme, body: Sequence[str] = ()
    ) -> str:
        hidden = f" {HIDDEN}" if function.fresh else ""
        entry = f'{head} __asm__("{function.entry_label}"){hidden} {attributes}'.rstrip()
        kind = f"__typeof__({function.name})"
        slot = f'extern {kind} *{function.slot} __asm__("{function.slot_label}") {HIDDEN}'
        parts = [entry, slot]
        if function.compiled and self.function is None and not self._private_types(function):
            parts.append(self._forward(function, list(body)))
        return "; ".join(parts)

    def prototype(self, n: c_ast.FuncDef, function: FunctionScheme) -> str:
        """Declare a function ahead of its definition."""
        self.emitted.declared[function.key] = function
        old_style = n.param_decls or (
            n.decl.type.args and any(isinstance(p, c_ast.ID) for p in n.decl.type.args.params)
        )
        if old_style:
            bare = c_ast.FuncDecl(None, n.decl.type.type, [])
            head = "extern " + self.full_declarator(bare)
        else:
            head = "extern " + self.full_declarator(n.decl.type)
        attributes = " ".join(kept_attributes(n.decl, once=False))
        body = kept_attributes(n.decl, once=function.fresh)
        return self._declare(head, attributes, function, body) + ";\n"

    def note_end(self, n: c_ast.Decl, function: FunctionScheme) -> None:
        """Note a function that runs at the program's end."""
        end = destructor(n)
        if end and function.fresh:
            self.emitted.ends[function.key] = end

    def _private_types(self, function: FunctionScheme) -> bool:
        """Whether parameters have types that only the definition itself can name."""
        ctype = self.scheme.after_type(function)
        return ctype is not None and not nameable(ctype)

    # ---- second names ------------------------------------------------------------------

    def _second_name(self, n: c_ast.Decl, symbol: Symbol | None) -> str | None:
        """Declare a second name for something of the program, None if it is no such name."""
        if symbol is None or symbol.kind not in ("function", "object"):
            return None
        named = self._by_symbol(n)
        if named is not None:
            return f'extern {self.full_declarator(n.type)} __asm__("{named.entry_label}")'
        found = second_name(n, self.scheme.unit)
        if found is not None and found[0] == "ifunc":
            return self._chosen(n, symbol, self.scheme.function(found[1]))
        if found is not None:
            return self._alias(n, found[1])
        again = self._object_again(n, symbol)
        if again is not None:
            return self._same_object(n, again)
        label = self.scheme.second_names.get(symbol.name)
        if label is None or symbol.linkage != "external":
            return None
        return f'extern {self.full_declarator(n.type)} __asm__("{label}")'

    def _by_symbol(self, n: c_ast.Decl) -> FunctionScheme | None:
        """Return the function of the program that a declaration means by its assembler name."""
        found = self.scheme.functions.get(asm_name(n))
        return None if found is None or found.internal else found

    def _alias(self, n: c_ast.Decl, target: Symbol | None) -> str | None:
        """Declare a second name: of a function's entry, or of an object's storage."""
        head = "extern " + self.full_declarator(n.type)
        attributes = " ".join(kept_attributes(n, once=False))
        function, found = self.scheme.function(target), self.scheme.object(target)
        if target is None:  # what other units alone declare is known by its name, as to a linker
            name = first_name(n, self.scheme.unit)
            if name in self.scheme.second_names:
                return f'{head} __asm__("{self.scheme.second_names[name]}") {attributes}'.rstrip()
            function, found = self.scheme.functions.get(name), self.scheme.globals.get(name)
        if function is not None:
            return f'{head} __asm__("{function.entry_label}") {attributes}'.rstrip()
        if found is None:
            return None
        label = found.label or found.name
        if target is not None and self._may_refer(n, found):
            return self._same_object(n, target)
        if (
            found.defined_here and target is not None and target.defined
        ):  # gcc has to know that the two are one object
            return f'{head} __attribute__((alias("{label}"))) {attributes}'.rstrip()
        return f'{head} __asm__("{label}") {attributes}'.rstrip()

    def _object_again(self, n: c_ast.Decl, symbol: Symbol) -> Symbol | None:
        """Return the object of an earlier module that another declaration names as this one."""
        named = self._named_twice.get(n.name or "")
        target = self.scheme.object(named)
        if target is None or not symbol.linkage or not self._may_refer(n, target):
            return None
        return named

    @staticmethod
    def _may_refer(n: c_ast.Decl, target: GlobalScheme) -> bool:
        # The linker knows no such references to what each thread has its own of.
        return not target.fresh and not {"_Thread_local", "__thread"} & set(n.storage)

    def _same_object(self, n: c_ast.Decl, target: Symbol) -> str:
        """Declare a second name of an object so that gcc takes it for no other one than the first.

        Of two declarations it assumes that they are two objects, also with one symbol. So code goes
        by the first name; ``weakref`` is for initialisers.
        """
        found = self.scheme.object(target)
        assert found is not None
        head = f'static {self.full_declarator(n.type)} __attribute__((weakref("{found.label}")))'
        self._before.append(self.object_ahead(target))
        if n.name in self._second or found.key not in self.emitted.objects:
            return head
        self._second.add(n.name)
        kind = f"__typeof__({n.name})"
        name = f"__dsu_second_{n.name} __attribute__((unused))"
        return f"{head}; static {kind} *const {name} = ({kind} *)&{found.name}"

    def visit_ID(self, n: c_ast.ID) -> str:
        symbol = self.scheme.unit.refs.get(n)
        if symbol is None or not symbol.linkage or symbol.name not in self._second or self._static:
            return super().visit_ID(n)
        return f"(*__dsu_second_{symbol.name})"

    def _chosen(self, n: c_ast.Decl, symbol: Symbol, resolver: FunctionScheme | None) -> str | None:
        """Declare a function that its resolver chooses, once, when the first module is loaded."""
        if resolver is None:
            return None
        label = f"__dsu_i_{mangle(symbol.key or symbol.name)}"
        head = f'extern {self.full_declarator(n.type)} __asm__("{label}")'
        if not resolver.fresh:
            return head
        chosen = f'ifunc("{resolver.body}"), visibility("default")'
        return f"{head} __attribute__(({chosen}))"

    # ---- what the user does not declare, or not here -----------------------------------

    def known_to_gcc(self) -> str:
        """Declare the functions of other units that gcc may call though this unit does not."""
        text = ""
        for function in self.scheme.functions.values():
            name = function.name
            if name not in BUILTIN_NAMES or function.internal or function.spans:
                continue
            known = self.scheme.unit.lookup(name)
            if known is None or known.system:
                kind = f"__builtin_{name}" if known is None else name
                hidden = HIDDEN if function.fresh else ""
                label = function.entry_label
                text += f'extern __typeof__({kind}) {name} __asm__("{label}") {hidden};\n'
        return text

    def undeclared(self, definition: FunctionDef) -> str:
        """Declare what the body calls without a declaration at file scope."""
        text = ""
        for symbol in self._mentioned(definition.node.body):
            text += self.object_ahead(symbol) + self._second_name_ahead(symbol)
            function = self.scheme.function(symbol)
            if function is None or function.key in self.emitted.declared:
                continue
            self.emitted.declared[function.key] = function
            head = f"int {function.name}()"
            if not symbol.implicit and nameable(symbol.ctype):
                head = describe(symbol.ctype, function.name)
            text += self._declare(f"extern {head}", "", function) + ";\n"
        return text

    def _second_name_ahead(self, symbol: Symbol) -> str:
        """Declare what another unit gives a second name, and this one in the body at most."""
        label = self.scheme.second_names.get(symbol.name)
        if label is None or symbol.linkage != "external" or symbol.name in self.emitted.objects:
            return ""
        if self.scheme.function(symbol) or self.scheme.object(symbol):
            return ""
        self.emitted.objects.add(symbol.name)
        head = f"int {symbol.name}()" if symbol.implicit else describe(symbol.ctype, symbol.name)
        thread = "__thread " if "thread_local" in symbol.attributes else ""
        return f'extern {thread}{head} __asm__("{label}");\n'

    def _mentioned(self, body: c_ast.Node) -> list[Symbol]:
        """Return what a body refers to or declares again."""
        unit = self.scheme.unit
        found = []
        for node in walk(body):
            symbol = unit.refs.get(node) if isinstance(node, c_ast.ID) else None
            symbol = unit.introduces.get(node) if isinstance(node, c_ast.Decl) else symbol
            if symbol is not None:
                found.append(symbol)
        return found
