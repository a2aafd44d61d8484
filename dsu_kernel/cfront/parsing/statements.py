"""Statements of GNU C."""

from __future__ import annotations

from typing import Any, Final

from pycparser import c_ast
from pycparser.c_parser import Coord

from dsu_kernel.cfront.parsing.declarations import DeclarationParser
from dsu_kernel.cfront.syntax.nodes import ComputedGoto, LocalLabels

_ITERATION: Final = frozenset({"WHILE", "DO", "FOR"})
_JUMP: Final = frozenset({"BREAK", "CONTINUE", "RETURN"})
_NAME: Final = ("ID", "TYPEID")


class StatementParser(DeclarationParser):
    """Blocks, labels, jumps and control flow; long chains are built without recursion."""

    def _parse_block_item(self) -> c_ast.Node | list[c_ast.Node]:
        kind = self._peek_type()
        if kind in _NAME and self._peek_type(2) == "COLON":
            return self._parse_labeled_statement()
        if kind == "ATTRIBUTE_BEGIN":
            return self._parse_attributed_item()
        if kind == "_STATIC_ASSERT":
            return self._parse_static_assert()
        if kind == "LOCAL_LABEL":
            return self._parse_local_labels()
        if self._starts_type(1):
            return self._parse_declaration()
        return self._parse_statement()

    def _parse_attributed_item(self) -> c_ast.Node | list[c_ast.Node]:
        """Attributes begin a declaration, stand alone (fallthrough) or precede a statement."""
        k = 1
        while self._peek_type(k) == "ATTRIBUTE_BEGIN":
            k += 1
        if self._starts_type(k):
            return self._parse_declaration()
        return self._parse_statement()

    def _parse_local_labels(self) -> c_ast.Node:
        coord = self._here()
        self._expect("LOCAL_LABEL")
        names = self._parse_label_names()
        self._expect("SEMI")
        return LocalLabels(names, coord)

    def _parse_statement(self) -> c_ast.Node:
        kind = self._peek_type()
        if kind in _NAME and self._peek_type(2) == "COLON":
            return self._parse_labeled_statement()
        if kind == "LBRACE":
            return self._parse_compound_statement()
        if kind == "IF":
            return self._parse_if()
        if kind == "SWITCH":
            return self._parse_switch()
        if kind in _ITERATION:
            return self._parse_iteration_statement()
        if kind in _JUMP:
            return self._parse_jump_statement()
        if kind in ("CASE", "DEFAULT"):
            return self._parse_labeled_statement()
        if kind == "GOTO":
            return self._parse_goto()
        if kind == "ASM":
            return self._parse_asm()
        if kind == "PPPRAGMA":
            return self._parse_pppragma_directive()
        if kind == "ATTRIBUTE_BEGIN":
            return self._parse_attributed_statement()
        return self._parse_expression_statement()

    def _parse_attributed_statement(self) -> c_ast.Node:
        coord = self._here()
        attributes = self._parse_attributes()
        if self._accept("SEMI"):
            return c_ast.AttributeDeclaration(attributes, coord)
        return c_ast.AttributedStatement(attributes, self._parse_statement(), coord)

    # ---- selection and iteration --------------------------------------------------------
    #
    # Such a statement is a block, and so is each of its substatements (C11 6.8.4, 6.8.5): what
    # `sizeof (enum { A })` in a condition declares ends there.

    def _parse_pragmacomp_or_statement(self) -> c_ast.Node:
        """A substatement."""
        self._push_scope()
        stmt: c_ast.Node = super()._parse_pragmacomp_or_statement()
        self._pop_scope()
        return stmt

    def _parse_iteration_statement(self) -> c_ast.Node:
        self._push_scope()
        stmt: c_ast.Node = super()._parse_iteration_statement()
        self._pop_scope()
        return stmt

    def _parse_if(self) -> c_ast.Node:
        """An ``if`` with all its ``else if`` branches in one loop."""
        arms: list[tuple[c_ast.Node, c_ast.Node, Coord | None]] = []
        last: c_ast.Node | None = None
        while True:
            coord = self._here()
            self._expect("IF")
            self._push_scope()
            cond = self._parse_condition()
            arms.append((cond, self._parse_pragmacomp_or_statement(), coord))
            if not self._accept("ELSE"):
                break
            if self._peek_type() != "IF":
                last = self._parse_pragmacomp_or_statement()
                break
        for cond, iftrue, coord in reversed(arms):
            self._pop_scope()
            last = c_ast.If(cond, iftrue, last, coord)
        assert last is not None
        return last

    def _parse_condition(self) -> c_ast.Node:
        self._expect("LPAREN")
        cond = self._parse_expression()
        self._expect("RPAREN")
        return cond

    def _parse_switch(self) -> c_ast.Node:
        coord = self._here()
        self._expect("SWITCH")
        self._push_scope()
        cond = self._parse_condition()
        body = self._parse_pragmacomp_or_statement()
        self._pop_scope()
        if isinstance(body, c_ast.Compound):
            body = c_ast.Compound(_group_cases(body.block_items or []), body.coord)
        return c_ast.Switch(cond, body, coord)

    # ---- labels and jumps ---------------------------------------------------------------

    def _parse_labeled_statement(self) -> c_ast.Node:
        """A run of labels and the statement after it.

        Before a declaration, a pragma or the end of the block, the label carries an empty
        statement and what follows is an item of its own.
        """
        labels: list[Any] = []
        while label := self._parse_label():
            labels.append(label)
        if self._peek_type() in ("RBRACE", "PPPRAGMA", None) or self._item_is_declaration():
            stmt: c_ast.Node = c_ast.EmptyStatement(labels[-1].coord)
        else:
            stmt = self._parse_statement()
        for label in reversed(labels):
            if isinstance(label, c_ast.Label):
                label.stmt = stmt
            else:
                label.stmts = [stmt]
            stmt = label
        return stmt

    def _parse_label(self) -> c_ast.Node | None:
        """One label without its statement, None when there is none."""
        coord = self._here()
        kind = self._peek_type()
        if kind == "CASE":
            self._advance()
            expr = self._parse_range()
            self._expect("COLON")
            return c_ast.Case(expr, [], coord)
        if kind == "DEFAULT":
            self._advance()
            self._expect("COLON")
            return c_ast.Default([], coord)
        if kind in _NAME and self._peek_type(2) == "COLON":
            name = self._advance().value
            self._advance()
            # After a plain label attributes are the label's own; after `case`, the statement's.
            return c_ast.Label(name, None, coord, attributes=self._parse_attributes())
        return None

    def _item_is_declaration(self) -> bool:
        k = 1
        while self._peek_type(k) == "ATTRIBUTE_BEGIN":
            k += 1
        return self._peek_type() in ("_STATIC_ASSERT", "LOCAL_LABEL") or self._starts_type(k)

    def _parse_goto(self) -> c_ast.Node:
        coord = self._here()
        self._expect("GOTO")
        if self._accept("TIMES"):
            node: c_ast.Node = ComputedGoto(self._parse_expression(), coord)
        else:
            node = c_ast.Goto(self._expect_name().value, coord)
        self._expect("SEMI")
        return node


def _group_cases(items: list[c_ast.Node]) -> list[c_ast.Node]:
    """Give each case the statements that follow it, and make nested cases siblings.

    This is pycparser's ``fix_switch_cases`` without its recursion.
    """
    grouped: list[c_ast.Node] = []
    last: Any = None
    for item in items:
        if not isinstance(item, (c_ast.Case, c_ast.Default)):
            (grouped if last is None else last.stmts).append(item)
            continue
        last = item
        grouped.append(last)
        while last.stmts and isinstance(last.stmts[0], (c_ast.Case, c_ast.Default)):
            nested = last.stmts.pop()
            grouped.append(nested)
            last = nested
    return grouped
