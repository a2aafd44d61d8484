"""One generated unit: the file-scope items of a translation unit in updatable form.

Items keep the user's order.  At its first declaration a function of the program gets three names
(slides, "Function indirection")::

    extern int foo(int *x);           the immortal entry: a jump through the slot
    extern __typeof__(foo) *foo_fptr; the slot of this module
    static __typeof__(foo) foo_v0;    the body, when this module issues it
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, Symbol, place_of
from dsu_kernel.cfront.printing.declarations import defined_record, members_of
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics.attributes import asm_name
from dsu_kernel.cfront.semantics.builtin_calls import BUILTIN_PREFIXES
from dsu_kernel.cfront.semantics.statics import nameable, walk
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import RecordKey, describe
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.program.image import mangle
from dsu_kernel.transform.bodies import HIDDEN, destructor, kept_attributes
from dsu_kernel.transform.builtin_names import BUILTIN_NAMES
from dsu_kernel.transform.entries import defined_slots, slot_definitions
from dsu_kernel.transform.objects import ObjectTransformer
from dsu_kernel.transform.scheme import FunctionScheme, Scheme
from dsu_kernel.transform.second_names import second_name

# A handler may interrupt a blocking region, and then is not to be patched under its feet.
_HANDLER = (
    "__attribute__((cleanup(dsu_handler_leave))) struct dsu_handler __dsu_handler; "
    "dsu_handler_enter(&__dsu_handler); "
)


class UnitTransformer(ObjectTransformer):
    """Prints a whole unit; :meth:`text` is the entry point."""

    def __init__(self, scheme: Scheme, machine: str) -> None:
        super().__init__(scheme)
        self._machine = machine
        self._says_name = False
        self._keys: dict[int, RecordKey] = {
            id(r.node): key for key, r in scheme.unit.records.items() if key in scheme.types
        }
        self._definitions = {id(f.node): f for f in scheme.unit.functions.values()}

    def text(self) -> str:
        """Return the items, then the slots and entries."""
        ahead = self._known_to_gcc()
        items = self.unit(self.scheme.unit.items)
        slots = slot_definitions(self.emitted, self.scheme.owned, self._machine)
        return ahead + items + slots + "".join(self.emitted.exports)

    def declarations_only(self) -> str:
        """Return the items without slots and entries: what gcc needs to know the types."""
        return self.unit(self.scheme.unit.items)

    def _known_to_gcc(self) -> str:
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

    # ---- items -----------------------------------------------------------------------

    def finish(self, node: c_ast.Node, text: str) -> str:
        if self.function is not None or self._indent:
            return super().finish(node, text)
        if not text:
            return ""
        return self._with_types(super().finish(node, text))

    def _with_types(self, text: str) -> str:
        """Put the types that a text defines around it."""
        whole = "".join([*self._before, text, *self._after])
        self._before.clear()
        self._after.clear()
        return whole

    def visit_Pragma(self, n: c_ast.Pragma) -> str:
        return "" if n.string.split()[:1] == ["dsu"] else super().visit_Pragma(n)

    def visit_Asm(self, n: Asm) -> str:
        if self.function is None and self.scheme.module > 0:
            # File-scope asm defines things; they exist since the first version.
            return ""
        return super().visit_Asm(n)

    # ---- types -----------------------------------------------------------------------

    def record(self, keyword: str, n: Any) -> str:
        key = self._keys.get(id(n))
        if key is None or not self.defines(n) or members_of(n) is None:
            return super().record(keyword, n)
        wrapped = self.scheme.types[key]
        indent, self._indent = self._indent, 0
        data = f"{wrapped.data} {{\n{self.members(n.decls)}}};\n"
        self._indent = indent
        self._before.append(data)
        self._after.append(wrapped.functions(self._machine))
        self.emitted.generated[wrapped.name] = data
        return f"{' '.join(filter(None, [keyword, self.tag(n)]))} {wrapped.body()}"

    # ---- functions -------------------------------------------------------------------

    def function_declaration(self, n: c_ast.Decl, function: FunctionScheme) -> str:
        named = self._by_symbol(n)
        if named is not None and named is not function:
            construct = f"{n.name} with the assembler name {named.name}, where both are defined,"
            raise UnsupportedConstruct(construct, place_of(n), f"call {named.name} instead")
        head = "extern " + self.full_declarator(n.type)
        attributes = " ".join(kept_attributes(n, once=False))
        body = kept_attributes(n, once=function.fresh)
        self._note_end(n, function)
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
        return " ".join(["static", kind, function.body, *attributes])

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

    def _note_end(self, n: c_ast.Decl, function: FunctionScheme) -> None:
        """Note a function that runs at the program's end."""
        end = destructor(n)
        if end and function.fresh:
            self.emitted.ends[function.key] = end

    def _private_types(self, function: FunctionScheme) -> bool:
        """Whether parameters have types that only the definition itself can name."""
        ctype = self.scheme.after_type(function)
        return ctype is not None and not nameable(ctype)

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
        if function is not None:
            return f'{head} __asm__("{function.entry_label}") {attributes}'.rstrip()
        if found is None or target is None:
            return None
        label = found.label or found.name
        if found.defined_here and target.defined:  # gcc has to know that the two are one object
            return f'{head} __attribute__((alias("{label}"))) {attributes}'.rstrip()
        return f'{head} __asm__("{label}") {attributes}'.rstrip()

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

    def visit_FuncDef(self, n: c_ast.FuncDef) -> str:
        definition = self._definitions.get(id(n))
        if definition is None:
            return self._inline_only(n)
        function = self.scheme.functions[definition.key]
        if function.name.startswith(BUILTIN_PREFIXES):
            construct = f"a definition of {function.name}, which gcc calls by itself,"
            raise UnsupportedConstruct(construct, definition.place)
        text = ""
        if function.key not in self.emitted.declared:
            text = self._prototype(n, function)
            text = self._with_types(text)
        here = function.issued and function.key in self.scheme.owned
        if not (here or function.copied):
            return text
        text += self._undeclared(definition)
        self.function, self._function_name = function.key, definition.name
        record = defined_record(n.decl)
        try:
            with self.as_reference(record) if record is not None else nullcontext():
                statics = self.lifted_statics(definition)
                body = self._definition(n, definition, function)
            statics = self._name_of(function) + statics
        finally:
            self.function, self._function_name = None, ""
        if here:
            self.emitted.generated[function.key] = statics + body
        return text + statics + self.marker(n) + body

    def _inline_only(self, n: c_ast.FuncDef) -> str:
        """Print a body for inlining only, unless the program has a definition, which counts."""
        function = self.scheme.function(self.scheme.unit.introduces.get(n.decl))
        if function is None:
            return CPrinter().visit(n)
        known = function.key in self.emitted.declared
        return "" if known else self._with_types(self._prototype(n, function))

    def own_name(self) -> str:
        """Return the array that ``__func__`` is: no literal, which others may be merged with."""
        function = self.scheme.functions.get(self.function or "")
        if function is None:
            return super().own_name()
        self._says_name = True
        return f"__dsu_name_of_{function.body}"

    def _name_of(self, function: FunctionScheme) -> str:
        if not self._says_name:
            return ""
        self._says_name = False
        return f'static const char __dsu_name_of_{function.body}[] = "{self._function_name}";\n'

    def _prototype(self, n: c_ast.FuncDef, function: FunctionScheme) -> str:
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

    def _undeclared(self, definition: FunctionDef) -> str:
        """Declare what the body calls without a declaration at file scope."""
        text = ""
        for symbol in self._mentioned(definition.node.body):
            text += self.object_ahead(symbol)
            function = self.scheme.function(symbol)
            if function is None or function.key in self.emitted.declared:
                continue
            self.emitted.declared[function.key] = function
            head = f"int {function.name}()"
            if not symbol.implicit and nameable(symbol.ctype):
                head = describe(symbol.ctype, function.name)
            text += self._declare(f"extern {head}", "", function) + ";\n"
        return text

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

    def _definition(
        self, n: c_ast.FuncDef, definition: FunctionDef, function: FunctionScheme
    ) -> str:
        words = kept_attributes(n.decl, once=function.fresh)
        self._note_end(n.decl, function)
        # A frame that holds something must stay on the stack: no tail calls out of it.
        if function.spans:
            words.append('__attribute__((noipa, optimize("no-optimize-sibling-calls")))')
        head = " ".join([*words, "static", self.full_declarator(n.decl.type, function.body)])
        old_style = "".join(
            self.finish(node, text) for node, text in self.declarations(n.param_decls or ())
        )
        body = self.function_block(definition)
        if definition.name == "main":
            # Only a function called main returns 0 when it runs off its end.
            body = body[:-1] + "return 0; }"
        if function.handler and "naked" not in definition.attributes:
            body = f"{{ {_HANDLER}{body} }}"
        text = f"{head}\n{old_style}{body}\n"
        if self.is_known_to_gcc(definition.symbol, function) and self._is_inlined(function):
            # Calls by the name of the entry: gcc decides as where the name is that of the body.
            head = f"extern inline __attribute__((gnu_inline)) {self.full_declarator(n.decl.type)}"
            text += f"{head}\n{old_style}{body}\n"
        return text

    def _is_inlined(self, function: FunctionScheme) -> bool:
        """Whether other functions call a function directly, so that its body may be in theirs."""
        return any(f == function.key != caller for caller, f in self.scheme.direct)

    def file_decl(self, n: c_ast.Decl) -> str:
        symbol = self.scheme.unit.introduces.get(n)
        function = self.scheme.function(symbol)
        if function is not None:
            return self.function_declaration(n, function)
        second = self._second_name(n, symbol)
        return super().file_decl(n) if second is None else second

    @property
    def slots(self) -> list[FunctionScheme]:
        """The functions whose slots this unit defines."""
        return defined_slots(self.emitted, self.scheme.owned)
