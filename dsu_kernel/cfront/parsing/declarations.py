"""Declarations of GNU C: records, enumerations, objects and function definitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.parsing.declarators import DeclaratorParser
from dsu_kernel.cfront.parsing.specifiers import Specifiers
from dsu_kernel.cfront.syntax.declarations import Declarator
from dsu_kernel.cfront.syntax.nodes import Asm, AsmOperand

_TAGGED = (c_ast.Struct, c_ast.Union, c_ast.Enum)


class DeclarationParser(DeclaratorParser):
    """Declarations at file scope, in blocks and in records, and file-scope asm."""

    def __init__(self, typedef_names: Iterable[str] = ()) -> None:
        self._function_scopes: dict[c_ast.Node, dict[str, bool]] = {}
        super().__init__(typedef_names)

    @property
    def _parameter_scopes(self) -> dict[c_ast.Node, dict[str, bool]]:
        return self._function_scopes

    # ---- file scope ---------------------------------------------------------------------

    def _parse_external_declaration(self) -> list[c_ast.Node]:
        kind = self._peek_type()
        if kind == "PPPRAGMA":
            return [self._parse_pppragma_directive()]
        if kind == "SEMI":
            self._advance()
            return []
        if kind == "ASM":
            return [self._parse_asm()]
        if kind == "_STATIC_ASSERT":
            return [self._parse_static_assert()]
        if kind == "EXTENSION" and self._peek_type(2) in ("ASM", "_STATIC_ASSERT"):
            self._advance()
            return self._parse_external_declaration()
        if kind not in ("ID", "TIMES", "LPAREN") and not self._starts_type(1):
            self._unexpected("a declaration")
        self._function_scopes.clear()
        return self._parse_declaration_of(self._parse_specs())

    def _parse_declaration(self) -> list[c_ast.Node]:
        if self._peek_type() == "_STATIC_ASSERT":
            return [self._parse_static_assert()]
        return self._parse_declaration_of(self._parse_specs())

    def _parse_declaration_of(self, specs: Specifiers) -> list[c_ast.Node]:
        """The declarators of a declaration, or a function definition."""
        if self._peek_type() in ("SEMI", "PPPRAGMA") and specs.coord is not None:
            return self._parse_declaration_end(self._empty_declaration(specs))
        nodes: list[c_ast.Node] = []
        while True:
            attributes = self._parse_attributes() if nodes else []
            decl = self._parse_declarator()
            attributes += self._parse_declarator_end()
            if not nodes and isinstance(decl, c_ast.FuncDecl) and self._at_function_body():
                return [self._parse_function(specs, decl, attributes)]
            self._declare(decl, typedef=specs.is_typedef)
            init = self._parse_initializer() if self._accept("EQUALS") else None
            nodes.append(self._build(specs, decl, attributes, init=init))
            if not self._accept("COMMA"):
                return self._parse_declaration_end(nodes)

    def _empty_declaration(self, specs: Specifiers) -> list[c_ast.Node]:
        """``struct S;`` and the like; ``int;`` declares nothing and leaves no node."""
        if not specs.types or not isinstance(specs.types[0], _TAGGED):
            return []
        tagged = specs.types[0]
        storage = [word for word in specs.storage if word != "typedef"]
        return [
            c_ast.Decl(
                None, specs.quals, specs.align, storage, specs.function, tagged, None, None,
                tagged.coord, attributes=specs.attributes,
            )
        ]  # fmt: skip

    # ---- functions ----------------------------------------------------------------------

    def _at_function_body(self) -> bool:
        return self._peek_type() == "LBRACE" or self._starts_type(1)

    def _parse_function(
        self, specs: Specifiers, decl: c_ast.FuncDecl, attributes: list[c_ast.Node]
    ) -> c_ast.FuncDef:
        """A definition, new or old style; parameters and body share one scope."""
        self._declare(decl, typedef=False)
        node: Any = self._build(specs, decl, attributes)
        if len(self._scope_stack) > 1:
            self._unsupported(
                f"the nested function '{node.name}'", node.coord, "define it at file scope"
            )
        self._push_scope(self._function_scopes.get(decl))
        for param in decl.args.params if decl.args else ():
            if isinstance(param, c_ast.ID):
                self._add_identifier(param.name, None)
        old_style = self._parse_declaration_list() if self._starts_type(1) else None
        body = self._parse_compound_statement(new_scope=False)
        self._pop_scope()
        return c_ast.FuncDef(node, old_style, body, node.coord)

    # ---- records and enumerations -------------------------------------------------------

    def _parse_struct_or_union_specifier(self) -> c_ast.Node:
        tok = self._advance()
        cls = c_ast.Struct if tok.value == "struct" else c_ast.Union
        attributes = self._parse_attributes()
        coord = self._here()
        name = self._advance().value if self._peek_type() in ("ID", "TYPEID") else None
        members: list[c_ast.Node] | None = None
        if self._accept("LBRACE"):
            members = self._parse_struct_declaration_list()
            self._expect("RBRACE")
            attributes += self._parse_gnu_attributes()
        elif name is None:
            self._unexpected("an identifier or '{'")
        return cls(name, members, coord, attributes=attributes)

    def _parse_struct_declaration(self) -> list[c_ast.Node] | None:
        kind = self._peek_type()
        if kind == "SEMI":
            self._advance()
            return None
        if kind == "PPPRAGMA":
            return [self._parse_pppragma_directive()]
        if kind == "_STATIC_ASSERT":
            return [self._parse_static_assert()]
        if not self._starts_type(1):
            self._unexpected("a member declaration")
        specs = self._parse_specs()
        if self._peek_type() in ("SEMI", "PPPRAGMA", "RBRACE"):
            return self._parse_member_end(self._anonymous_member(specs))
        members: list[c_ast.Node] = []
        while True:
            members.append(self._parse_member(specs, bool(members)))
            if not self._accept("COMMA"):
                return self._parse_member_end(members)

    def _parse_member_end(self, members: list[c_ast.Node]) -> list[c_ast.Node]:
        """A semicolon; gcc does without the last."""
        return members if self._peek_type() == "RBRACE" else self._parse_declaration_end(members)

    def _anonymous_member(self, specs: Specifiers) -> list[c_ast.Node]:
        if any(isinstance(t, c_ast.IdentifierType) and t.names[0] in self._ever_typedef
               for t in specs.types):  # fmt: skip
            self._unsupported("a member without a name whose type is a typedef", specs.coord)
        return self._empty_declaration(specs)

    def _parse_member(self, specs: Specifiers, later: bool) -> c_ast.Node:
        """One member, perhaps a bit-field, perhaps without a name."""
        attributes = self._parse_attributes() if later else []
        if self._peek_type() == "COLON":
            decl: Declarator = c_ast.TypeDecl(None, None, None, None, self._here())
        else:
            decl = self._parse_declarator()
        bitsize = self._parse_constant_expression() if self._accept("COLON") else None
        attributes += self._parse_attributes()
        return self._build(specs, decl, attributes, bitsize=bitsize)

    def _parse_enum_specifier(self) -> c_ast.Node:
        coord = self._here()
        self._expect("ENUM")
        attributes = self._parse_attributes()
        name = self._advance().value if self._peek_type() in ("ID", "TYPEID") else None
        values: c_ast.Node | None = None
        if self._accept("LBRACE"):
            values = self._parse_enumerator_list()
            self._expect("RBRACE")
            attributes += self._parse_gnu_attributes()
        elif name is None:
            self._unexpected("an identifier or '{'")
        return c_ast.Enum(name, values, None, coord, attributes=attributes)

    def _parse_enumerator(self) -> c_ast.Node:
        tok = self._expect_name()
        attributes = self._parse_attributes()
        value = self._parse_constant_expression() if self._accept("EQUALS") else None
        self._add_identifier(tok.value, None)
        return c_ast.Enumerator(tok.value, value, self._tok_coord(tok), attributes=attributes)

    # ---- asm ----------------------------------------------------------------------------

    def _parse_asm(self) -> Asm:
        """An asm statement or a file-scope asm, with its semicolon."""
        coord = self._here()
        self._expect("ASM")
        qualifiers: list[str] = []
        while self._peek_type() in ("VOLATILE", "GOTO", "INLINE", "CONST"):
            qualifiers.append(self._advance().value)
        self._expect("LPAREN")
        node = Asm(qualifiers, self._parse_unified_string_literal().value, coord=coord)
        if self._accept("COLON"):
            node.outputs = self._parse_asm_operands()
        if self._accept("COLON"):
            node.inputs = self._parse_asm_operands()
        if self._accept("COLON"):
            node.clobbers = self._parse_clobbers()
        if self._accept("COLON"):
            node.labels = self._parse_label_names()
        self._expect("RPAREN")
        self._expect("SEMI")
        return node

    def _parse_asm_operands(self) -> list[AsmOperand]:
        operands: list[AsmOperand] = []
        while self._peek_type() in ("LBRACKET", "STRING_LITERAL"):
            coord, name = self._here(), None
            if self._accept("LBRACKET"):
                name = self._expect_name().value
                self._expect("RBRACKET")
            constraint = self._parse_unified_string_literal().value
            self._expect("LPAREN")
            operands.append(AsmOperand(name, constraint, self._parse_expression(), coord))
            self._expect("RPAREN")
            if not self._accept("COMMA"):
                break
        return operands

    def _parse_clobbers(self) -> list[str]:
        clobbers: list[str] = []
        while self._peek_type() == "STRING_LITERAL":
            clobbers.append(self._parse_unified_string_literal().value)
            if not self._accept("COMMA"):
                break
        return clobbers

    def _parse_label_names(self) -> list[str]:
        names: list[str] = []
        while self._peek_type() in ("ID", "TYPEID"):
            names.append(self._advance().value)
            if not self._accept("COMMA"):
                break
        return names
