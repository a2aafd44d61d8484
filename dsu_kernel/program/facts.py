"""All facts about one version, gathered once: types, safety, direct calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from dsu_kernel.analysis.facts import Handed, TypeFacts, Wrappability
from dsu_kernel.analysis.safety.calls.blocking import BLOCKING
from dsu_kernel.analysis.safety.calls.callgraph import build_call_graph
from dsu_kernel.analysis.safety.calls.direct import direct_edges
from dsu_kernel.analysis.safety.calls.points import read_pragmas
from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.analysis.wrappability.wrappability import analyse
from dsu_kernel.cfront.model import contained_records
from dsu_kernel.cfront.types import Record, RecordKey
from dsu_kernel.program.image import WrappedType
from dsu_kernel.program.model import Version


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the analyses say about a version.

    ``judged`` is the wrappability by the text alone; in ``types`` the live process has the last
    word: a type keeps being wrapped, or not, for the life of the process.
    """

    judged: Mapping[RecordKey, Wrappability]
    types: TypeFacts
    safety: Safety
    direct: frozenset[tuple[str, str]]


def gather(
    version: Version,
    live: Mapping[RecordKey, WrappedType],
    settled: frozenset[RecordKey],
    handed: Handed = MappingProxyType({}),
) -> Facts:
    """Analyse a version.

    ``live`` are the types that are wrapped in the live process, ``settled`` all types that it
    knows: those are wrapped exactly if they are in ``live``. ``handed``: see ``TypeFacts``.
    """
    judged = analyse(version.units, handed)
    kinds = dict(judged.wrappability)
    for key, found in judged.wrappability.items():
        if key in settled and key not in live and found.kind != "fixed":
            kinds[key] = Wrappability("fixed", "the program began with it as a fixed type")
        elif key in live and found.kind == "fixed":
            kinds[key] = Wrappability("pinned", found.reason, found.place)
    for owner, found in list(kinds.items()):
        if found.kind == "fixed":
            for inner in contained_records(Record(owner), version.records):
                if inner in kinds and kinds[inner].kind != "fixed" and inner not in live:
                    reason = f"{owner.spelling}, which holds it, is fixed"
                    kinds[inner] = Wrappability("fixed", reason, found.place)
    types = replace(judged, wrappability=kinds)
    wrapped = frozenset(key for key in kinds if types.wrapped(key))
    graph = build_call_graph(version.units, blocking=BLOCKING)
    if graph.resolver.runs_code_in_libraries:
        graph = build_call_graph(version.units)
    safety = Safety(version.units, wrapped=wrapped, births=types.births, graph=graph)
    pragmas = read_pragmas(version.units)
    return Facts(judged.wrappability, types, safety, direct_edges(safety.graph, pragmas.indirect))
