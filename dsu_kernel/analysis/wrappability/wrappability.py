"""Which struct types may change while the program runs: free, pinned or fixed, and why.

When in doubt a type is fixed: it is then never wrapped, and the program is as it always was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pycparser import c_ast

from dsu_kernel.analysis.facts import Birth, Handed, SizeUse, TypeFacts, Wrappability
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.declarations import check_declarations
from dsu_kernel.analysis.wrappability.escape.escape import Escape
from dsu_kernel.analysis.wrappability.flow.flow import Flow
from dsu_kernel.analysis.wrappability.heap.births import Births
from dsu_kernel.analysis.wrappability.heap.distances import distances
from dsu_kernel.analysis.wrappability.heap.sizes import SizeUses
from dsu_kernel.analysis.wrappability.read_early import read_early
from dsu_kernel.analysis.wrappability.verdicts import Evidence, Verdicts, evidence
from dsu_kernel.cfront.model import TranslationUnit, place_of
from dsu_kernel.cfront.types import Record, RecordKey


def analyse(units: Iterable[TranslationUnit], handed: Handed = MappingProxyType({})) -> TypeFacts:
    """Return all facts about the struct types of a program.

    ``handed``: what earlier versions give to functions, whose bodies may be those of this one.
    """
    code = Code(units)
    verdicts = Verdicts(code.shapes)
    check_declarations(code, verdicts)
    sizes = SizeUses(code)
    births = Births(code, sizes)
    flow = Flow(code, births, sizes, verdicts)
    flow.run()
    _elided_braces(code, verdicts)
    uses: dict[c_ast.UnaryOp, SizeUse] = dict(sizes.accepted)
    for _body, node, ctype in sizes.numbers():
        uses[node] = "number"
        verdicts.expose(ctype, "its size is used as a number", evidence(node))
    for measured, shown in distances(code):
        verdicts.expose(measured, "its size shows in an address", evidence(shown))
    for read, shown in read_early(code):
        verdicts.expose(read, "an initialiser reads a member", evidence(shown))
    _inner_types(code, verdicts)
    escape = Escape(code, handed)
    return TypeFacts(
        wrappability=_classes(code, verdicts, escape),
        births=births.by_call,
        sizes=uses,
        library=flow.library.uses,
        interior=escape.uses,
        kept=escape.kept,
        handed=escape.handed(handed),
        allocators=births.allocators.own,
    )


def classify(units: Iterable[TranslationUnit]) -> Mapping[RecordKey, Wrappability]:
    """Return the class of every struct type that the program defines."""
    return analyse(units).wrappability


def births(units: Iterable[TranslationUnit]) -> Mapping[c_ast.FuncCall, Birth]:
    """Return the calls at which heap objects are born."""
    return analyse(units).births


def _elided_braces(code: Code, verdicts: Verdicts) -> None:
    for body in code.bodies:
        for ctype, node in body.elided:
            what = "an initialiser leaves out the braces of its members, or has too many values,"
            verdicts.expose(ctype, what, Evidence(place_of(node)))


def _inner_types(code: Code, verdicts: Verdicts) -> None:
    """What a fixed type holds by value is fixed with it, unless only the user asked for it."""
    for key in list(verdicts.fixed):
        reason, place = verdicts.fixed[key]
        if "#pragma" not in reason:
            inner = code.shapes.holds(Record(key)) - {key}
            verdicts.fix(inner, f"{key.spelling}, which holds it, is fixed: {reason}", place)


def _classes(code: Code, verdicts: Verdicts, escape: Escape) -> dict[RecordKey, Wrappability]:
    found: dict[RecordKey, Wrappability] = {}
    for key, definition in code.shapes.records.items():
        if definition.system:
            continue
        if definition.kind == "union":
            found[key] = Wrappability("fixed", "it is a union", definition.place)
        elif key in verdicts.fixed:
            found[key] = Wrappability("fixed", *verdicts.fixed[key])
        elif key in escape.pinned:
            found[key] = escape.pinned[key]
        else:
            found[key] = Wrappability("free")
    return found
