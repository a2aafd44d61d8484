"""Type transformers and migrations as C text (slides, "Type Transformers").

For a type ``T`` that changes from version 0 to 1, with the names of the slides::

    struct __T0 { ... };                                     what objects hold now
    static void tt_T(struct __T0 *xin, struct __T1 *xout)    generated, field by field
    static void tt_T_user(struct __T0 *xin, struct __T1 *xout)  the user's, run after it
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dsu_kernel.analysis.wrappability.code.shapes import strip_arrays
from dsu_kernel.cfront.model import RecordDef, Symbol, TranslationUnit
from dsu_kernel.cfront.printing.printer import line_marker
from dsu_kernel.cfront.types import (
    VOID_POINTER,
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Pointer,
    Record,
    RecordKey,
    describe,
)
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.patch.carry import Carrier
from dsu_kernel.patch.members import bits_text, common_beginning
from dsu_kernel.program.image import Generation, Storage, WrappedType
from dsu_kernel.transform.module_plan import TypeStep

_WORD = re.compile(r"[A-Za-z_]\w*")
_SCALAR_WORDS = frozenset(
    [
        "sizeof",
        "_Alignof",
        "__alignof__",
        "struct",
        "union",
        "void",
        "char",
        "short",
        "int",
        "long",
        "float",
        "double",
        "signed",
        "unsigned",
        "_Bool",
        "_Complex",
        "__int128",
    ]
)


@dataclass(frozen=True, slots=True)
class UserTransformer:
    """A ``%%dsu_transform``: C statements with ``xin`` and ``xout``, and where they stand.

    ``expanded``: the text with the macros of its unit expanded, and line markers; empty: as it is.
    """

    type_name: str
    text: str
    label: str
    expanded: str = ""


@dataclass(frozen=True, slots=True)
class UserState:
    """A ``%%dsu_state``: C statements that run once at the update, and where they stand."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Given:
    """The user's own code that is set for the next patch; false when there is none."""

    state: UserState | None = None
    transformers: tuple[UserTransformer, ...] = ()

    def __bool__(self) -> bool:
        return self.state is not None or bool(self.transformers)

    def __str__(self) -> str:
        state = [f"the state transformer ({self.state.label})"] if self.state else []
        types = [f"the transformer of struct {each.type_name}" for each in self.transformers]
        return ", ".join(state + types)

    def noted(self, error: BaseException) -> BaseException:
        """Note on the error of a patch that did not come that all this waits for the next one."""
        if self:
            error.add_note(f"still set for the next patch: {self}; given() shows it")
        return error


def state_source(state: UserState, declared: str) -> str:
    """Return the C text of a state transformer: ``declared`` and a function with its statements.

    Their last semicolon may be missing: the user did not write what comes next.
    """
    quoted = json.dumps(state.label, ensure_ascii=False)
    return (
        f"{declared}\n#line 1 {quoted}\nint __dsu_state_code(void) {{\n#line 1 {quoted}\n"
        f"{state.text}\n;return 0; }}\n"
    )


class OldTypes:
    """Spells types of the old version with what the new version still defines.

    ``checked``: gcc compares the result's size with the old one, so that expressions may be used
    whose meaning may have changed (``sizeof``).
    """

    def __init__(
        self,
        old: TranslationUnit,
        new: TranslationUnit,
        wrapped: dict[RecordKey, WrappedType],
        *,
        checked: bool = False,
    ) -> None:
        self._old = old
        self._new = new
        self._wrapped = wrapped
        self._checked = checked

    def definition(self, tag: str, record: RecordDef) -> str:
        """Return ``struct tag { ... };`` with the layout that ``record`` had."""
        return f"struct {tag} {{ {self._members(record)} }};\n"

    def declaration(self, ctype: CType, name: str) -> str:
        """Return the declaration of ``name`` with the old type."""
        if isinstance(ctype, Array):
            length = str(ctype.length) if ctype.length is not None else ctype.dimension
            known = self._checked or ctype.length is not None or self._means_the_same(length)
            if not length or not known:
                raise UnsupportedConstruct(
                    f"carrying over an array of computed length ({name})", None
                )
            return self.declaration(ctype.element, f"{name}[{length}]")
        if isinstance(ctype, Record):
            return self._record(ctype, name)
        return describe(self._substitute(ctype), name)

    def _means_the_same(self, length: str) -> bool:
        """Whether a resolved length speaks of scalars and of plain types that are still there."""
        still = {key.tag for key in self._new.records if key not in self._wrapped}
        return set(_WORD.findall(length)) <= _SCALAR_WORDS | still

    def _members(self, record: RecordDef) -> str:
        parts = []
        for member in record.fields:
            bits = bits_text(member)
            width = f" : {bits}" if bits else ""
            parts.append(f"{self.declaration(member.ctype, member.name or '')}{width};")
        return " ".join(parts)

    def _record(self, ctype: Record, name: str) -> str:
        key = ctype.key
        if key in self._new.records and key.tag.isidentifier():
            return f"{key.spelling} {name}"
        if key.system:
            return f"{key.spelling} {name}"
        wrapped = self._wrapped.get(key)
        if wrapped is not None:
            frame = wrapped.wrapper
            return (
                f"struct {{ char slop[{frame.capacity}]; unsigned version; }} "
                f"__attribute__((aligned({frame.align}))) {name}"
            )
        definition = self._old.record(key)
        if definition is None:
            raise UnsupportedConstruct(f"carrying over {key.spelling} ({name})", None)
        return f"{definition.kind} {{ {self._members(definition)} }} {name}"

    def _substitute(self, ctype: CType) -> CType:
        if isinstance(ctype, EnumType):
            return Basic(ctype.underlying)
        if isinstance(ctype, Pointer):
            target = ctype.target
            while isinstance(target, Pointer | Array):
                target = target.target if isinstance(target, Pointer) else target.element
            plain = not isinstance(target, Function | EnumType) and (
                not isinstance(target, Record)
                or target.key.system
                or (target.key in self._new.records and target.key.tag.isidentifier())
            )
            return ctype if plain else VOID_POINTER
        return ctype


