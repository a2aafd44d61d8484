"""Asking gcc for layouts before a module is written: Python never computes one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.types import RecordKey, describe
from dsu_kernel.program.image import FieldLayout, Layout, Wrapper
from dsu_kernel.transform.scheme import Scheme
from dsu_kernel.transform.unit import UnitTransformer
from dsu_kernel.transform.wrapper import WrapperText

Evaluate = Callable[[str, Sequence[str]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Measured:
    """The layout of a type's data, and the wrapper of a type that is new."""

    layout: Layout
    wrapper: Wrapper


def measure(
    scheme: Scheme, wanted: Collection[RecordKey], machine: str, evaluate: Evaluate
) -> dict[RecordKey, Measured]:
    """Measure the newest versions of wrapped types in one run of gcc.

    ``scheme`` shows declarations only: nothing is issued, nothing fresh.
    """
    keys = [key for key in wanted if key in scheme.types and key in scheme.unit.records]
    if not keys:
        return {}
    shown = {
        key: replace(text, opaque=text.known is not None) for key, text in scheme.types.items()
    }
    transformer = UnitTransformer(_with_types(scheme, shown), machine)
    text = scheme.unit.system_text + '# 1 "<layouts>"\n' + transformer.declarations_only()
    expressions: list[str] = []
    for key in keys:
        expressions += _expressions(shown[key], scheme.unit.records[key])
    numbers = evaluate(text, expressions)
    return {key: _measured(shown[key], scheme.unit, key, numbers) for key in keys}


def _with_types(scheme: Scheme, types: Mapping[RecordKey, WrapperText]) -> Scheme:
    return Scheme(
        module=max(scheme.module, 1),
        unit=scheme.unit,
        types=types,
        facts=scheme.facts,
        functions=scheme.functions,
        globals=scheme.globals,
        direct=frozenset(),
        points={},
        regions={},
    )


def _fields(record: RecordDef) -> list[tuple[str, bool, str]]:
    return [
        (m.name, m.bits is not None, describe(m.ctype)) for m in record.fields if m.name is not None
    ]


def _offset(text: WrapperText, name: str) -> str:
    return f"__builtin_offsetof({text.data}, {name})"


def _size(text: WrapperText, name: str) -> str:
    return f"sizeof((({text.data} *)0)->{name})"


def _expressions(text: WrapperText, record: RecordDef) -> list[str]:
    found = [f"sizeof({text.data})", f"_Alignof({text.data})", text.capacity]
    found += [f"sizeof({text.spelling})", f"_Alignof({text.spelling})"]
    for name, bits, _ in _fields(record):
        if not bits:
            found += [_offset(text, name), _size(text, name)]
    return found


def _measured(
    text: WrapperText, unit: TranslationUnit, key: RecordKey, numbers: Mapping[str, int]
) -> Measured:
    fields = tuple(
        FieldLayout(
            name,
            ctype,
            None if bits else numbers[_offset(text, name)],
            None if bits else numbers[_size(text, name)],
        )
        for name, bits, ctype in _fields(unit.records[key])
    )
    layout = Layout(numbers[f"sizeof({text.data})"], numbers[f"_Alignof({text.data})"], fields)
    wrapper = text.known or Wrapper(
        numbers[text.capacity],
        numbers[f"sizeof({text.spelling})"],
        numbers[f"_Alignof({text.spelling})"],
    )
    return Measured(layout, wrapper)
