"""Checks our expression types against gcc's: a static assertion beside every expression.

The program is printed back with ``_Static_assert(__builtin_types_compatible_p(typeof(E), T))`` in
front of (for declarations: behind) the statement that holds E, and gcc judges.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.syntax import nodes
from dsu_kernel.cfront.types import (
    VA_LIST,
    Array,
    CType,
    Function,
    Opaque,
    Pointer,
    Record,
    describe,
)
from dsu_kernel.cfront.unit import build_unit

EXPRESSIONS = (
    *(c_ast.ID, c_ast.Constant, c_ast.UnaryOp, c_ast.BinaryOp, c_ast.Assignment),
    *(c_ast.TernaryOp, c_ast.Cast, c_ast.CompoundLiteral, c_ast.ArrayRef, c_ast.StructRef),
    *(c_ast.FuncCall, c_ast.ExprList, c_ast.GenericSelection, nodes.StmtExpr),
)
OFFSETOF = ("offsetof", "__builtin_offsetof")


def unit_of(text: str, *flags: str, name: str = "t.c", file_mode: bool = True) -> TranslationUnit:
    pre = preprocess(text, list(flags), name=name)
    return build_unit(pre, name, file_mode=file_mode)


def speakable(ctype: CType) -> bool:
    """Whether C text can name the type at any place where it is visible."""
    if isinstance(ctype, Opaque) or ctype == VA_LIST:
        return False
    if isinstance(ctype, Pointer):
        return speakable(ctype.target)
    if isinstance(ctype, Array):
        return not ctype.vla and not ctype.dimension and speakable(ctype.element)
    if isinstance(ctype, Function):
        return speakable(ctype.result) and all(map(speakable, ctype.params))
    key = getattr(ctype, "key", None)
    return key is None or bool(re.fullmatch(r"\w+", key.tag))


class Oracle:
    """Instruments one unit; counts what it could and could not ask gcc about."""

    def __init__(self, unit: TranslationUnit) -> None:
        self.unit = unit
        self.printer = CPrinter()
        self.asked = 0
        self.opaque: list[c_ast.Node] = []

    def run(self, *flags: str) -> list[str]:
        """Return gcc's complaints."""
        for function in self.unit.functions.values():
            self.block(function.node.body.block_items)
        ast = c_ast.FileAST(list(self.unit.items))
        program = CPrinter().visit(ast)
        text = f'{self.unit.system_text}\n# 1 "program"\n{program}'
        run = subprocess.run(
            ["gcc", "-x", "c", "-w", *flags, "-fsyntax-only", "-"],
            input=text.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
        )
        errors = run.stderr.decode("utf-8", "replace")
        lines = program.splitlines()
        return [
            f"{message}\n    {lines[int(line) - 1] if int(line) <= len(lines) else ''}"
            for line, message in re.findall(r":(\d+):\d+: error: (.*)", errors)
        ] or ([errors] if run.returncode else [])

    def block(self, items: list[c_ast.Node] | None) -> None:
        """Put assertions between the items of a block."""
        if not items:
            return
        result: list[c_ast.Node] = []
        waiting: list[c_ast.Node] = []
        for item in items:
            questions = list(self.questions(item))
            if isinstance(item, c_ast.Decl | c_ast.Typedef):
                # Declarators of one declaration are printed together, so nothing goes between.
                result.append(item)
                waiting += questions
            else:
                semicolon = [c_ast.EmptyStatement()] if questions else []
                result += [*waiting, *semicolon, *questions, item]
                waiting = []
        items[:] = [*result, *waiting]

    def questions(self, root: c_ast.Node) -> Iterator[c_ast.Node]:
        """Yield assertions about the expressions visible where ``root`` stands."""
        pending = [root]
        while pending:
            node = pending.pop()
            if isinstance(node, c_ast.Struct | c_ast.Union | c_ast.Enum | c_ast.FuncDecl):
                continue
            if isinstance(node, nodes.StmtExpr):
                yield from self.question(node)
                continue
            if isinstance(node, c_ast.Compound):
                self.block(node.block_items)
                continue
            if isinstance(node, c_ast.For) and isinstance(node.init, c_ast.DeclList):
                self.loop(node)
                continue
            if isinstance(node, c_ast.Case | c_ast.Default):
                self.block(node.stmts)
                continue
            if isinstance(node, EXPRESSIONS):
                yield from self.question(node)
            if isinstance(node, c_ast.StructRef):
                pending.append(node.name)
                continue
            if isinstance(node, c_ast.FuncCall):
                callee = node.name.name if isinstance(node.name, c_ast.ID) else ""
                if callee.startswith("__builtin_") or callee in OFFSETOF:
                    continue
                pending += [node.name, *(node.args.exprs if node.args else [])]
                continue
            if isinstance(node, c_ast.NamedInitializer):
                pending.append(node.expr)
                continue
            if isinstance(node, c_ast.StaticAssert):
                pending.append(node.cond)
                continue
            pending += list(node)

    def loop(self, node: c_ast.For) -> None:
        """Ask about a loop's head inside its body, where its variables are visible."""
        asked: list[c_ast.Node] = []
        for part in (*node.init.decls, node.cond, node.next):
            if part is not None:
                asked += self.questions(part)
        is_block = isinstance(node.stmt, c_ast.Compound)
        items = (node.stmt.block_items or []) if is_block else [node.stmt]
        self.block(items)
        node.stmt = c_ast.Compound([*asked, *items], node.stmt.coord)

    def question(self, node: c_ast.Node) -> Iterator[c_ast.Node]:
        ctype = self.unit.types[node]
        if self.is_bit_field(node) or self.has_label(node):
            return
        if not speakable(ctype):
            if isinstance(ctype, Opaque):
                self.opaque.append(node)
            return
        if self.is_ambiguous(ctype):
            return
        self.asked += 1
        text = self.printer.expr(node)
        claim = f"__builtin_types_compatible_p(__typeof__({text}), {describe(ctype)})"
        place = f'"{node.coord}"'
        yield c_ast.StaticAssert(c_ast.ID(claim), c_ast.Constant("string", place))

    def is_bit_field(self, node: c_ast.Node) -> bool:
        """gcc gives values of bit-fields types of odd widths, which have no name."""
        if isinstance(node, c_ast.StructRef):
            member = self.unit.members.get(node)
            return member is not None and member.field.bits is not None
        if isinstance(node, c_ast.Assignment):
            return self.is_bit_field(node.lvalue)
        if isinstance(node, c_ast.BinaryOp):
            return self.is_wide(node.left) or self.is_wide(node.right)
        if isinstance(node, c_ast.ExprList):
            return self.is_bit_field(node.exprs[-1])
        if isinstance(node, c_ast.UnaryOp):
            return self.is_bit_field(node.expr)
        return False

    def is_wide(self, node: c_ast.Node) -> bool:
        return self.is_bit_field(node) and "long" in describe(self.unit.types[node])

    @staticmethod
    def has_label(node: c_ast.Node) -> bool:
        """Repeating an expression must not repeat a label."""
        pending = [node]
        while pending:
            current = pending.pop()
            if isinstance(current, c_ast.Label):
                return True
            pending += list(current)
        return False

    def is_ambiguous(self, ctype: CType) -> bool:
        """Whether the type names a tag that also means something else in the unit."""
        while not isinstance(ctype, Record):
            if isinstance(ctype, Function):
                return any(map(self.is_ambiguous, (ctype.result, *ctype.params)))
            if not isinstance(ctype, Pointer | Array):
                return False
            ctype = ctype.target if isinstance(ctype, Pointer) else ctype.element
        return sum(key.tag == ctype.key.tag for key in self.unit.records) > 1
