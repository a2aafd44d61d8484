"""What in the text speaks to the updating system: update points and ``#pragma dsu`` lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import preorder
from dsu_kernel.cfront.model import Symbol, TranslationUnit, place_of
from dsu_kernel.errors import UnsupportedConstruct

_KNOWN = (
    "there are: #pragma dsu fixed T, #pragma dsu indirect f, #pragma dsu extract, "
    "#pragma dsu no_extract"
)
# They say something about the statement that follows; see dsu_kernel.extraction.
_ABOUT_A_STATEMENT = frozenset({"extract", "no_extract"})
_POINT_NAMES = frozenset({"update", "dsu_update"})


def is_update_point(symbol: Symbol) -> bool:
    """Whether the function is ``update`` or ``dsu_update`` of dsu.h (not one of the program)."""
    return (
        symbol.name in _POINT_NAMES
        and symbol.kind == "function"
        and symbol.system
        and symbol.place.unit.endswith("dsu.h")
    )


@dataclass(frozen=True, slots=True)
class Pragmas:
    """What the user pinned: functions always called through slots, types never wrapped."""

    indirect: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()


def read_pragmas(units: Iterable[TranslationUnit]) -> Pragmas:
    """Collect ``#pragma dsu indirect f ...`` and ``#pragma dsu fixed T ...`` of a program.

    Raises UnsupportedConstruct for any other ``#pragma dsu``.
    """
    found: dict[str, set[str]] = {"indirect": set(), "fixed": set()}
    for unit in units:
        for item in unit.items:
            for node in preorder(item):
                words = node.string.split() if isinstance(node, c_ast.Pragma) else []
                if words[:1] != ["dsu"]:
                    continue
                if len(words) == 2 and words[1] in _ABOUT_A_STATEMENT:
                    continue
                if len(words) < 3 or words[1] not in found:
                    shown = " ".join(["#pragma", *words])
                    raise UnsupportedConstruct(shown, place_of(node), _KNOWN)
                found[words[1]].update(word.strip(",") for word in words[2:])
    return Pragmas(frozenset(found["indirect"]), frozenset(found["fixed"]))
