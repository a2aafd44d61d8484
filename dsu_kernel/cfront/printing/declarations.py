"""Types and declarations back to C text."""
# ruff: noqa: D102  (a method visit_X prints the node X and says so by its name)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Protocol

from pycparser import c_ast

from dsu_kernel.cfront.printing.expressions import ASSIGN, CONDITIONAL, ExpressionPrinter
from dsu_kernel.cfront.syntax.declarations import (
    DECLARATORS,
    Declarator,
    Record,
    defined_record,
    innermost,
    joined,
    members_of,
)
from dsu_kernel.cfront.syntax.nodes import AsmLabel, GnuAttribute
from dsu_kernel.cfront.syntax.tree import place_at
from dsu_kernel.errors import Place

# Spellings that every language standard of gcc accepts (plain ``inline`` is no keyword in C90).
_SPELLING: Final = {"inline": "__inline__", "restrict": "__restrict__"}


class _Attributed(Protocol):
    """A node with attributes."""

    @property
    def attributes(self) -> list[c_ast.Node]:
        """Its GnuAttribute and AsmLabel nodes."""


class DeclarationPrinter(ExpressionPrinter):
    """Prints types and declarations.

    A record or enumeration that is defined inside a declaration is printed as a definition where
    :meth:`defines` says so. When several declarators share one definition, lists of declarations
    print it with the first of them, under a made-up tag if it has none.
    """

    def __init__(self) -> None:
        self._references: set[c_ast.Node] = set()
        self._tags: dict[c_ast.Node, str] = {}
        self._indent = 0

    # ---- hooks --------------------------------------------------------------------------

    def defines(self, node: Record) -> bool:
        """Is this struct, union or enum node to be printed with its members?"""
        return members_of(node) is not None and node not in self._references

    def tag(self, node: Record) -> str | None:
        """The tag to print for a struct, union or enum; None leaves it without one."""
        name: str | None = node.name
        return name or self._tags.get(node)

    # ---- declarations -------------------------------------------------------------------

    def decl(self, node: c_ast.Node) -> str:
        """A declaration without its semicolon."""
        return self.visit(node)

    def visit_Decl(self, n: c_ast.Decl) -> str:
        words = [*self.standard_attributes(n), *self.specifier_words(n)]
        if not isinstance(n.type, DECLARATORS):
            words += [*_spelled(n.quals), self.specifier(n.type), *self.trailing_attributes(n)]
            return " ".join(words)
        return " ".join([*words, self.full_declarator(n.type)]) + self.declarator_end(n)

    def specifier_words(self, n: c_ast.Decl) -> list[str]:
        """Storage class, function specifiers and alignment."""
        return [*(n.storage or ()), *_spelled(n.funcspec), *map(self.visit, n.align or ())]

    def declarator_end(self, n: c_ast.Decl) -> str:
        """What follows a declarator: width, asm label, attributes, initialiser."""
        parts = [""] if n.bitsize is None else ["", ":", self.expr(n.bitsize, CONDITIONAL)]
        parts += self.trailing_attributes(n)
        if n.init is not None:
            parts += ["=", self.initializer(n.init)]
        return " ".join(parts)

    def visit_Typedef(self, n: c_ast.Typedef) -> str:
        words = [*self.standard_attributes(n), *n.storage, self.full_declarator(n.type)]
        return " ".join([*words, *self.trailing_attributes(n)])

    def visit_DeclList(self, n: c_ast.DeclList) -> str:
        """The declaration in the head of a ``for``."""
        return self.declarators(n.decls)

    def declarators(self, nodes: Sequence[c_ast.Node]) -> str:
        """One declaration of several declarators."""
        text = self.visit(nodes[0])
        for other in nodes[1:]:
            if isinstance(other, c_ast.Decl):
                text += ", " + self.declarator(other.type, other.name) + self.declarator_end(other)
            else:
                text += f"\n{self.visit(other)}\n"
        return text

    def declarations(self, nodes: Iterable[c_ast.Node]) -> Iterator[tuple[c_ast.Node, str]]:
        """The text of each of several neighbours, with shared definitions printed once.

        Declarators that cannot be parted (see :func:`.joined`) come as the first one's text.
        """
        previous: Record | None = None
        groups = joined(nodes)
        for position, group in enumerate(groups):
            node = group[0]
            record = defined_record(node)
            if len(group) > 1:
                text = self.declarators(group)
            elif record is not None and record is previous:
                with self.as_reference(record):
                    text = self.visit(node)
            else:
                if record is not None and record.name is None:
                    following = groups[position + 1 : position + 2]
                    if any(defined_record(after[0]) is record for after in following):
                        self._make_tag(record)
                text = self.visit(node)
            previous = record
            yield node, text

    @contextmanager
    def as_reference(self, record: c_ast.Node) -> Iterator[None]:
        """Print ``record`` by its tag only."""
        self._references.add(record)
        try:
            yield
        finally:
            self._references.discard(record)

    def _make_tag(self, record: Record) -> None:
        """A tag for an anonymous record: from its place, so that it is the same every time."""
        if record in self._tags:
            return
        place = place_at(record.coord) or Place("", 0)
        unit = "".join(c if c.isascii() and c.isalnum() else "_" for c in place.unit)
        name = f"__anon_{unit}_{place.line}_{place.column}"
        while name in self._tags.values():
            name += "_"
        self._tags[record] = name

    # ---- attributes ---------------------------------------------------------------------

    def standard_attributes(self, n: _Attributed) -> list[str]:
        """Attributes in the standard's spelling stand first in a declaration."""
        return [a.text for a in n.attributes if isinstance(a, GnuAttribute) and a.is_standard]

    def trailing_attributes(self, n: _Attributed) -> list[str]:
        """The asm label, then GNU attributes; gcc treats them alike before and after a name."""
        labels = [a.text for a in n.attributes if isinstance(a, AsmLabel)]
        gnu = [a for a in n.attributes if isinstance(a, GnuAttribute) and not a.is_standard]
        return [*labels, *(a.text for a in gnu)]

    # ---- types --------------------------------------------------------------------------

    def type_name(self, node: c_ast.Node) -> str:
        """A type name as in a cast; attributes go with its specifiers."""
        assert isinstance(node, c_ast.Typename)
        heart = innermost(node.type)
        words = [*self.standard_attributes(node), *_spelled(heart.quals)]
        words += [self.specifier(heart.type), *self.trailing_attributes(node)]
        words += self.standard_attributes(heart)
        return " ".join([*words, *filter(None, [self.declarator(node.type, None)])])

    def full_declarator(self, node: Declarator, name: str | None = None) -> str:
        """Qualifiers, type specifier and declarator; ``name`` replaces the declared name."""
        heart = innermost(node)
        declarator = self.declarator(node, heart.declname if name is None else name)
        words = [*_spelled(heart.quals), self.specifier(heart.type)]
        words += self.standard_attributes(heart)
        return " ".join([*words, *filter(None, [declarator])])

    def declarator(self, node: Declarator, name: str | None) -> str:
        """The declarator alone, around ``name`` (None: abstract)."""
        text = name or ""
        typ = node
        while not isinstance(typ, c_ast.TypeDecl):
            if isinstance(typ, c_ast.PtrDecl):
                text = self._pointer(typ, text)
            else:
                inner = [a.text for a in typ.attributes if a.inner]
                if text.startswith("*") or inner:
                    text = f"({' '.join([*inner, text])})"
                text += self._suffix(typ)
                text += "".join(f" {a.text}" for a in typ.attributes if not a.inner)
            typ = typ.type
        return text

    def _pointer(self, n: c_ast.PtrDecl, text: str) -> str:
        words = [*(a.text for a in n.attributes), *_spelled(n.quals)]
        if not words:
            return "*" + text
        return " ".join(["*" + words[0], *words[1:], *filter(None, [text])])

    def _suffix(self, n: c_ast.ArrayDecl | c_ast.FuncDecl) -> str:
        if isinstance(n, c_ast.FuncDecl):
            return f"({self.parameters(n)})"
        words = _spelled(n.dim_quals)
        if n.dim is not None:
            words.append(self.expr(n.dim, ASSIGN))
        return f"[{' '.join(words)}]"

    def parameters(self, n: c_ast.FuncDecl) -> str:
        """What stands between the parentheses of a function declarator."""
        return "" if n.args is None else ", ".join(map(self.visit, n.args.params))

    def visit_ParamList(self, n: c_ast.ParamList) -> str:
        return ", ".join(map(self.visit, n.params))

    def visit_EllipsisParam(self, n: c_ast.EllipsisParam) -> str:
        return "..."

    def specifier(self, node: c_ast.Node) -> str:
        """A type specifier: a name, a record, an enumeration, typeof."""
        if isinstance(node, c_ast.Typename):  # a bare _Atomic(T) without a declarator
            return f"_Atomic({self.type_name(node)})"
        return self.visit(node)

    def visit_IdentifierType(self, n: c_ast.IdentifierType) -> str:
        return " ".join(n.names)

    def visit_TypeOf(self, n: c_ast.TypeOf) -> str:
        return f"__typeof__({self.argument_of_sizeof(n.expr)})"

    def visit_Alignas(self, n: c_ast.Alignas) -> str:
        return f"_Alignas({self.argument_of_sizeof(n.alignment)})"

    # ---- records and enumerations -------------------------------------------------------

    def visit_Struct(self, n: c_ast.Struct) -> str:
        return self.record("struct", n)

    def visit_Union(self, n: c_ast.Union) -> str:
        return self.record("union", n)

    def record(self, keyword: str, n: c_ast.Struct | c_ast.Union) -> str:
        """A struct or union specifier: its definition, or a reference by tag."""
        define = self.defines(n)
        words = [keyword, *self._record_attributes(n, define), *filter(None, [self.tag(n)])]
        if not define:
            return " ".join(words)
        return " ".join(words) + " {\n" + self.members(n.decls) + self.indentation + "}"

    def members(self, nodes: Sequence[c_ast.Node]) -> str:
        """The member declarations of a record, one a line."""
        with self.indented():
            lines = []
            for node, text in self.declarations(nodes):
                end = "" if isinstance(node, c_ast.Pragma) else ";"
                lines.append(self.indented_line(node, text + end))
            return "".join(lines)

    def visit_Enum(self, n: c_ast.Enum) -> str:
        define = self.defines(n)
        words = ["enum", *self._record_attributes(n, define), *filter(None, [self.tag(n)])]
        if not define:
            return " ".join(words)
        with self.indented():
            body = "".join(self._enumerator_line(item) for item in n.values.enumerators)
        return " ".join(words) + " {\n" + body + self.indentation + "}"

    def _enumerator_line(self, item: c_ast.Node) -> str:
        end = "" if isinstance(item, c_ast.Pragma) else ","
        return self.indented_line(item, self.visit(item) + end)

    def visit_Enumerator(self, n: c_ast.Enumerator) -> str:
        words = [n.name, *(a.text for a in n.attributes)]
        if n.value is not None:
            words += ["=", self.expr(n.value, CONDITIONAL)]
        return " ".join(words)

    def _record_attributes(self, n: Record, define: bool) -> list[str]:
        """Attributes of the type; where the record is only named, they are already known."""
        if not define and members_of(n) is not None:
            return []
        return [a.text for a in n.attributes]

    # ---- lines --------------------------------------------------------------------------

    @property
    def indentation(self) -> str:
        """The white space at the beginning of a line."""
        return "    " * self._indent

    @contextmanager
    def indented(self) -> Iterator[None]:
        """One level deeper."""
        self._indent += 1
        try:
            yield
        finally:
            self._indent -= 1

    def indented_line(self, node: c_ast.Node, text: str) -> str:
        """A line of its own for ``node``; directives start in the first column."""
        return f"{text}\n" if text.startswith("#") else f"{self.indentation}{text}\n"


def _spelled(words: Iterable[str] | None) -> list[str]:
    return [_SPELLING.get(word, word) for word in words or ()]
