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
from dataclasses import dataclass, field, replace
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.ctype import Array, CType, RecordKey, describe
from dsu_kernel.cfront.model import FunctionDef, Symbol
from dsu_kernel.cfront.nodes import Asm
from dsu_kernel.cfront.print_declarations import defined_record, members_of
from dsu_kernel.cfront.statics import nameable, walk
from dsu_kernel.image import mangle
from dsu_kernel.transform.bodies import HIDDEN, BodyTransformer, destructor, kept_attributes
from dsu_kernel.transform.scheme import FunctionScheme, GlobalScheme, Scheme
from dsu_kernel.transform.values import without_const

ENTRY_ASM = {
    "x86_64": "jmp *{slot}(%rip)",
    "aarch64": "adrp x16, {slot}; ldr x16, [x16, :lo12:{slot}]; br x16",
}

# A handler may interrupt a blocking region, and then is not to be patched under its feet.
_HANDLER = (
    "__attribute__((cleanup(dsu_handler_leave))) struct dsu_handler __dsu_handler; "
    "dsu_handler_enter(&__dsu_handler); "
)


@dataclass(slots=True)
class Emitted:
    """What the text of a unit made necessary at its end."""

    declared: dict[str, FunctionScheme] = field(default_factory=dict)
    objects: set[str] = field(default_factory=set)
    exports: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    overwrites: list[str] = field(default_factory=list)
    generated: dict[str, str] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)


