"""Type names and declarators of GNU C."""

from __future__ import annotations

from typing import Literal, cast

from pycparser import c_ast
from pycparser.c_parser import Coord

from dsu_kernel.cfront.parsing.specifiers import QUALIFIERS, SpecifierParser, Specifiers
from dsu_kernel.cfront.syntax.declarations import Declarator, declared_name, innermost
from dsu_kernel.cfront.syntax.nodes import GnuAttribute

Kind = Literal["normal", "parameter", "abstract"]


class DeclaratorParser(SpecifierParser):
    """Parses type names and declarators with one rule for all kinds, as gcc does."""

    # ---- type names ---------------------------------------------------------------------

    def _parse_type_name(self) -> c_ast.Typename:
        specs = self._parse_specs()
        if not specs.types and not specs.quals:
            self._unexpected("a type")
        return self._typename(specs, self._parse_any("abstract"))

    def _typename(self, specs: Specifiers, decl: Declarator) -> c_ast.Typename:
        """Build a type name, as an operand or an unnamed parameter."""
        innermost(decl).attributes = list(specs.of_type)
        typename = c_ast.Typename(
            None, list(specs.quals), None, decl, specs.coord, attributes=specs.attributes
        )
        fixed = self._fix_decl_name_type(typename, specs.types_or_int())
        assert isinstance(fixed, c_ast.Typename)
        return fixed

    # ---- declarators --------------------------------------------------------------------

    def _parse_declarator(self) -> Declarator:
        return self._parse_any("normal")

    def _parse_any(self, kind: Kind) -> Declarator:
        """A declarator of any kind; an absent one is a ``TypeDecl`` without a name."""
        if self._peek_type() != "TIMES":
            return self._parse_direct(kind)
        pointer = self._parse_pointer()
        return self._modified(self._parse_direct(kind), pointer)

    def _parse_pointer(self) -> c_ast.Node | None:
        """A run of stars, each with its qualifiers and attributes in any order."""
        pointer = None
        while star := self._accept("TIMES"):
            quals: list[str] = []
            attributes: list[c_ast.Node] = []
            while True:
                if self._peek_type() in QUALIFIERS:
                    quals.append(self._advance().value)
                elif self._peek_type() == "ATTRIBUTE_BEGIN":
                    attributes += self._parse_attributes()
                else:
                    break
            coord = self._tok_coord(star)
            pointer = c_ast.PtrDecl(quals, pointer, coord, attributes=attributes)
        return pointer

    def _parse_direct(self, kind: Kind) -> Declarator:
        """A name, a parenthesized declarator or nothing, and its suffixes."""
        coord = self._here()
        token = self._peek_type()
        inner: list[c_ast.Node] = []
        if token in ("ID", "TYPEID") and kind != "abstract":
            decl: Declarator = c_ast.TypeDecl(self._advance().value, None, None, None, coord)
            innermost(decl).attributes = self._parse_standard_attributes()
        elif token == "LPAREN" and not (kind != "normal" and self._parameters_follow()):
            self._advance()
            inner = self._parse_attributes()
            decl = self._parse_any(kind)
            self._expect("RPAREN")
        elif kind == "normal":
            self._unexpected("an identifier or '('")
        else:
            decl = c_ast.TypeDecl(None, None, None, None, coord)
        return self._parse_declarator_suffixes(decl, inner, named=kind == "normal")

    def _parameters_follow(self) -> bool:
        """At a parenthesis: does it open the parameters of an unnamed function?"""
        k = 2
        while self._peek_type(k) == "ATTRIBUTE_BEGIN":
            k += 1
        return self._peek_type(k) in ("RPAREN", "ELLIPSIS") or self._starts_type(k)

    def _modified(self, decl: Declarator, modifier: c_ast.Node | None) -> Declarator:
        return cast(Declarator, self._type_modify_decl(decl, modifier))

    def _parse_declarator_suffixes(
        self, decl: Declarator, inner: list[c_ast.Node], *, named: bool
    ) -> Declarator:
        """Array and function suffixes; ``inner`` are attributes from inside a parenthesis.

        Attributes behind the suffix are its own where no name is sure to be there to take them.
        """
        while (kind := self._peek_type()) in ("LBRACKET", "LPAREN"):
            suffix: c_ast.ArrayDecl | c_ast.FuncDecl
            if kind == "LBRACKET":
                suffix = self._parse_array_suffix()
            else:
                suffix = self._parse_function_suffix(decl.coord)
            for attribute in inner:
                assert isinstance(attribute, GnuAttribute)
                attribute.inner = True
            suffix.attributes, inner = inner, []
            if not named:
                suffix.attributes += self._parse_standard_attributes()
            decl = self._modified(decl, suffix)
        if inner:
            innermost(decl).attributes += inner  # redundant parentheses: they mean the name
        return decl

    def _parse_array_suffix(self) -> c_ast.ArrayDecl:
        """``[static const n]``, ``[*]``, ``[]``."""
        coord = self._here()
        self._expect("LBRACKET")
        words: list[str] = []
        while self._peek_type() in QUALIFIERS or self._peek_type() == "STATIC":
            words.append(self._advance().value)
        dim: c_ast.Node | None = None
        if self._peek_type() == "TIMES" and self._peek_type(2) == "RBRACKET":
            dim = c_ast.ID("*", self._here())
            self._advance()
        elif self._peek_type() != "RBRACKET":
            dim = self._parse_assignment_expression()
        self._expect("RBRACKET")
        return c_ast.ArrayDecl(None, dim, words, coord)

    def _parse_function_suffix(self, coord: Coord | None) -> c_ast.FuncDecl:
        """Parameters in a scope of their own, kept in case a body follows."""
        self._expect("LPAREN")
        self._push_scope()
        args: c_ast.ParamList | None = None
        if self._peek_type() == "ELLIPSIS" or self._starts_type(1):
            args = self._parse_parameters()
        elif self._peek_type() != "RPAREN":
            args = self._parse_identifier_list()
        function = c_ast.FuncDecl(args, None, coord)
        self._parameter_scopes[function] = self._pop_scope()
        self._expect("RPAREN")
        return function

    def _parse_parameters(self) -> c_ast.ParamList:
        params: list[c_ast.Node] = []
        coord = self._here()
        while True:
            if self._peek_type() == "ELLIPSIS":
                params.append(c_ast.EllipsisParam(self._tok_coord(self._advance())))
                break
            params.append(self._parse_parameter_declaration())
            if not self._accept("COMMA"):
                break
        if self._peek_type() == "SEMI":
            self._unsupported("a forward declaration of a parameter", self._here())
        return c_ast.ParamList(params, coord)

    def _parse_identifier_list(self) -> c_ast.ParamList:
        """The names in the head of an old-style definition."""
        coord = self._here()
        names: list[c_ast.Node] = []
        while True:
            tok = self._expect("ID")
            names.append(c_ast.ID(tok.value, self._tok_coord(tok)))
            if not self._accept("COMMA"):
                return c_ast.ParamList(names, coord)

    def _parse_parameter_declaration(self) -> c_ast.Node:
        if self._peek_type() == "PPPRAGMA":
            self._unsupported("a #pragma inside a parameter list", self._here())
        if not self._starts_type(1):
            self._unexpected("a parameter declaration")
        specs = self._parse_specs()
        decl = self._parse_any("parameter")
        attributes = self._parse_declarator_end()
        if declared_name(decl) is None:
            specs.attributes += attributes
            return self._typename(specs, decl)
        self._declare(decl, typedef=False)
        return self._build(specs, decl, attributes)

    # ---- building -----------------------------------------------------------------------

    def _build(
        self,
        specs: Specifiers,
        decl: Declarator,
        attributes: list[c_ast.Node],
        *,
        init: c_ast.Node | None = None,
        bitsize: c_ast.Node | None = None,
    ) -> c_ast.Node:
        """A ``Decl`` or ``Typedef`` from its parts.

        Declarators of one declaration share the nodes of their type specifiers and of the
        attributes among them; nothing else is shared.
        """
        heart = innermost(decl)
        every = [*specs.attributes, *heart.attributes, *attributes]
        heart.attributes = list(specs.of_type)
        node: c_ast.Decl | c_ast.Typedef
        if specs.is_typedef:
            node = c_ast.Typedef(
                None, list(specs.quals), list(specs.storage), decl, heart.coord, attributes=every
            )
        else:
            node = c_ast.Decl(
                None, list(specs.quals), list(specs.align), list(specs.storage),
                list(specs.function), decl, init, bitsize, heart.coord, attributes=every,
            )  # fmt: skip
        return self._fix_decl_name_type(node, specs.types_or_int())

    @property
    def _parameter_scopes(self) -> dict[c_ast.Node, dict[str, bool]]:
        raise NotImplementedError
