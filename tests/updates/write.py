"""A version of a generated program as C text, and its state as the text that ``dump`` gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from program import Function, Helper, Version, heap_labels, static_labels
from shapes import (
    INTEGERS,
    Arr,
    Bits,
    Box,
    Enum,
    Fun,
    Heap,
    Num,
    Ptr,
    Raw,
    Rec,
    Type,
    declare,
    is_numeric,
)
from statements import literal, numbers, stored_text, written
from world import World, is_float

HEAD = """\
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <dsu.h>
long syscall(long number, ...);
"""

GRAB = """\
static void *grab(size_t size) {
    void *block = malloc(size);
    if (!block) abort();
    memset(block, 0, size);
    return block;
}
"""

MACHINERY = """\
enum { COMMAND, STATUS, LET, START, RESULT, DUMP };
int anchor_int; long anchor_long;
int at, gate, todo = -1, done, quit;
long long todo_x, result;
static char out[1 << 16];
static int used;
static void put(const char *format, ...) {
    va_list list;
    va_start(list, format);
    used += vsnprintf(out + used, sizeof out - used, format, list);
    va_end(list);
}
static void put_i(long long v) { put("%lld ", v); }
static void put_f(long double v) { put("%La ", v); }
/* A loop that waits gives the processor away; by a call that is no blocking region. */
void nap(void) { long time[2] = { 0, 300000 }; syscall(SYS_nanosleep, time, 0); }
void hold(void) { int mine = ++at; while (gate < mine) { update(); nap(); } }
static const char *dump(int from);
static const char *number(long long n) {
    static char text[32];
    snprintf(text, sizeof text, "%lld", n);
    return text;
}
const char *tell(int what, int n, long long x) {
    switch (what) {
    case COMMAND: todo = n; todo_x = x; at = gate = done = 0; break;
    case STATUS: return number(done ? -1 : at);
    case LET: gate = n; break;
    case START: at = 0; gate = 1 << 30; return number(step(n, x));
    case RESULT: return number(result);
    case DUMP: return dump(n);
    }
    return "";
}
int main(void) {
    while (!quit) {
        if (todo >= 0) { int op = todo; todo = -1; result = step(op, todo_x); done = 1; }
        update();
        nap();
    }
    return 0;
}
"""


def program(version: Version) -> str:
    """Return the whole program as one unit."""
    second = "".join(_function(version, f) for f in _elsewhere(version))
    return HEAD + _shared(version) + _private(version) + _first(version) + second


def files(version: Version) -> tuple[str, str]:
    """Return the program as two C files; the second one holds some of the functions."""
    top = HEAD + _shared(version) + _private(version)
    return top + _first(version), top + "".join(_function(version, f) for f in _elsewhere(version))


def _elsewhere(version: Version) -> list[Function]:
    return [f for f in version.functions().values() if f.name[-1] in "13579"]


def _shared(version: Version) -> str:
    """Return what would stand in a header."""
    parts = []
    for tag, values in version.enums.items():
        listed = ", ".join(f"{name} = {value}" for name, value in values.items())
        parts.append(f"enum {tag} {{ {listed} }};\n")
    parts += [f"struct {tag};\n" for tag in version.structs]
    for tag, members in version.structs.items():
        body = "".join(f"    {declare(m.ctype, m.name)};\n" for m in members)
        parts.append(f"struct {tag} {{\n{body}}};\n")
    parts += [f"long long {name}(long long x);\n" for name in version.functions()]
    for tag in version.structs:
        parts.append(
            f"void fill_{tag}(struct {tag} *p, long long x); "
            f"unsigned long long sum_{tag}(struct {tag} v); "
            f"struct {tag} same_{tag}(struct {tag} v); "
            f"struct {tag} twist_{tag}(struct {tag} v, long long x);\n"
        )
    parts += [f"{_head(helper)};\n" for helper in version.helpers.values()]
    for name, found in version.globals.items():
        qualifier = "const " if found.constant else ""
        parts.append(f"extern {qualifier}{declare(found.ctype, name)};\n")
    parts.append("extern int anchor_int, at, gate; extern long anchor_long;\n")
    parts.append("long long step(int op, long long x);\nvoid hold(void);\nvoid nap(void);\n")
    return "".join(parts)


def _private(version: Version) -> str:
    """Return the static functions that each file has."""
    adders = (_adder(kind) for kind in INTEGERS if kind.name != "_Bool")
    return GRAB + "".join(adders) + "".join(_compare(version, tag) for tag in version.structs)


def _first(version: Version) -> str:
    """Return the file with main, the globals, and what shows the state."""
    parts = [_global(version, name) for name in version.globals]
    parts.append(MACHINERY)
    parts += [f"static const char *who_{tag}(const struct {tag} *p);\n" for tag in version.structs]
    for tag in version.structs:
        parts += [_who(version, tag), _show(version, tag), *_auto(version, tag)]
    parts += [_helper(helper) for helper in version.helpers.values()]
    away = _elsewhere(version)
    parts += [_function(version, f) for f in version.functions().values() if f not in away]
    parts += [_step(version), _dump(version)]
    return "".join(parts)


def _global(version: Version, name: str) -> str:
    found = version.globals[name]
    qualifier = "const " if found.constant else ""
    init = "" if found.init is None else f" = {literal(version, found.ctype, found.init)}"
    return f"{qualifier}{declare(found.ctype, name)}{init};\n"


def _head(helper: Helper) -> str:
    params = ", ".join(declare(p, f"p{i}") for i, p in enumerate(helper.params)) or "void"
    return f"{helper.result.name} {helper.name}({params})"


def _helper(helper: Helper) -> str:
    lines = [f"unsigned long long r = {helper.factor};"]
    for i, ctype in enumerate(helper.params):
        value = _folded(ctype, f"p{i}")
        lines.append(f"r = r * 31 + {value};")
    return f"{_head(helper)} {{\n    {' '.join(lines)}\n    return (long long)r;\n}}\n"


def _folded(ctype: Type, name: str) -> str:
    match ctype:
        case Rec(tag):
            return f"sum_{tag}({name})"
        case Ptr(tag):
            return f"sum_{tag}(*{name})"
    return f"(long long)({name} * 4)" if is_float(ctype) else f"(unsigned long long){name}"


def _adder(kind: Num) -> str:
    name = kind.name.replace(" ", "_")
    return (
        f"static void add_{name}({kind.name} *p, long long x) "
        f"{{ *p = (unsigned long long)*p + (unsigned long long)x; }}\n"
    )


def _function(version: Version, function: Function) -> str:
    lines = ["unsigned long long r = 0; int i = 0; (void)i;"]
    for name, found in function.statics.items():
        init = "" if found.init is None else f" = {literal(version, found.ctype, found.init)}"
        lines.append(f"static {declare(found.ctype, name)}{init};")
    for name, found in function.locals.items():
        if found.init is not None:
            init = literal(version, found.ctype, found.init)
            lines.append(f"{declare(found.ctype, name)} = {init};")
        elif isinstance(found.ctype, Rec):
            lines.append(f"{declare(found.ctype, name)}; memset(&{name}, 0, sizeof {name});")
        else:
            lines.append(f"{declare(found.ctype, name)} = 0;")
    lines += written(version, function, function.body)
    body = "".join(f"    {line}\n" for line in lines)
    head = f"long long {function.name}(long long x)"
    if function.name[-1] not in "369":
        return f"{head} {{\n{body}    return (long long)r;\n}}\n"
    # A static function with one caller, which may get it inlined.
    work = f"{function.name}_work"
    return (
        f"static long long {work}(long long x) {{\n{body}    return (long long)r;\n}}\n"
        f"{head} {{ return {work}(x); }}\n"
    )


def _step(version: Version) -> str:
    names = list(version.ops)
    if version.dispatch == "switch":
        cases = " ".join(f"case {int(n[2:])}: return {n}(x);" for n in names)
        body = f"switch (op) {{ {cases} }} return 0;"
    else:
        top = max(int(n[2:]) for n in names) + 1
        entries = ", ".join(f"[{int(n[2:])}] = {n}" for n in names)
        body = (
            f"static long long (*const table[{top}])(long long) = {{ {entries} }}; "
            f"return op < {top} && table[op] ? table[op](x) : 0;"
        )
    return f"long long step(int op, long long x) {{ {body} }}\n"


# ---- what there is for each struct --------------------------------------------------------------


def _auto(version: Version, tag: str) -> Iterator[str]:
    leaves = numbers(version, Rec(tag))
    wide = "(long long)((unsigned long long)x + {})"
    fills = " ".join(
        f"p->{place.text[2:]} = {stored_text(version, leaf, wide.format(i))};"
        for i, (place, leaf) in enumerate(leaves)
    )
    yield f"void fill_{tag}(struct {tag} *p, long long x) {{ {fills} }}\n"
    terms = " ".join(f"t = t * 7 + {place.text};" for place, leaf in leaves if is_numeric(leaf))
    yield (
        f"unsigned long long sum_{tag}(struct {tag} v) "
        f"{{ unsigned long long t = {version.salt}; {terms} return t; }}\n"
    )
    yield f"struct {tag} same_{tag}(struct {tag} v) {{ return v; }}\n"
    key = version.sort_keys[tag]
    ctype = version.type_of(key, {"v": Rec(tag)})
    assert ctype is not None
    yield (
        f"struct {tag} twist_{tag}(struct {tag} v, long long x) "
        f"{{ {key.text} = {stored_text(version, ctype, 'x')}; return v; }}\n"
    )


def _compare(version: Version, tag: str) -> str:
    key = version.sort_keys[tag]
    a, b = (f"{name}->{key.text[2:]}" for name in "ab")
    return (
        f"static int cmp_{tag}(const void *l, const void *m) {{ const struct {tag} *a = l, *b = m; "
        f"return {a} < {b} ? -1 : {a} > {b}; }}\n"
    )


def _who(version: Version, tag: str) -> str:
    tests = [f'if (p == &{n}) return "{n}";' for n in static_labels(version, tag)]
    tests += [f'if (p == {n}) return "{n}";' for n in heap_labels(version, tag)]
    body = " ".join(['if (!p) return "0";', *tests, 'return "?";'])
    return f"static const char *who_{tag}(const struct {tag} *p) {{ {body} }}\n"


def _show(version: Version, tag: str) -> str:
    lines = [_shown(version, m.ctype, f"p->{m.name}", 0) for m in version.structs[tag]]
    return f"static void show_{tag}(const struct {tag} *p) {{ {' '.join(lines)} }}\n"


def _shown(version: Version, ctype: Type, text: str, depth: int) -> str:
    """Return the statement that shows a value."""
    match ctype:
        case Rec(tag):
            return f"show_{tag}(&{text});"
        case Box():
            return " ".join(_shown(version, t, f"{text}.{n}", depth) for n, t in ctype.used.items())
        case Arr(element, length):
            k = f"k{depth}"
            inner = _shown(version, element, f"{text}[{k}]", depth + 1)
            return f"for (int {k} = 0; {k} < {length}; {k}++) {{ {inner} }}"
        case Heap(tag):
            return f"for (int k = 0; k < n_{text}; k++) show_{tag}(&{text}[k]);"
        case Ptr(tag) if tag:
            return f'put("%s ", who_{tag}({text}));'
        case Ptr() | Raw():
            return f"put_i({text} != 0);"
        case Fun():
            tests = "".join(f'{text} == {n} ? "{n}" : ' for n in version.leaves)
            return f'put("%s ", {tests}{text} ? "?" : "0");'
    return f"put_f({text});" if is_float(ctype) else f"put_i({text});"


def _dump(version: Version) -> str:
    parts = []
    for name, found in version.globals.items():
        parts.append(f"    {_shown(version, found.ctype, name, 0)}\n")
        pool = found.ctype
        if isinstance(pool, Arr) and isinstance(pool.element, Ptr) and name[:4] in _POOLS:
            tag = pool.element.tag
            shown = f"if ({name}[k]) show_{tag}({name}[k]);"
            parts.append(f"    for (int k = 0; k < {pool.length}; k++) {shown}\n")
    body = "".join(parts)
    return (
        "static const char *dump(int from) {\n    if (from) return out + from;\n"
        f"    used = 0; out[0] = 0;\n{body}    return out;\n}}\n"
    )


_POOLS = ("tab_", "tmp_")

# ---- the same of the model ----------------------------------------------------------------------


def expected(world: World) -> list[tuple[str, str]]:
    """Return (name, text) of all that ``dump`` shows, in its order."""
    version = world.version
    rows: list[tuple[str, str]] = []
    for name, found in version.globals.items():
        rows += _rows(version, found.ctype, world.globals[name], name)
        if name[:4] in _POOLS:
            for label in world.globals[name]:
                if label is not None:
                    tag, value = world.heap[label]
                    rows += _rows(version, Rec(tag), value, f"*{label}")
    return rows


def _rows(version: Version, ctype: Type, value: Any, path: str) -> Iterator[tuple[str, str]]:
    match ctype:
        case Rec(tag):
            for member in version.structs[tag]:
                yield from _rows(version, member.ctype, value[member.name], f"{path}.{member.name}")
        case Box():
            for name, member_type in ctype.used.items():
                yield from _rows(version, member_type, value[name], f"{path}.{name}")
        case Arr(element):
            for index, item in enumerate(value):
                yield from _rows(version, element, item, f"{path}[{index}]")
        case Heap(tag):
            for index, item in enumerate(value):
                yield from _rows(version, Rec(tag), item, f"{path}[{index}]")
        case Ptr(tag) if tag:
            known = value in static_labels(version, tag) or value in heap_labels(version, tag)
            yield path, "0" if value is None else str(value) if known else "?"
        case Ptr() | Raw():
            yield path, str(int(value is not None))
        case Fun():
            yield path, "0" if value is None else value if value in version.leaves else "?"
        case Num() if ctype.mantissa:
            yield path, str(value)
        case Num() | Bits() | Enum():
            number = int(value)
            yield path, str(number if number < 2**63 else number - 2**64)


def parsed(text: str) -> str:
    """Return a shown value in the form of the model: floats as fractions."""
    if "0x" not in text:
        return text
    digits, _, exponent = text.lower().partition("p")
    sign = -1 if digits.startswith("-") else 1
    whole, _, part = digits.lstrip("-").removeprefix("0x").partition(".")
    number = Fraction(int(whole + part, 16), 16 ** len(part)) * Fraction(2) ** int(exponent)
    return str(sign * number)
