"""One generated unit: the file-scope items of a translation unit in updatable form.

Items keep the user's order; slots and entries of functions come last.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics.builtin_calls import BUILTIN_PREFIXES
from dsu_kernel.cfront.syntax.declarations import defined_record, members_of
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import Function, Record, RecordKey
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.transform.bodies import kept_attributes
from dsu_kernel.transform.entries import defined_slots, slot_definitions
from dsu_kernel.transform.prototypes import FunctionDeclarer
from dsu_kernel.transform.scheme import FunctionScheme, Scheme
from dsu_kernel.transform.wrapper import WrapperText
from dsu_kernel.transform.wrapper_functions import functions_of

# A handler may interrupt a blocking region, and then is not to be patched under its feet.
_HANDLER = (
    "__attribute__((cleanup(dsu_handler_leave))) struct dsu_handler __dsu_handler; "
    "dsu_handler_enter(&__dsu_handler); "
)


class UnitTransformer(FunctionDeclarer):
    """Prints a whole unit; :meth:`text` is the entry point."""

    def __init__(self, scheme: Scheme, machine: str) -> None:
        super().__init__(scheme)
        self._machine = machine
        self._says_name = False
        self._in_record = False
        self._keys: dict[int, RecordKey] = {
            id(r.node): key for key, r in scheme.unit.records.items() if key in scheme.types
        }
        self._definitions = {id(f.node): f for f in scheme.unit.functions.values()}

    def text(self) -> str:
        """Return the items, then the slots and entries."""
        ahead = self.known_to_gcc()
        items = self.unit(self.scheme.unit.items)
        slots = slot_definitions(self.emitted, self.scheme.owned, self._machine)
        return ahead + items + slots + "".join(self.emitted.exports)

    def declarations_only(self) -> str:
        """Return the items without slots and entries: what gcc needs to know the types."""
        return self.unit(self.scheme.unit.items)

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
        inside, self._in_record = self._in_record, True
        try:
            key = self._keys.get(id(n))
            if key is None or not self.defines(n) or members_of(n) is None:
                return super().record(keyword, n)
            head = " ".join(filter(None, [keyword, self.tag(n)]))
            return f"{head} {self._wrapper(n, self.scheme.types[key], inside=inside)}"
        finally:
            self._in_record = inside

    def _wrapper(self, n: Any, wrapped: WrapperText, *, inside: bool) -> str:
        """Return the braces of a wrapper; its data comes ahead, or with it inside of a record.

        There it may use what the members before it define.
        """
        indent, self._indent = self._indent, 0
        data = f"{wrapped.data} {{\n{self.members(n.decls)}}}"
        self._indent = indent
        self._after.append(functions_of(wrapped, self._machine))
        self.emitted.generated[wrapped.name] = f"{data};\n"
        if inside:
            return wrapped.body(data)
        self._before.append(f"{data};\n")
        return wrapped.body()

    # ---- functions -------------------------------------------------------------------

    def visit_FuncDef(self, n: c_ast.FuncDef) -> str:
        definition = self._definitions.get(id(n))
        if definition is None:
            return self._inline_only(n)
        function = self.scheme.functions[definition.key]
        if function.name.startswith(BUILTIN_PREFIXES):
            construct = f"a definition of {function.name}, which gcc calls by itself,"
            raise UnsupportedConstruct(construct, definition.place)
        text = ""
        record = defined_record(n.decl)
        if record is not None and record.name is None:
            self._make_tag(record)  # its entry, slot and body name it
        if function.key not in self.emitted.declared:
            text = self.prototype(n, function)
            text = self._with_types(text)
        here = function.issued and function.key in self.scheme.owned
        if not (here or function.copied):
            return text
        text += self.undeclared(definition)
        self.function, self._function_name = function.key, definition.name
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
        return "" if known else self._with_types(self.prototype(n, function))

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

    def _definition(
        self, n: c_ast.FuncDef, definition: FunctionDef, function: FunctionScheme
    ) -> str:
        words = kept_attributes(n.decl, once=function.fresh)
        self.note_end(n.decl, function)
        # A frame that holds something must stay on the stack: no tail calls out of it.
        if function.spans:
            words.append('__attribute__((noipa, optimize("no-optimize-sibling-calls")))')
        head = " ".join([*words, "static", self.full_declarator(n.decl.type, function.body)])
        old_style = "".join(
            self.finish(node, text) for node, text in self.declarations(n.param_decls or ())
        )
        body = self.function_block(definition)
        ctype = definition.symbol.ctype
        struct = isinstance(ctype, Function) and isinstance(ctype.result, Record)
        if definition.name == "main" and not struct:
            # Only a function called main returns 0 when it runs off its end.
            body = body[:-1] + "return 0; }"
        if function.handler and "naked" not in definition.attributes:
            body = f"{{ {_HANDLER}{body} }}"
        text = f"{head}\n{old_style}{body}\n"
        if function.inlined:
            # Two equal functions would be made one again before gcc inlines any.
            head = self.full_declarator(n.decl.type, function.body_here)
            text += f"{self.marker(n)}static __attribute__((no_icf)) {head}\n{body}\n"
        if self.is_known_to_gcc(definition.symbol, function) and self._is_called_directly(function):
            # Calls by the name of the entry: gcc decides as where the name is that of the body.
            head = f"extern inline __attribute__((gnu_inline)) {self.full_declarator(n.decl.type)}"
            text += f"{head}\n{old_style}{body}\n"
        return text

    def _is_called_directly(self, function: FunctionScheme) -> bool:
        """Whether other functions call a function directly, so that its body may be in theirs."""
        return any(f == function.key != caller for caller, f in self.scheme.direct)

    @property
    def slots(self) -> list[FunctionScheme]:
        """The functions whose slots this unit defines."""
        return defined_slots(self.emitted, self.scheme.owned)
