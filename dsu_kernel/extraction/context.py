"""What the pieces of one loop share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast

from dsu_kernel.cfront.model import Symbol, TranslationUnit
from dsu_kernel.cfront.types import Function, Void
from dsu_kernel.extraction import syntax
from dsu_kernel.extraction.collect import Target
from dsu_kernel.extraction.localtypes import LocalTypes
from dsu_kernel.extraction.naming import Names

# What an iteration returns: again, out of the loop, out of the function, or a label's number.
NEXT, ENDED, RETURNED, FIRST_LABEL = 0, 1, 2, 3


@dataclass(slots=True, eq=False)
class Context:
    """What the pieces of one loop share.

    ``members``: the variables that live in the state. ``renamed``: static locals and enumerators
    that moved to file scope. ``stems``: the names of loops, by node. ``exits``: the labels after
    the loop that other pieces jump to, with their numbers. ``tail``: the labels there.
    """

    target: Target
    names: Names
    types: LocalTypes
    members: Mapping[Symbol, str]
    renamed: Mapping[Symbol, str]
    stems: dict[c_ast.Node, str]
    tail: frozenset[str]
    exits: dict[str, int] = field(default_factory=dict)

    @property
    def unit(self) -> TranslationUnit:
        """The unit in which the function is typed."""
        return self.target.unit

    @property
    def void(self) -> bool:
        """Whether the function returns nothing."""
        ctype = self.target.function.symbol.ctype
        return isinstance(ctype, Function) and isinstance(ctype.result, Void)

    def exit(self, label: str, coord: Any) -> c_ast.FuncCall:
        """Return the call that tells the number of a label after the loop."""
        self.exits.setdefault(label, FIRST_LABEL + len(self.exits))
        return syntax.call(self.names.label(label), [], coord)