class UnitTransformer(BodyTransformer):
    """Prints a whole unit; :meth:`text` is the entry point."""

    def __init__(self, scheme: Scheme, machine: str) -> None:
        super().__init__(scheme)
        self.emitted = Emitted()
        self._machine = machine
        self._before: list[str] = []
        self._after: list[str] = []
        self._keys: dict[int, RecordKey] = {
            id(r.node): key for key, r in scheme.unit.records.items() if key in scheme.types
        }
        self._definitions = {id(f.node): f for f in scheme.unit.functions.values()}

    def text(self) -> str:
        """Return the items, then the slots and entries."""
        items = self.unit(self.scheme.unit.items)
        return items + self._slots() + "".join(self.emitted.exports)

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
        key = self._keys.get(id(n))
        if key is None or not self.defines(n) or members_of(n) is None:
            return super().record(keyword, n)
        wrapped = self.scheme.types[key]
        indent, self._indent = self._indent, 0
        data = f"{wrapped.data} {{\n{self.members(n.decls)}}};\n"
        self._indent = indent
        self._before.append(data)
        self._after.append(wrapped.functions())
        self.emitted.generated[wrapped.name] = data
        return f"{' '.join(filter(None, [keyword, self.tag(n)]))} {wrapped.body()}"

    # ---- functions -------------------------------------------------------------------

    def function_declaration(self, n: c_ast.Decl, function: FunctionScheme) -> str:
        head = "extern " + self.full_declarator(n.type)
        attributes = " ".join(kept_attributes(n, once=False))
        body = kept_attributes(n, once=function.fresh)
        self._note_end(n, function)
        if function.key in self.emitted.declared and self.function is None:
            parts = [f"{head} {attributes}".rstrip()]
            if function.issued and body and not self._private_types(function):
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
        if function.issued and self.function is None and not self._private_types(function):
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

    def _aliased(self, n: c_ast.Decl, symbol: Symbol | None) -> FunctionScheme | None:
        """Return the function of the program that a declaration gives a second name."""
        if symbol is None or symbol.kind != "function":
            return None
        for attribute in n.attributes:
            for name, text in getattr(attribute, "entries", ()):
                if name == "alias":
                    return self.scheme.function(self.scheme.unit.lookup(text.strip('" ')))
        return None

    def _alias(self, n: c_ast.Decl, target: FunctionScheme) -> str:
        """A second name of a function is a second name of its entry."""
        head = "extern " + self.full_declarator(n.type)
        attributes = " ".join(kept_attributes(n, once=False))
        return f'{head} __asm__("{target.entry_label}") {attributes}'.rstrip()

    def visit_FuncDef(self, n: c_ast.FuncDef) -> str:
        definition = self._definitions[id(n)]
        function = self.scheme.functions[definition.key]
        text = ""
        if function.key not in self.emitted.declared:
            text = self._prototype(n, function)
            text = self._with_types(text)
        if not function.issued or function.key not in self.scheme.owned:
            return text
        text += self._undeclared(definition)
        self.function, self._function_name = function.key, definition.name
        record = defined_record(n.decl)
        try:
            with self.as_reference(record) if record is not None else nullcontext():
                statics = self._statics(definition)
                body = self._definition(n, definition, function)
        finally:
            self.function, self._function_name = None, ""
        self.emitted.generated[function.key] = statics + body
        return text + statics + self.marker(n) + body

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
            text += self._object_ahead(symbol)
            function = self.scheme.function(symbol)
            if function is None or function.key in self.emitted.declared:
                continue
            self.emitted.declared[function.key] = function
            head = f"int {function.name}()"
            if not symbol.implicit and nameable(symbol.ctype):
                head = describe(symbol.ctype, function.name)
            text += self._declare(f"extern {head}", "", function) + ";\n"
        return text

    def _object_ahead(self, symbol: Symbol) -> str:
        """Declare an object that a later cell defines."""
        found = self.scheme.object(symbol)
        if found is None or symbol.scope != "file" or found.key in self.emitted.objects:
            return ""
        if "::" in found.key or not nameable(symbol.ctype):
            return ""
        self.emitted.objects.add(found.key)
        label = f' __asm__("{found.label}")' if found.label else ""
        hidden = f" {HIDDEN}" if found.fresh else ""
        return f"extern {describe(symbol.ctype, found.name)}{label}{hidden};\n"

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
        return f"{head}\n{old_style}{body}\n"

    # ---- objects ---------------------------------------------------------------------

    def file_decl(self, n: c_ast.Decl) -> str:
        symbol = self.scheme.unit.introduces.get(n)
        function = self.scheme.function(symbol)
        if function is not None:
            return self.function_declaration(n, function)
        target = self._aliased(n, symbol)
        if target is not None:
            return self._alias(n, target)
        found = self.scheme.object(symbol)
        if found is None or symbol is None:
            return super(BodyTransformer, self).visit_Decl(n)
        self.emitted.objects.add(found.key)
        if not found.fresh or symbol.node is not n or not symbol.defined:
            text = self.extern_object(n, found)
            if found.key in self.scheme.overwritten and symbol.node is n and symbol.defined:
                text += f"; {self._new_value(n, symbol, found)}"
            return text
        # Without an initialiser in the text nothing else gives an array its length.
        complete = n.init is not None and self._filled_at_birth(n, symbol.ctype)
        head = self._object_head(n, found, symbol.ctype, complete=complete)
        return self._define(n, symbol, found, head)

    def _new_value(self, n: c_ast.Decl, symbol: Symbol, found: GlobalScheme) -> str:
        """Define the new value of a constant, to be copied over the old one."""
        name = f"__dsu_new_{mangle(found.key).replace('.', '_')}"
        storage = replace(found.storage, key=f"{found.key}.new{self.scheme.module}")
        new = replace(found, name=name, storage=storage, fresh=True, internal="")
        self.emitted.overwrites.append(
            f"__builtin_memcpy((void *)&{found.name}, (const void *)&{name}, sizeof {name});"
        )
        return self._define(n, symbol, new, self._object_head(n, new, symbol.ctype))

    def extern_object(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        ctype = self.scheme.unit.types.get(n, found.storage.ctype)
        label = f' __asm__("{found.label}")' if found.label else ""
        hidden = f" {HIDDEN}" if found.fresh else ""
        attributes = "".join(f" {text}" for text in kept_attributes(n, once=False))
        if found.fresh or self.function is not None:
            head = self._object_head(n, found, ctype)
        else:
            # Elsewhere the initialiser that gives an array its length is not seen.
            head = self._object_head(n, found, found.storage.ctype, complete=True)
        return f"extern {head}{label}{hidden}{attributes}{self._length(n, found)}"

    def _length(self, n: c_ast.Decl, found: GlobalScheme) -> str:
        """Return a second declaration with an array's length where the first cannot tell it."""
        ctype = found.storage.ctype
        open_ended = isinstance(n.type, c_ast.ArrayDecl) and n.type.dim is None
        if found.fresh or not open_ended or nameable(ctype) or not isinstance(ctype, Array):
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
            return " ".join([*thread, describe(ctype, found.name)])
        return " ".join([*thread, self.full_declarator(n.type, found.name)])

    def _define_type_of(self, n: c_ast.Decl) -> None:
        """Print the record that an object's declaration defines ahead of the declaration."""
        record = defined_record(n)
        if record is not None and self.defines(record):
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
        align = "".join(f"{self.visit(a)} " for a in n.align)
        text = f"{align}{head}{label}{attributes}"
        wrapped = self.scheme.wrapped_object(symbol.ctype)
        if wrapped is not None and wrapped.late and not thread:
            settle = f"__settle_{wrapped.name}(&{found.name}, sizeof {found.name});"
            self.emitted.settled.append(settle)
        if n.init is None:
            return text
        if wrapped is not None and self._filled_at_birth(n, symbol.ctype):
            value = self.filled(found.name, n.init, symbol.ctype, wrapped)
            self.emitted.settled.insert(-1, f"{value};")
            return text
        self._static = True
        try:
            return f"{text} = {self.initializer(n.init)}"
        finally:
            self._static = False

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

    def _statics(self, definition: FunctionDef) -> str:
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
            if found.fresh:
                text += self._define(n, symbol, found, head) + ";\n"
            else:
                text += f'extern {head} __asm__("{found.label}");\n'
                if found.key in self.scheme.overwritten:
                    text += f"{self._new_value(n, symbol, found)};\n"
        return text

    # ---- slots and entries -----------------------------------------------------------

    def _slots(self) -> str:
        lines = []
        for function in self.emitted.declared.values():
            kind = f"__typeof__({function.name}) *{function.slot}"
            here = self._defined_here(function)
            if function.issued and here:
                lines.append(f"{kind} = (void *){function.body};")
            elif not function.issued:
                lines.append(f"{kind} __attribute__((weak)) = 0;")
            if function.fresh and here:
                lines.append(self._entry(function))
                lines += self._end(function)
        return "\n".join(lines) + "\n"

    def _defined_here(self, function: FunctionScheme) -> bool:
        return function.key in self.scheme.owned

    def _end(self, function: FunctionScheme) -> list[str]:
        """Run the newest version of a destructor, not the one that this module has."""
        end = self.emitted.ends.get(function.key)
        if end is None:
            return []
        body = f"((void (*)(void)){function.slot})();"
        return [f"static __attribute__(({end})) void {function.slot}_end(void) {{ {body} }}"]

    def _entry(self, function: FunctionScheme) -> str:
        jump = ENTRY_ASM[self._machine].format(slot=function.slot_label)
        entry, symbol = function.entry_label, function.symbol
        code = (
            f".pushsection .text; .p2align 4; .globl {symbol}; .type {symbol}, %function; "
            f".globl {entry}; .hidden {entry}; .type {entry}, %function; "
            f"{symbol}: {entry}: {jump}; .size {symbol}, .-{symbol}; "
            f".size {entry}, .-{entry}; .popsection"
        )
        return f'__asm__("{code}");'

    @property
    def slots(self) -> list[FunctionScheme]:
        """The functions whose slots this unit defines."""
        return [f for f in self.emitted.declared.values() if not f.issued or self._defined_here(f)]
