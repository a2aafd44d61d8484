"""What extraction did to a program, for reports: where generated names come from, what was left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dsu_kernel.cfront.model import Place

Kind = Literal["iteration", "rest", "label", "state", "type"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a generated name comes from: function ``name``, whose key is ``function``.

    ``iteration``: the function that is one iteration of the loop (or the block) at ``place`` in
    ``function``; ``rest``: the code after it; ``label``: how a jump out of it names its target;
    ``state``: the struct that holds the variables in scope; ``type``: a type of ``function`` that
    several of the pieces use.
    """

    function: str
    name: str
    kind: Kind
    place: Place

    def __str__(self) -> str:
        words = {
            "iteration": "the loop of",
            "rest": "the code after the loop of",
            "label": "a label after the loop of",
            "state": "the state of the loop of",
            "type": "a type of",
        }
        return f"{words[self.kind]} {self.name} at {self.place}"


@dataclass(frozen=True, slots=True)
class NotExtracted:
    """A loop with an update point that stays in function ``name``, whose key is ``function``."""

    function: str
    name: str
    place: Place
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: the loop of {self.name} is not extracted: {self.reason}"


@dataclass(frozen=True, slots=True)
class Extraction:
    """The origins of generated functions and types by name, and the loops that were left."""

    functions: Mapping[str, Origin] = field(default_factory=dict)
    types: Mapping[str, Origin] = field(default_factory=dict)
    not_extracted: tuple[NotExtracted, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[Extraction]) -> Extraction:
        """Join what was found in several translation units."""
        functions: dict[str, Origin] = {}
        types: dict[str, Origin] = {}
        left: list[NotExtracted] = []
        for part in parts:
            functions.update(part.functions)
            types.update(part.types)
            left += part.not_extracted
        return cls(functions, types, tuple(left))
