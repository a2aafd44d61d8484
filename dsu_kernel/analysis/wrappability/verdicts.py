"""Why types are fixed or pinned: evidence is collected here, the first of each type is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.wrappability.code.shapes import Shapes
from dsu_kernel.cfront.model import Place, place_of
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.types import CType, Record, RecordKey

MAX_SNIPPET = 60


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Where something was seen: the expression and its place."""

    place: Place
    node: c_ast.Node | None = None

    @property
    def at(self) -> str:
        """The unit and line: ``In[2]:14``."""
        return f"{self.place.unit}:{self.place.line}" if self.place.line else self.place.unit

    @property
    def line(self) -> str:
        """The unit and line, with the expression: ``In[2]:14 (checksum(p))``."""
        text = snippet(self.node) if self.node is not None else ""
        return f"{self.at} ({text})" if text else self.at


def evidence(node: c_ast.Node) -> Evidence:
    """Return the evidence that an expression gives."""
    return Evidence(place_of(node), node)


def snippet(node: c_ast.Node) -> str:
    """Return an expression as one short line of C."""
    text = " ".join(CPrinter().expr(node).split())
    return text if len(text) <= MAX_SNIPPET else text[: MAX_SNIPPET - 3] + "..."


class Verdicts:
    """The types found fixed, each with its first reason."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.fixed: dict[RecordKey, tuple[str, Place | None]] = {}

    def fix(self, keys: Iterable[RecordKey], reason: str, place: Place | None) -> None:
        """Record that the types are fixed, unless another reason is known."""
        for key in sorted(keys):
            self.fixed.setdefault(key, (reason, place))

    def expose_itself(self, ctype: CType, what: str, found: Evidence, tail: str = "") -> None:
        """Fix the type if it is a candidate, but not yet what it holds."""
        if isinstance(ctype, Record):
            self._fix_all(self.shapes.holds(ctype) & {ctype.key}, what, found, tail)

    def expose(self, ctype: CType | None, what: str, found: Evidence, tail: str = "") -> None:
        """Fix every candidate that an object of the type holds by value."""
        self._fix_all(self.shapes.holds(ctype), what, found, tail)

    def expose_deep(self, ctype: CType | None, what: str, found: Evidence, tail: str = "") -> None:
        """Fix every candidate that can be reached from an object of the type."""
        self._fix_all(self.shapes.reachable(ctype), what, found, tail)

    def expose_concerned(
        self, ctype: CType | None, what: str, found: Evidence, tail: str = ""
    ) -> None:
        """Fix every candidate behind a pointer type, and those it holds by value."""
        self._fix_all(self.shapes.concerned(ctype), what, found, tail)

    def _fix_all(self, keys: frozenset[RecordKey], what: str, found: Evidence, tail: str) -> None:
        new = [key for key in keys if key not in self.fixed]
        if new:
            self.fix(new, f"{what} at {found.line}{tail}", found.place)
