"""Small programs for the tests of the safety analysis."""

import dataclasses
import functools
import re
from pathlib import Path

import dsu_kernel
from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.unit import build_unit

RUNTIME = Path(dsu_kernel.__file__).parent / "runtime_c"
_MARK = re.compile(r"/\*\s*(\w+:)?\s*\{(.*?)\}\s*\*/")


@functools.cache
def _only_header():
    return preprocess('#include "dsu.h"\n', ["-isystem", str(RUNTIME)], name="t.c")


def plain_unit(text):
    """A unit of text without directives, with dsu.h; spares a run of the preprocessor."""
    pre = dataclasses.replace(_only_header(), user_text='# 1 "t.c"\n' + text)
    return build_unit(pre, "t.c", file_mode=False)


def unit_of(text, name="t.c", *, file_mode=False):
    pre = preprocess(text, ["-isystem", str(RUNTIME)], name=name)
    return build_unit(pre, name, file_mode=file_mode)


def safety_of(text, *, fixed=(), **options):
    """Analyse one unit in which all structs of the program are wrapped but those named."""
    included = "#include" in text
    unit = unit_of('#include "dsu.h"\n#line 1\n' + text) if included else plain_unit(text)
    wrapped = {
        key
        for key, record in unit.records.items()
        if key.kind == "struct" and key.tag not in fixed and not record.system
    }
    return Safety((unit,), wrapped=wrapped, **options)


def short(names):
    """The names as on the slides: types without ``struct``."""
    return {name.key.removeprefix("struct ") for name in names}


def check(text, **options):
    """Compare each update point with the set in the comment on its line: ``/* {T, foo} */``."""
    safety = safety_of(text, **options)
    expected, found = {}, {}
    for number, line in enumerate(text.splitlines(), 1):
        mark = _MARK.search(line)
        if mark:
            expected[number] = set(mark.group(2).replace(",", " ").split())
    for restriction in safety.restriction_sets().values():
        found[restriction.point.place.line] = short(restriction.names)
    assert found == expected, f"found {found}, expected {expected}"
    return safety
