"""Large units in parts that are compiled side by side, as units of one module.

Each part has all declarations; of the functions, and of their static locals, it has its own. Other
objects are those of the first part.
"""

from __future__ import annotations

from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.second_names import second_name

MANY = 200
"""Functions from which on a second compilation costs less than it saves."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a unit: the keys of its functions (None: all of the unit)."""

    functions: frozenset[str] | None = None
    first: bool = True

    def has(self, function: str) -> bool:
        """Whether a function of the unit is in this part."""
        return self.functions is None or function in self.functions

    def defines(self, key: str) -> bool:
        """Whether an object is in this part; ``key`` tells static locals by their function."""
        function, inside, _ = key.partition("::")
        return self.has(function) if inside else self.first


WHOLE = Part()


def parts(plan: ModulePlan, unit: TranslationUnit) -> list[Part]:
    """Return the parts in which a unit of a module is compiled."""
    issued = [f.key for f in unit.functions.values() if f.key in plan.issue]
    if len(issued) < MANY or any(_is_indivisible(item, unit) for item in unit.items):
        return [WHOLE]
    every = frozenset(f.key for f in unit.functions.values())
    second = frozenset(issued[len(issued) // 2 :])
    return [Part(every - second), Part(second, first=False)]


def _is_indivisible(item: c_ast.Node, unit: TranslationUnit) -> bool:
    """Whether an item defines symbols in a way that must not come twice."""
    if isinstance(item, c_ast.Decl):
        found = second_name(item, unit)
        return found is not None and found[0] == "ifunc"
    return isinstance(item, Asm)
