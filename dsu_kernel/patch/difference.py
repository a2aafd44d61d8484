"""What changed between two versions, by meaning: canonical types and normalised syntax.

Comments, layout, moved lines and a typedef under another name make no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dsu_kernel.cfront.model import (
    FunctionDef,
    RecordDef,
    Symbol,
    TranslationUnit,
    contained_records,
    counting_functions,
    place_of,
)
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.semantics.statics import walk
from dsu_kernel.cfront.syntax.nodes import Asm
from dsu_kernel.cfront.types import Array, CType, Function, RecordKey, describe, is_const
from dsu_kernel.errors import Place
from dsu_kernel.patch.members import bits_text, extended, same_record, same_type
from dsu_kernel.program.model import Version

_THREAD = frozenset({"_Thread_local", "__thread", "thread_local"})

Canonical = Callable[[FunctionDef, TranslationUnit], str]
Initialiser = Callable[[Symbol, TranslationUnit], str]


@dataclass(frozen=True, slots=True)
class FieldText:
    """One field as the user wrote it, typedefs resolved: ``int *x``."""

    name: str
    type: str

    def __str__(self) -> str:
        return self.type


@dataclass(frozen=True, slots=True)
class TypeChange:
    """A struct type whose definition changed; ``notes`` says what is not carried over.

    ``appended``: the old fields keep their types and order, new ones follow.
    """

    key: RecordKey
    name: str
    old_fields: tuple[FieldText, ...]
    new_fields: tuple[FieldText, ...]
    appended: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GlobalChange:
    """A global variable whose type changed; ``notes`` says what is not carried over."""

    key: str
    old_type: str
    new_type: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference between two versions, as data (design, section 9).

    ``reissued`` maps functions whose own text did not change to the reason they are compiled anew.
    ``initialisers_kept``: globals whose initialiser changed; the live value stays as it is.
    ``constants_replaced``: const objects that take their new initialiser.
    """

    functions_added: tuple[str, ...] = ()
    functions_deleted: tuple[str, ...] = ()
    bodies_changed: tuple[str, ...] = ()
    prototypes_changed: tuple[str, ...] = ()
    reissued: Mapping[str, str] = field(default_factory=dict)
    types_added: tuple[str, ...] = ()
    types_deleted: tuple[str, ...] = ()
    types_changed: tuple[TypeChange, ...] = ()
    globals_added: tuple[str, ...] = ()
    globals_deleted: tuple[str, ...] = ()
    globals_changed: tuple[GlobalChange, ...] = ()
    initialisers_kept: tuple[str, ...] = ()
    constants_replaced: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether the two versions mean the same program."""
        return not any(getattr(self, name) for name in self.__slots__)

    @property
    def issued(self) -> frozenset[str]:
        """The functions that the patch compiles."""
        return frozenset(
            (
                *self.functions_added,
                *self.bodies_changed,
                *self.prototypes_changed,
                *self.reissued,
            )
        )


def record_units(version: Version) -> dict[RecordKey, TranslationUnit]:
    """Return for each of the user's records a unit that defines it."""
    return {
        key: unit
        for unit in version.units
        for key, record in unit.records.items()
        if not record.system
    }


def _unit_of_globals(version: Version) -> dict[str, tuple[Symbol, TranslationUnit]]:
    """Return the objects that versions share; other static locals are part of their function."""
    shared = set(map(id, version.globals.values()))
    found: dict[str, tuple[Symbol, TranslationUnit]] = {}
    for unit in version.units:
        symbols = (*unit.objects.values(), *unit.static_locals)
        found.update({s.key: (s, unit) for s in symbols if s.key and id(s) in shared})
    return found


def field_texts(record: RecordDef) -> tuple[FieldText, ...]:
    """Return the fields as text, bit widths included."""
    rows = []
    for member in record.fields:
        bits = bits_text(member)
        text = describe(member.ctype, member.name or "")
        rows.append(FieldText(member.name or "", f"{text} : {bits}" if bits else text))
    return tuple(rows)


def changed_types(old: Version, new: Version) -> dict[RecordKey, TypeChange]:
    """Return the records that both versions define, differently: in some file, if several do."""
    before, changes = record_units(old), dict[RecordKey, TypeChange]()
    named = {unit.name: unit for unit in old.units}
    for unit in new.units:
        for key, b in unit.records.items():
            if b.system or key not in before or key.scope or not key.tag.isidentifier():
                continue
            old_unit = named.get(unit.name)
            if old_unit is None or key not in old_unit.records:
                old_unit = before[key]
            a = old_unit.records[key]
            if key not in changes and not same_record(a, old_unit, b, unit):
                appended = extended(a, old_unit, b, unit)
                texts = field_texts(a), field_texts(b)
                changes[key] = TypeChange(key, key.spelling, *texts, appended)
    return changes


