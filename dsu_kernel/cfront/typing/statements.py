"""Walking statements: scopes, declarations in blocks, and the expressions in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import FunctionDef, child_nodes
from dsu_kernel.cfront.syntax import nodes
from dsu_kernel.cfront.types import VOID, CType, decay
from dsu_kernel.cfront.typing.definitions import Definitions
from dsu_kernel.cfront.typing.expressions import ExpressionTyper
from dsu_kernel.cfront.typing.workspace import Workspace


class StatementTyper:
    """Types function bodies; expression statements fall through to the expression typer."""

    def __init__(
        self, work: Workspace, declarations: Definitions, expressions: ExpressionTyper
    ) -> None:
        self._work = work
        self._declarations = declarations
        self._expressions = expressions
        self._handlers: dict[type, Callable[[Any], None]] = {
            c_ast.Compound: self._compound,
            c_ast.Decl: self.declaration,
            c_ast.Typedef: self._typedef,
            c_ast.DeclList: self._declaration_list,
            c_ast.If: self._if,
            c_ast.For: self._for,
            c_ast.While: self._while,
            c_ast.DoWhile: self._do,
            c_ast.Switch: self._while,
            c_ast.Return: self._parts,
            c_ast.Label: self._labelled,
            c_ast.AttributedStatement: self._labelled,
            c_ast.Case: self._case,
            c_ast.Default: self._case,
            c_ast.StaticAssert: self._static_assert,
            c_ast.Pragma: self._pragma,
            c_ast.FuncDef: self._nothing,
            c_ast.Goto: self._nothing,
            c_ast.Break: self._nothing,
            c_ast.Continue: self._nothing,
            c_ast.EmptyStatement: self._nothing,
            c_ast.AttributeDeclaration: self._nothing,
            nodes.LocalLabels: self._nothing,
            nodes.ComputedGoto: self._parts,
            nodes.Asm: self._asm,
        }

    def statement(self, node: c_ast.Node) -> None:
        """Type one statement, declaration or expression."""
        handler = self._handlers.get(node.__class__)
        if handler is not None:
            handler(node)
        else:
            self._expressions.type(node)

    def block(self, items: Iterable[c_ast.Node] | None) -> None:
        """Type the items of a block in the current scope."""
        self._declarations.note_typedef_names(items)
        for item in items or ():
            self.statement(item)

    def function_body(self, node: c_ast.FuncDef) -> FunctionDef:
        """Type the body of a function whose header has been entered."""
        work = self._work
        _, context, scope = self._declarations.function_body_context(node)
        outer_function, outer_scope = work.function, work.scope
        work.function, work.scope = context, scope
        self.block(node.body.block_items)
        work.function, work.scope = outer_function, outer_scope
        return self._declarations.function_def(node)

    def statement_expression(self, block: c_ast.Compound) -> CType:
        """Type ``({ ... })``: the value is that of the last expression statement."""
        work = self._work
        work.push_scope()
        self.block(block.block_items)
        work.pop_scope()
        last = block.block_items[-1] if block.block_items else None
        while isinstance(last, c_ast.Label | c_ast.AttributedStatement):
            last = last.stmt
        if last is None or last.__class__ in self._handlers:
            return VOID
        return decay(work.types[last])

    def declaration(self, node: c_ast.Decl) -> None:
        """Enter a declaration and type its initialiser."""
        symbol = self._declarations.declaration(node)
        if symbol is not None:
            self._declarations.initialiser(node, symbol)

    def _typedef(self, node: c_ast.Typedef) -> None:
        self._declarations.typedef(node)

    def _declaration_list(self, node: c_ast.DeclList) -> None:
        self.block(node.decls)

    def _compound(self, node: c_ast.Compound) -> None:
        self._work.push_scope()
        self.block(node.block_items)
        self._work.pop_scope()

    def _if(self, node: c_ast.If) -> None:
        # A loop rather than recursion: else-if chains can be long.
        current: c_ast.Node | None = node
        depth = 0
        while current is not None and current.__class__ is c_ast.If:
            self._work.push_scope()
            depth += 1
            self._expressions.type(current.cond)
            self._substatement(current.iftrue)
            current = current.iffalse
        self._substatement(current)
        for _ in range(depth):
            self._work.pop_scope()

    def _for(self, node: c_ast.For) -> None:
        self._work.push_scope()
        for part in (node.init, node.cond, node.next):
            if part is not None:
                self.statement(part)
        self._substatement(node.stmt)
        self._work.pop_scope()

    def _while(self, node: c_ast.While | c_ast.Switch) -> None:
        self._work.push_scope()
        self._expressions.type(node.cond)
        self._substatement(node.stmt)
        self._work.pop_scope()

    def _do(self, node: c_ast.DoWhile) -> None:
        self._work.push_scope()
        self._substatement(node.stmt)
        self._expressions.type(node.cond)
        self._work.pop_scope()

    def _substatement(self, node: c_ast.Node | None) -> None:
        """Type a part of a control statement, which is a block of its own (C11 6.8.4, 6.8.5)."""
        if node is not None:
            self._work.push_scope()
            self.statement(node)
            self._work.pop_scope()

    def _parts(self, node: c_ast.Node) -> None:
        for part in child_nodes(node):
            self.statement(part)

    def _labelled(self, node: c_ast.Label | c_ast.AttributedStatement) -> None:
        if node.stmt is not None:
            self.statement(node.stmt)

    def _case(self, node: c_ast.Case | c_ast.Default) -> None:
        label = getattr(node, "expr", None)
        if isinstance(label, nodes.CaseRange):
            self._parts(label)
        elif label is not None:
            self._expressions.type(label)
        self.block(node.stmts)

    def _static_assert(self, node: c_ast.StaticAssert) -> None:
        self._expressions.type(node.cond)

    def _asm(self, node: nodes.Asm) -> None:
        for operand in (*(node.outputs or ()), *(node.inputs or ())):
            self._expressions.type(operand.expr)

    def _pragma(self, node: c_ast.Pragma) -> None:
        self._work.pack.pragma(node.string)

    def _nothing(self, node: c_ast.Node) -> None:
        """Statements without expressions or declarations."""