def type_step(
    before: WrappedType,
    after: WrappedType,
    new: TranslationUnit,
    wrapped: dict[RecordKey, WrappedType],
    user: UserTransformer | None,
) -> tuple[TypeStep, tuple[str, ...]]:
    """Return the transformer of a changed type, and notes on what it does not carry over."""
    generation, name = before.current, before.name
    old_tag = before.data_tag()
    new_data = f"struct {after.data_tag()}"
    types = OldTypes(generation.unit, new, wrapped, checked=True)
    late = _late(new, wrapped)
    carrier = Carrier(generation.unit, new, frozenset(wrapped), late=late)
    record = new.records[after.key]
    body = carrier.fields("xout->", "xin->", generation.record, record)
    had = {member.name for member in generation.record.fields}
    begins = new.initial.get(after.key.tag, {})
    body += [f"xout->{added} = {value};" for added, value in begins.items() if added not in had]
    function = f"tt_{name}"
    text = types.definition(old_tag, generation.record)
    text += (
        f"_Static_assert(sizeof(struct {old_tag}) == {generation.layout.size}, "
        f'"{old_tag} as it was compiled");\n'
    )
    text += _function(function, old_tag, new_data, "\n    ".join(body))
    user_function = ""
    if user is not None:
        user_function = f"{function}_user"
        # The brace belongs to the user's last line: what is missing at the end is missed there.
        last = line_marker(user.label, user.text.count("\n") + 1).rstrip("\n")
        statements = user.expanded or f"{line_marker(user.label, 1)}{user.text}"
        marked = f"\n{statements}\n{last}"
        text += _function(user_function, old_tag, new_data, marked) + line_marker("<generated>", 1)
    kept = _kept(before.current, after.current) if user is None else 0
    step = TypeStep(after.key, f"struct {old_tag}", function, user_function, text, kept)
    return step, tuple(carrier.notes)


def _kept(old: Generation, new: Generation) -> int:
    """Return how many bytes stay as they are: those of the fields with which both begin."""
    if old.outgrown or new.outgrown:
        return 0
    end = 0
    members = common_beginning(old.record, old.unit, new.record, new.unit)
    for member, before, after in zip(members, old.layout.fields, new.layout.fields, strict=False):
        # Layouts have no rows for members without a name, and no numbers for bit-fields.
        if member.name != after.name or before != after or after.offset is None:
            break
        end = after.offset + (after.size or 0)
    return end


def _late(unit: TranslationUnit, wrapped: Mapping[RecordKey, WrappedType]) -> dict[RecordKey, str]:
    """Return the names of the types that have changed, or hold one that has."""
    known: dict[RecordKey, bool] = {}

    def is_late(key: RecordKey) -> bool:
        if key not in known:
            known[key] = False
            record = unit.records.get(key)
            held = [strip_arrays(m.ctype) for m in record.fields] if record else []
            inner = (c.key for c in held if isinstance(c, Record) and c.key in wrapped)
            known[key] = wrapped[key].current.number > 0 or any(map(is_late, inner))
        return known[key]

    return {key: wrapped[key].name for key in wrapped if is_late(key)}


def _function(name: str, old_tag: str, new_data: str, body: str) -> str:
    return f"static void {name}(struct {old_tag} *xin, {new_data} *xout) {{\n    {body}\n}}\n"


def migration(
    key: str,
    symbol: Symbol,
    c_name: str,
    old: Storage,
    old_unit: TranslationUnit,
    new: TranslationUnit,
    wrapped: dict[RecordKey, WrappedType],
) -> tuple[str, str, tuple[str, ...]]:
    """Return (declarations, statements, notes) that carry a retyped global over."""
    types = OldTypes(old_unit, new, wrapped)
    begun = getattr(symbol.node, "init", None) is not None
    start = "with its initialiser" if begun else "as zero"
    carrier = Carrier(old_unit, new, frozenset(wrapped), start=start)
    name = f"__old_{c_name}"
    declared = f'extern {types.declaration(old.ctype, name)} __asm__("{old.symbol}");\n'
    statements = carrier.value(c_name, name, old.ctype, symbol.ctype, key)
    return declared, "\n    ".join(statements), tuple(carrier.notes)