def is_thread_local(symbol: Symbol) -> bool:
    """Whether each thread has an object of its own."""
    return bool(_THREAD & set(getattr(symbol.node, "storage", ())))


@dataclass(slots=True)
class FunctionChanges:
    """Keys of functions by what happened to them; text and prototype changes apart."""

    added: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    prototypes: list[str] = field(default_factory=list)


def changed_functions(old: Version, new: Version, canonical: Canonical) -> FunctionChanges:
    """Compare the functions of two versions."""
    before, after = counting_functions(old.units), counting_functions(new.units)
    result = FunctionChanges(
        sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    )
    for key in sorted(before.keys() & after.keys()):
        (f, f_unit), (g, g_unit) = before[key], after[key]
        if not _same_prototype(f.symbol.ctype, f_unit, g.symbol.ctype, g_unit):
            result.prototypes.append(key)
        elif f.node is not g.node and canonical(f, f_unit) != canonical(g, g_unit):
            result.bodies.append(key)
    return result


def _same_prototype(
    old: CType, old_unit: TranslationUnit, new: CType, new_unit: TranslationUnit
) -> bool:
    if not isinstance(old, Function) or not isinstance(new, Function):
        return old == new
    if (old.variadic, old.prototyped) != (new.variadic, new.prototyped):
        return False
    if len(old.params) != len(new.params):
        return False
    pairs = zip((old.result, *old.params), (new.result, *new.params), strict=True)
    return all(same_type(a, old_unit, b, new_unit) for a, b in pairs)


@dataclass(slots=True)
class GlobalChanges:
    """Keys of objects by what happened to them; ``kept`` and ``constants``: new initialisers."""

    added: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    retyped: list[GlobalChange] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)


def changed_globals(old: Version, new: Version, initialiser: Initialiser) -> GlobalChanges:
    """Compare the objects with static storage of two versions."""
    before, after = _unit_of_globals(old), _unit_of_globals(new)
    result = GlobalChanges(
        sorted(after.keys() - before.keys()), sorted(before.keys() - after.keys())
    )
    for key in sorted(before.keys() & after.keys()):
        (a, a_unit), (b, b_unit) = before[key], after[key]
        old_text, new_text = initialiser(a, a_unit), initialiser(b, b_unit)
        same_text = old_text == new_text
        constant = is_const(a.ctype) and is_const(b.ctype)
        same_kind = is_thread_local(a) == is_thread_local(b) and b.layout in ("", a.layout)
        if not same_kind or not same_type(a.ctype, a_unit, b.ctype, b_unit):
            result.retyped.append(GlobalChange(key, _type_text(a), _type_text(b)))
        elif constant and not (same_text and _means_the_same(b, a_unit, b_unit)):
            result.constants.append(key)
        if not constant and not same_text and not _goes_on(a.ctype, old_text, new_text):
            result.kept.append(key)
    return result


def _goes_on(old: CType, old_text: str, new_text: str) -> bool:
    """Whether an array only gets more elements: those come from the initialiser."""
    more = old_text.endswith("}") and new_text.startswith(old_text.rstrip("} \n"))
    return isinstance(old, Array) and more


def _means_the_same(symbol: Symbol, old: TranslationUnit, new: TranslationUnit) -> bool:
    """Whether an object's initialiser says the same in both.

    ``{1, 2}`` goes by places, and ``sizeof g.name`` by the type that the field has.
    """
    inside = {*contained_records(symbol.ctype, new.records)} | _asked_about(symbol, new)
    pairs = ((old.records.get(key), new.records.get(key)) for key in inside)
    return all(a is None or b is None or same_record(a, old, b, new) for a, b in pairs)


def _asked_about(symbol: Symbol, unit: TranslationUnit) -> set[RecordKey]:
    """Return the records whose fields an initialiser names, or whose objects it measures."""
    init = getattr(symbol.node, "init", None)
    found: set[RecordKey] = set()
    for node in walk(init) if init is not None else ():
        member, ctype = unit.members.get(node), unit.types.get(node)
        found |= {member.record} if member is not None else set()
        found.update(contained_records(ctype, unit.records) if ctype is not None else ())
    return found


def _type_text(symbol: Symbol) -> str:
    thread = "_Thread_local" if is_thread_local(symbol) else ""
    return " ".join(filter(None, [thread, symbol.layout, describe(symbol.ctype)]))


def file_scope_asm(version: Version) -> list[tuple[str, Place]]:
    """Return the asm statements outside functions, with their places."""
    printer = CPrinter()
    return [
        (printer.visit(item), place_of(item))
        for unit in version.units
        for item in unit.items
        if isinstance(item, Asm)
    ]
