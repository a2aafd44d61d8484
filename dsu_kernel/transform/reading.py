"""Generated C that writes a value of any type as data: what evaluations answer with.

The C compiler knows every layout, so the text names members and lets it find them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.printing.loops import counting_loop
from dsu_kernel.cfront.types import (
    Array,
    Basic,
    CType,
    EnumType,
    Function,
    Opaque,
    Pointer,
    Record,
    RecordKey,
    Void,
    describe,
    is_floating,
    unqualified,
)
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.transform.wrapper import WrapperText

MAX_ELEMENTS = 256
"""How many elements of an array are shown."""

_CHARS = frozenset({"char", "signed char", "unsigned char"})


class Reader:
    """Writes the statements that put a value into ``__out``."""

    def __init__(self, unit: TranslationUnit, wrapped: Mapping[RecordKey, WrapperText]) -> None:
        self._unit = unit
        self._wrapped = wrapped
        self._depth = 0

    def statements(self, ctype: CType, text: str) -> list[str]:
        """Return C statements for the value of expression ``text``."""
        shown = json.dumps(describe(unqualified(ctype)), ensure_ascii=False)
        ctype = unqualified(ctype)
        if isinstance(ctype, Void):
            return [f"{text};", "dsu_out_null(__out);"]
        if isinstance(ctype, EnumType):
            return [self._enum(ctype, text)]
        if isinstance(ctype, Function):
            return [f"dsu_out_pointer(__out, (const void *)({text}), {shown});"]
        if isinstance(ctype, Pointer):
            target = unqualified(ctype.target)
            chars = isinstance(target, Basic) and target.name in _CHARS
            call = "dsu_out_string" if chars else "dsu_out_pointer"
            return [f"{call}(__out, (const void *)({text}), {shown});"]
        if isinstance(ctype, Array):
            return self._array(ctype, text)
        if isinstance(ctype, Record):
            return self._record(ctype, text, shown)
        return [self._number(ctype, text)]

    def _number(self, ctype: CType, text: str) -> str:
        if isinstance(ctype, Opaque) or not isinstance(ctype, Basic):
            raise UnsupportedConstruct(f"showing a value of type {describe(ctype)}", None)
        if ctype.name.startswith("_Complex") or "int128" in ctype.name or "va_list" in ctype.name:
            raise UnsupportedConstruct(f"showing a value of type {ctype.name}", None)
        if is_floating(ctype):
            return f"dsu_out_double(__out, (double)({text}));"
        if ctype.name.startswith("unsigned") or ctype.name == "_Bool":
            return f"dsu_out_uint(__out, (unsigned long long)({text}));"
        return f"dsu_out_int(__out, (long long)({text}));"

    def _enum(self, ctype: EnumType, text: str) -> str:
        definition = self._unit.enums.get(ctype.key)
        names: dict[int, str] = {}
        for name, value in definition.values.items() if definition else ():
            if value is not None:
                names.setdefault(value, name)
        cases = "".join(f'__e == {v} ? "{n}" : ' for v, n in names.items())
        return f'{{ long long __e = ({text}); dsu_out_enum(__out, __e, {cases}""); }}'

    def _array(self, ctype: Array, text: str) -> list[str]:
        element = unqualified(ctype.element)
        chars = isinstance(element, Basic) and element.name in _CHARS
        if ctype.incomplete or ctype.length == 0:
            empty = ["dsu_out_array_open(__out, 0);", "dsu_out_array_close(__out);"]
            return ['dsu_out_text(__out, "", 0);'] if chars else empty
        if chars:
            return [f"dsu_out_text(__out, (const char *)({text}), sizeof({text}));"]
        index = f"__n{self._depth}"
        self._depth += 1
        inner = self.statements(ctype.element, f"({text})[{index}]")
        self._depth -= 1
        count = f"sizeof({text}) / sizeof(({text})[0])"
        shown = f"{index} < {count} && {index} < {MAX_ELEMENTS}"
        return [
            f"dsu_out_array_open(__out, {count});",
            counting_loop(index, "0", shown, "\n".join(inner)),
            "dsu_out_array_close(__out);",
        ]

    def _record(self, ctype: Record, text: str, shown: str) -> list[str]:
        definition = self._unit.record(ctype)
        if definition is None:
            raise UnsupportedConstruct(f"showing a value of incomplete {ctype.key.spelling}", None)
        return [
            f"dsu_out_record_open(__out, {shown});",
            *self._fields(ctype.key, text),
            "dsu_out_record_close(__out);",
        ]

    def _fields(self, key: RecordKey, text: str) -> list[str]:
        """Members one by one; those of anonymous members as if they were the record's own."""
        wrapped = self._wrapped.get(key)
        base = f"({text})."
        if wrapped is not None:
            base = f"__con_{wrapped.name}(({wrapped.spelling} *)&({text}))->"
        return self._members(key, base)

    def _members(self, key: RecordKey, base: str) -> list[str]:
        definition = self._unit.record(key)
        found: list[str] = []
        for member in definition.fields if definition else ():
            if member.name is not None:
                found.append(f"dsu_out_field(__out, {json.dumps(member.name)});")
                found += self.statements(member.ctype, f"{base}{member.name}")
            elif isinstance(member.ctype, Record):
                found += self._members(member.ctype.key, base)
        return found
