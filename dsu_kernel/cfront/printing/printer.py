"""Syntax trees back to C text: statements, function definitions and whole units.

``expressions`` and ``declarations`` are the other two thirds; :class:`CPrinter` is the class to use
and to subclass.
"""
# ruff: noqa: D102  (a method visit_X prints the node X and says so by its name)

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pycparser import c_ast

from dsu_kernel.cfront.printing.declarations import DeclarationPrinter
from dsu_kernel.cfront.source.lexer import escape_marker
from dsu_kernel.cfront.syntax.nodes import Asm, AsmOperand, ComputedGoto, LocalLabels

_MARKER: Final = re.compile(r'# (\d+) ("(?:[^"\\]|\\.)*")\s*\Z')
_LABELS: Final = (c_ast.Label, c_ast.Case, c_ast.Default)
# Statements whose text does not end in a semicolon of its own.
_BLOCKS: Final = (c_ast.Compound, c_ast.If, c_ast.For, c_ast.While, c_ast.Switch, *_LABELS)
_PLAIN: Final = (c_ast.Pragma, c_ast.FuncDef, c_ast.AttributedStatement, *_BLOCKS)


class CPrinter(DeclarationPrinter):
    """Prints C; subclass it and override ``visit_X`` methods to transform while printing.

    ``expr``, ``decl``, ``type_name``, ``stmt``, ``body`` and ``unit`` are the entry points.
    With ``line_markers``, statements and file-scope items carry ``# LINE "unit"`` lines; run
    :func:`compact_markers` over the finished text to drop those that say nothing new.
    """

    def __init__(self, *, line_markers: bool = False) -> None:
        super().__init__()
        self.line_markers = line_markers

    # ---- lines --------------------------------------------------------------------------

    def indented_line(self, node: c_ast.Node, text: str) -> str:
        """A line for ``node``, after its marker."""
        return self.marker(node) + super().indented_line(node, text)

    def marker(self, node: c_ast.Node) -> str:
        """The line marker for a node, empty when markers are off or its place is unknown."""
        coord = getattr(node, "coord", None)
        if not self.line_markers or coord is None or not coord.line:
            return ""
        return line_marker(coord.file, coord.line)

    # ---- blocks -------------------------------------------------------------------------

    def stmt(self, node: c_ast.Node) -> str:
        """A statement or declaration as complete lines, indented."""
        return self.finish(node, self.visit(node))

    def finish(self, node: c_ast.Node, text: str) -> str:
        """Complete the text of a statement: semicolon, indentation, marker."""
        if text.startswith("#"):
            return f"{self.marker(node)}{text}\n"
        end = "" if isinstance(node, _PLAIN) else ";"
        return self.indented_line(node, text + end)

    def body(self, items: Iterable[c_ast.Node] | None) -> str:
        """The items of a block as lines, at the present indentation."""
        return "".join(self.finish(node, text) for node, text in self.declarations(items or ()))

    def block_text(self, node: c_ast.Compound) -> str:
        """A block from brace to brace; the first brace is not indented."""
        with self.indented():
            inner = self.body(node.block_items)
        return "{\n" + inner + self.indentation + "}"

    def visit_Compound(self, n: c_ast.Compound) -> str:
        return self.block_text(n)

    def branch(self, node: c_ast.Node) -> str:
        """The statement under an ``if`` or a loop, always in braces: no else can dangle."""
        if isinstance(node, c_ast.Compound):
            return " " + self.visit(node)
        with self.indented():
            inner = self.stmt(node)
        return " {\n" + inner + self.indentation + "}"

    def condition(self, node: c_ast.Node) -> str:
        """A controlling expression; an assignment gets the parentheses that say it is meant."""
        text = self.expr(node)
        return f"({text})" if isinstance(node, c_ast.Assignment) else text

    # ---- control flow -------------------------------------------------------------------

    def visit_If(self, n: c_ast.If) -> str:
        """An ``if`` with its chain of ``else if``, printed without recursion."""
        parts: list[str] = []
        node: Any = n
        while True:
            parts += [f"if ({self.condition(node.cond)})", self.branch(node.iftrue)]
            if node.iffalse is None:
                return "".join(parts)
            parts.append(" else")
            if not isinstance(node.iffalse, c_ast.If):
                return "".join([*parts, self.branch(node.iffalse)])
            node = node.iffalse
            if marker := self.marker(node):
                parts.append(f"\n{marker}{self.indentation}")
            else:
                parts.append(" ")

    def visit_Switch(self, n: c_ast.Switch) -> str:
        return f"switch ({self.condition(n.cond)})" + self.branch(n.stmt)

    def visit_While(self, n: c_ast.While) -> str:
        return f"while ({self.condition(n.cond)})" + self.branch(n.stmt)

    def visit_DoWhile(self, n: c_ast.DoWhile) -> str:
        return f"do{self.branch(n.stmt)} while ({self.condition(n.cond)})"

    def visit_For(self, n: c_ast.For) -> str:
        init = "" if n.init is None else self.visit(n.init)
        cond = "" if n.cond is None else " " + self.condition(n.cond)
        step = "" if n.next is None else " " + self.expr(n.next)
        return f"for ({init};{cond};{step})" + self.branch(n.stmt)

    # ---- labels and jumps ---------------------------------------------------------------

    def visit_Label(self, n: c_ast.Label) -> str:
        attributes = "".join(f" {a.text}" for a in n.attributes)
        return f"{n.name}:{attributes}\n" + self.stmt(n.stmt).rstrip("\n")

    def visit_Case(self, n: c_ast.Case) -> str:
        return f"case {self.expr(n.expr)}:" + self.case_body(n.stmts)

    def visit_Default(self, n: c_ast.Default) -> str:
        return "default:" + self.case_body(n.stmts)

    def case_body(self, items: Sequence[c_ast.Node] | None) -> str:
        """The statements of a case; a declaration or nothing at all gets an empty statement."""
        if not items:
            return ""
        with self.indented():
            inner = self.body(items)
        needs = isinstance(items[0], (c_ast.Decl, c_ast.Typedef, c_ast.StaticAssert, c_ast.Pragma))
        return (" ;\n" if needs else "\n") + inner.rstrip("\n")

    def visit_Goto(self, n: c_ast.Goto) -> str:
        return f"goto {n.name}"

    def visit_ComputedGoto(self, n: ComputedGoto) -> str:
        return f"goto *{self.expr(n.expr)}"

    def visit_LocalLabels(self, n: LocalLabels) -> str:
        return f"__label__ {', '.join(n.names)}"

    def visit_Break(self, n: c_ast.Break) -> str:
        return "break"

    def visit_Continue(self, n: c_ast.Continue) -> str:
        return "continue"

    def visit_Return(self, n: c_ast.Return) -> str:
        return "return" if n.expr is None else f"return {self.expr(n.expr)}"

    def visit_EmptyStatement(self, n: c_ast.EmptyStatement) -> str:
        return ""

    # ---- asm, attributes, directives ----------------------------------------------------

    def visit_Asm(self, n: Asm) -> str:
        qualifiers = "".join(f" __{word}__" if word != "goto" else " goto" for word in n.qualifiers)
        sections = [n.template]
        if n.outputs is not None:
            sections += [self._operands(n.outputs), self._operands(n.inputs)]
            sections += [", ".join(n.clobbers or ())]
            sections += [", ".join(n.labels)] if n.labels is not None else []
        return f"__asm__{qualifiers} ({' : '.join(sections)})"

    def _operands(self, operands: Sequence[AsmOperand] | None) -> str:
        return ", ".join(map(self.visit, operands or ()))

    def visit_AsmOperand(self, n: AsmOperand) -> str:
        name = f"[{n.name}] " if n.name else ""
        return f"{name}{n.constraint} ({self.expr(n.expr)})"

    def visit_AttributeDeclaration(self, n: c_ast.AttributeDeclaration) -> str:
        return " ".join(a.text for a in n.attributes)

    def visit_AttributedStatement(self, n: c_ast.AttributedStatement) -> str:
        attributes = " ".join(a.text for a in n.attributes)
        return f"{attributes}\n{self.stmt(n.stmt)}".rstrip("\n")

    def visit_StaticAssert(self, n: c_ast.StaticAssert) -> str:
        message = "" if n.message is None else ", " + self.visit(n.message)
        return f"_Static_assert({self.argument(n.cond)}{message})"

    def visit_Pragma(self, n: c_ast.Pragma) -> str:
        return f"#pragma {n.string}".rstrip()

    # ---- file scope ---------------------------------------------------------------------

    def visit_FuncDef(self, n: c_ast.FuncDef) -> str:
        """A definition; its attributes go first, gcc allows them nowhere else."""
        old_style = "".join(
            self.finish(node, text) for node, text in self.declarations(n.param_decls or ())
        )
        head = self.function_head(n.decl)
        return f"{head}\n{old_style}{self.visit(n.body)}"

    def function_head(self, n: c_ast.Decl) -> str:
        """The head of a definition, with all attributes before it."""
        attributes = [*self.standard_attributes(n), *self.trailing_attributes(n)]
        return " ".join([*attributes, *self.specifier_words(n), self.full_declarator(n.type)])

    def unit(self, items: Iterable[c_ast.Node]) -> str:
        """File-scope items as complete lines."""
        return self.body(items)

    def visit_FileAST(self, n: c_ast.FileAST) -> str:
        return self.unit(n.ext)


def line_marker(unit: str, line: int) -> str:
    """The directive that places the next line at ``line`` of ``unit``, with its newline."""
    return f'# {line} "{escape_marker(unit)}"\n'


def compact_markers(text: str) -> str:
    """Drop line markers that only repeat what counting lines gives anyway."""
    kept: list[str] = []
    unit, line = "", 0
    for row in text.split("\n"):
        match = _MARKER.match(row) if row.startswith("# ") else None
        if match is None:
            line += 1
        elif (match[2], int(match[1])) == (unit, line):
            continue
        else:
            unit, line = match[2], int(match[1])
        kept.append(row)
    return "\n".join(kept)
