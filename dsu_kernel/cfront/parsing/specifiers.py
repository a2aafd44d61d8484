"""Specifiers and attributes of GNU C: what stands before, and around, a declarator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from pycparser import c_ast
from pycparser.c_lexer import Token
from pycparser.c_parser import Coord

from dsu_kernel.cfront.parsing.expressions import ExpressionParser
from dsu_kernel.cfront.syntax.nodes import AsmLabel, GnuAttribute

_STORAGE: Final = frozenset({"AUTO", "REGISTER", "STATIC", "EXTERN", "TYPEDEF", "_THREAD_LOCAL"})
_FUNCTION: Final = frozenset({"INLINE", "_NORETURN"})
QUALIFIERS: Final = frozenset({"CONST", "RESTRICT", "VOLATILE", "_ATOMIC"})
_SIMPLE: Final = frozenset(
    {"VOID", "_BOOL", "CHAR", "SHORT", "INT", "LONG", "FLOAT", "DOUBLE", "_COMPLEX"}
    | {"SIGNED", "UNSIGNED", "__INT128"}
)
_TYPE_START: Final = (
    _STORAGE | _FUNCTION | QUALIFIERS | _SIMPLE
    | {"TYPEID", "STRUCT", "UNION", "ENUM", "TYPEOF", "_ALIGNAS", "ATTRIBUTE_BEGIN"}
)  # fmt: skip


@dataclass(slots=True)
class Specifiers:
    """A declaration-specifier sequence; ``__extension__`` in it only silences pedantry."""

    coord: Coord | None = None
    storage: list[str] = field(default_factory=list)
    quals: list[str] = field(default_factory=list)
    function: list[str] = field(default_factory=list)
    align: list[c_ast.Node] = field(default_factory=list)
    types: list[c_ast.Node] = field(default_factory=list)
    attributes: list[c_ast.Node] = field(default_factory=list)
    # `[[...]]` behind the specifiers: of their type, not of what is declared.
    of_type: list[c_ast.Node] = field(default_factory=list)

    @property
    def is_typedef(self) -> bool:
        """True for a declaration of typedef names."""
        return "typedef" in self.storage

    def types_or_int(self) -> list[c_ast.Node]:
        """The type specifiers; implicit int, which stands nowhere, when there are none."""
        return self.types or [c_ast.IdentifierType(["int"], None)]


class SpecifierParser(ExpressionParser):
    """Parses specifiers, qualifiers and attributes in any order, as gcc does."""

    def _starts_type(self, k: int) -> bool:
        kind = self._peek_type(k)
        if kind == "EXTENSION":
            return self._starts_type(k + 1)
        return kind in _TYPE_START

    def _starts_declaration(self, tok: Token | None = None) -> bool:
        return self._starts_type(1) if tok is None else tok.type in _TYPE_START

    # ---- specifiers ---------------------------------------------------------------------

    def _parse_specs(self) -> Specifiers:
        """All specifiers and qualifiers in any order."""
        specs = Specifiers(self._here())
        while True:
            kind = self._peek_type()
            if kind == "TYPEID":
                if specs.types:
                    return specs  # the second of two is the name that is declared
                specs.types.append(self._parse_simple_type())
            elif kind in _SIMPLE:
                specs.types.append(self._parse_simple_type())
            elif kind in QUALIFIERS:
                self._parse_qualifier(specs)
            elif kind in _STORAGE:
                specs.storage.append(self._advance().value)
            elif kind in ("STRUCT", "UNION"):
                specs.types.append(self._parse_struct_or_union_specifier())
            elif kind == "ENUM":
                specs.types.append(self._parse_enum_specifier())
            elif kind in _FUNCTION:
                specs.function.append(self._advance().value)
            elif specs.types and self._at_standard_attribute():
                specs.of_type = self._parse_standard_attributes()
                return specs
            elif kind == "ATTRIBUTE_BEGIN":
                specs.attributes += self._parse_attributes()
            elif kind == "TYPEOF":
                specs.types.append(self._parse_typeof_specifier())
            elif kind == "_ALIGNAS":
                specs.align.append(self._parse_alignment_specifier())
            elif kind == "EXTENSION":
                self._advance()
            else:
                return specs

    def _parse_simple_type(self) -> c_ast.Node:
        tok = self._advance()
        return c_ast.IdentifierType([tok.value], self._tok_coord(tok))

    def _parse_qualifier(self, specs: Specifiers) -> None:
        """A qualifier; ``_Atomic`` with parentheses is a type."""
        if self._peek_type() == "_ATOMIC" and self._peek_type(2) == "LPAREN":
            specs.types.append(self._parse_atomic_specifier())
        else:
            specs.quals.append(self._advance().value)

    def _parse_attributes(self) -> list[c_ast.Node]:
        """A possibly empty run of ``__attribute__((...))`` and ``[[...]]``."""
        found: list[c_ast.Node] = []
        while self._peek_type() == "ATTRIBUTE_BEGIN":
            tok = self._advance()
            found.append(GnuAttribute(tok.value, self._tok_coord(tok)))
        return found

    def _parse_standard_attributes(self) -> list[c_ast.Node]:
        """A possibly empty run of ``[[...]]``."""
        found: list[c_ast.Node] = []
        while self._at_standard_attribute():
            tok = self._advance()
            found.append(GnuAttribute(tok.value, self._tok_coord(tok)))
        return found

    def _at_standard_attribute(self) -> bool:
        tok = self._peek()
        return tok is not None and tok.type == "ATTRIBUTE_BEGIN" and tok.value.startswith("[[")

    def _parse_gnu_attributes(self) -> list[c_ast.Node]:
        """A possibly empty run of ``__attribute__((...))`` alone."""
        found: list[c_ast.Node] = []
        while self._peek_type() == "ATTRIBUTE_BEGIN" and not self._at_standard_attribute():
            tok = self._advance()
            found.append(GnuAttribute(tok.value, self._tok_coord(tok)))
        return found

    def _parse_declarator_end(self) -> list[c_ast.Node]:
        """What may follow a complete declarator: an asm label and attributes."""
        found = self._parse_attributes()
        if self._peek_type() == "ASM":
            coord = self._here()
            self._advance()
            self._expect("LPAREN")
            name = self._parse_unified_string_literal().value
            self._expect("RPAREN")
            found.append(AsmLabel(f"__asm__({name})", coord))
            found += self._parse_attributes()
        return found
