"""Puts the parts that type a text together around one workspace."""

from __future__ import annotations

from dsu_kernel.cfront.typing.definitions import Definitions
from dsu_kernel.cfront.typing.expressions import ExpressionTyper
from dsu_kernel.cfront.typing.specifiers import TypeBuilder
from dsu_kernel.cfront.typing.statements import StatementTyper
from dsu_kernel.cfront.typing.workspace import Workspace


class Assembly:
    """Types, expressions, declarations and statements of one text, which need one another."""

    def __init__(self, work: Workspace) -> None:
        self.work = work
        self.expressions = ExpressionTyper(work)
        self.types = TypeBuilder(work, self.expressions)
        self.declarations = Definitions(work, self.types, self.expressions)
        self.statements = StatementTyper(work, self.declarations, self.expressions)
        self.expressions.connect(self.statements.statement_expression, self.types.type_name)
