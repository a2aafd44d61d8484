"""On which lines a function uses a name after one of its calls or points: for verdicts.

The analysis of continuations once more, in which a name at one place is another than at the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.safety.recorder import Held
from dsu_kernel.analysis.safety.uses import NodeUses, UseRules
from dsu_kernel.analysis.safety_facts import Name
from dsu_kernel.cfront.model import Place, place_of
from dsu_kernel.cfront.types import CType


@dataclass(frozen=True, slots=True)
class PlacedName(Name):
    """A name as it is used at one place."""

    place: Place


class PlacedRules(UseRules):
    """The rules for one unit, with places."""

    def node_uses(
        self, nodes: Iterable[c_ast.Node], result: CType | None = None
    ) -> dict[c_ast.Node, NodeUses]:
        """Return the uses of each node, as names at its place."""
        found = super().node_uses(nodes, result)
        return {
            node: tuple((PlacedName(n.kind, n.key, place_of(node)), why) for n, why in uses)
            for node, uses in found.items()
        }


def later_uses(held: Held, line: int, name: Name) -> tuple[Place, ...]:
    """Return the places of the uses after the calls and points on a line; ``held`` has places.

    Pointers that lead to a name's objects are not among them.
    """
    stands = [site.held for site in held.sites if site.place.line == line]
    stands += [point.held for point in held.points if point.place.line == line]
    return tuple(
        sorted(
            {
                item.place
                for names in stands
                for item in names
                if isinstance(item, PlacedName) and (item.kind, item.key) == (name.kind, name.key)
            }
        )
    )
