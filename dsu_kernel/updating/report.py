"""Answers about a program in force: functions, types, globals, update points, generated C."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dsu_kernel.cfront.types import Pointer, RecordKey, describe
from dsu_kernel.errors import DsuError
from dsu_kernel.patch.difference import Difference
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.arrivals import arrivals
from dsu_kernel.program.info import FunctionInfo, GlobalInfo, PointInfo, TypeInfo
from dsu_kernel.program.model import Version
from dsu_kernel.transform.wrapped_types import wrapper_texts
from dsu_kernel.transform.wrapper_functions import functions_of
from dsu_kernel.wording import few

_MARKER = re.compile(r'^# \d+ "(?:[^"\\]|\\.)*".*\n', re.MULTILINE)


def everything(version: Version) -> Difference:
    """Return the difference to nothing: all of a version is new."""
    return Difference(
        functions_added=tuple(version.functions),
        types_added=tuple(k.spelling for k in version.records if not k.scope),
        globals_added=tuple(version.globals),
    )


def functions(now: InForce) -> tuple[FunctionInfo, ...]:
    """Return the functions of a program in the order of the text."""
    found = []
    for key, function in now.version.functions.items():
        code = now.image.functions[key]
        prototype = describe(function.symbol.ctype, function.name)
        place = function.place
        found.append(FunctionInfo(key, code.version, prototype, place.unit, place.line))
    return tuple(found)


def types(now: InForce, live: Mapping[str, Any]) -> tuple[TypeInfo, ...]:
    """Return the struct types; ``live`` is the process's own description, {} when it is gone."""
    counted = {row["id"]: row for row in live.get("types", ())}
    found = []
    for key in now.version.records:
        judged = now.facts.types.wrappability.get(key)
        wrapped = now.image.types.get(key)
        if wrapped is None:
            reason = judged.reason if judged else "it is not wrapped"
            place = judged.place if judged else None
            found.append(TypeInfo(key.spelling, None, None, "fixed", reason, place, 1, 0))
            continue
        frame, layout = wrapped.wrapper, wrapped.current.layout
        row = counted.get(wrapped.id, {})
        slop = 0 if wrapped.current.outgrown else frame.capacity - layout.size
        found.append(
            TypeInfo(
                key.spelling,
                frame.size,
                slop,
                judged.kind if judged else "free",
                judged.reason if judged else "",
                judged.place if judged else None,
                len(wrapped.generations),
                row.get("converted", 0),
                row.get("faults", 0),
            )
        )
    return tuple(found)


def globals_(now: InForce) -> tuple[GlobalInfo, ...]:
    """Return the objects with static storage."""
    return tuple(
        GlobalInfo(key, describe(symbol.ctype, symbol.name), symbol.place.unit, symbol.place.line)
        for key, symbol in now.version.globals.items()
    )


def points(now: InForce) -> tuple[PointInfo, ...]:
    """Return the update points with their restriction sets, one for each ``update()``."""
    found = []
    sets = now.facts.safety.restriction_sets()
    for restriction in arrivals(sets, now.version.extraction, now.image.late):
        point = restriction.point
        names = tuple(sorted(short_name(str(name)) for name in restriction.names))
        place, region = point.place, point.region != 0
        found.append(PointInfo(point.id, place.unit, place.line, point.function, names, region))
    return tuple(found)


def short_name(key: str) -> str:
    """Return a name as the slides write it: ``T`` for ``struct T``."""
    return key.removeprefix("struct ").removeprefix("union ")


def shown(now: InForce, texts: Mapping[str, str], name: str) -> str:
    """Return the generated C of a function or type. Raises DsuError for an unknown name."""
    plain = name.strip().removeprefix("struct ")
    for key, function in now.version.functions.items():
        if plain in (key, function.name):
            return _function_text(now, texts, key)
    for record in now.version.records:
        if record.tag == plain:
            return _type_text(now, texts, record)
    known = few((*now.version.functions, *(k.tag for k in now.version.records)), 12)
    raise DsuError(f"there is no function or type {name}; the program has {known or 'none'}")


def _function_text(now: InForce, texts: Mapping[str, str], key: str) -> str:
    function, code = now.version.functions[key], now.image.functions[key]
    slot = describe(Pointer(function.symbol.ctype), f"{function.name}_fptr")
    head = f"{slot} = {function.name}_v{code.version};\n\n"
    return head + _MARKER.sub("", texts.get(key, ""))


def _type_text(now: InForce, texts: Mapping[str, str], key: RecordKey) -> str:
    unit = next(u for u in now.version.units if key in u.records)
    text = wrapper_texts(unit, now.image, now.facts.types, 0).get(key)
    if text is None:
        judged = now.facts.types.wrappability.get(key)
        reason = judged.reason if judged else "it is not wrapped"
        return f"/* {key.spelling} is fixed: {reason}; it appears as it is written */\n"
    step = texts.get(f"{key.spelling} transformer", "")
    data = texts.get(key.tag, "")
    return _MARKER.sub("", f"{data}{key.spelling} {text.body()};\n{functions_of(text)}{step}")
