"""C programs that notice by themselves when code runs on data or functions of another form.

Every field has a value of its own, by its name, whatever its type: code that looks at an object in
a form that it was not compiled for finds another one. So do functions with the values they are
given, by the names of their parameters. A counter that may be retyped stands beside one that is
not; they must agree. ``touch()``, called behind each update point, is always the newest code: it
looks through the objects, which converts them, those on the stack included (but for one of each
type, at times: so there are old ones to be copied). What is written through a pointer into an
object is looked for by the newest code, which looks through a pointer that is kept, too. Under
plain gcc no check ever fails, nor does one after an update that was safe.

Statements are tuples ``(kind, salt, body?)``. What exactly they work on is chosen when they are
written as C, by the salt and by names alone: so they mean something in each version, and an edit
that does not concern a function leaves its text as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

Statement = tuple[Any, ...]

KINDS: Mapping[str, str] = {
    "int": "int {}",
    "long": "long {}",
    "short": "short {}",
    "char": "signed char {}",
    "bits": "unsigned {} : 7",
    "double": "double {}",
    "pointer": "int *{}",
    "array": "int {}[3]",
    "pad": "char {}[48]",
}
SCALARS = ("int", "long", "short", "char", "double")
NOWHERE = 1
"""A number that no field holds: see ``value_of``."""


@dataclass(frozen=True)
class Member:
    """A field: its ``kind``, or the tag of a struct. ``weak``: older objects may have 0 there."""

    name: str
    kind: str
    weak: bool = False


@dataclass(frozen=True)
class Local:
    """A local of a function: an object (``how`` it begins), or a pointer into one (``alias``)."""

    name: str
    tag: str
    how: str
    salt: int


@dataclass(frozen=True)
class Function:
    """``int name(int n, ...)``; ``params`` are (name, kind): a scalar, or how a struct comes in.

    Kinds beside scalars: ``T *`` and ``T`` (a struct tag), ``alias`` (a pointer to an int field and
    the value that it has there), ``call`` (a pointer to a function). ``pointed``: pointers lead to
    it, so its prototype stays.
    """

    name: str
    params: tuple[tuple[str, str], ...] = ()
    locals: tuple[Local, ...] = ()
    body: tuple[Statement, ...] = ()
    pointed: bool = False


@dataclass(frozen=True)
class Program:
    """One version."""

    structs: Mapping[str, tuple[Member, ...]]
    counters: Mapping[str, str]
    functions: Mapping[str, Function]
    serial: int = 0
    number: int = 0

    def text(self) -> str:
        """Return the C text."""
        return _Writer(self).program()


def value_of(name: str) -> int:
    """Return what the field or parameter of that name holds: it fits in each type."""
    return 2 + crc32(name.encode()) % 125


def pick(salt: object, options: Iterable[Any]) -> Any:
    """Choose one, by the salt and what the options are called; other options do not matter."""
    # Multiplied: checksums alone are alike for salts that are.
    return min(options, key=lambda option: crc32(f"{salt}/{option}".encode()) * 0x9E3779B1 % 2**32)


HEAD = """\
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>
int cell[130], *kept, kept_value;
"""
MACHINERY = """\
int bad, where, ticks, fuel, stop_at, number, changed_at;
unsigned state;
static unsigned choose(unsigned n) {
    state = state * 1103515245u + 12345u;
    return (state >> 16) % n;
}
static void fail(int k) { bad++; if (!where) where = k; }
#define CHECK(k, c) do { if (!(c)) fail(k); } while (0)
static void say(void) { syscall(SYS_write, 1, "moment\\n", 7); }
static void hear(void) { syscall(SYS_read, 0, &stop_at, sizeof stop_at); }
static void at(void) { if (++ticks == stop_at) { say(); hear(); } }
/* No loops: those would be taken apart. */
#define POINT { at(); update(); touch(); }
#define REGION { if (++ticks == stop_at) { say(); (void)!read(0, &stop_at, sizeof stop_at); } \\
    else usleep(1); touch(); }
void tick(void) { POINT }
void nap(void) { REGION }
"""
_MAIN = """\
int main(void) {
    static char text[64];
    for (int i = 0; i < 130; i++) cell[i] = i;
    if (syscall(SYS_read, 0, &stop_at, sizeof stop_at) <= 0) return 1;
    ticks = changed_at = 0; state = 1; kept = 0;
    reset();
    touch();
    for (int i = 0; i < 3; i++) { go(4); tick(); }
    touch();
    syscall(SYS_write, 1, text,
            snprintf(text, sizeof text, "%d %d %d %d\\n", bad, where, ticks, changed_at));
    return 0;
}
"""


@dataclass
class _Scope:
    """What a function can name: objects (expression, tag), pointers into them (with what is
    there), functions."""

    objects: list[tuple[str, str]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    exits: str = ""
    loops: int = 0


@dataclass
class _Writer:
    """Writes a version."""

    version: Program

    def program(self) -> str:
        """Return the whole text."""
        version = self.version
        parts = [HEAD, *(f"struct {tag};\n" for tag in version.structs)]
        parts += [self._struct(tag) for tag in version.structs]
        parts += [f"{self._head(f)};\n" for f in version.functions.values()]
        parts.append(
            "void touch(void);\nint somewhere(int n);\nvoid tick(void);\nvoid nap(void);\n"
        )
        for name, kind in version.counters.items():
            parts.append(f"{_declared(kind, name)}; unsigned char {name}_beside;\n")
        for tag in version.structs:
            parts.append(
                f"struct {tag} g_{tag} = {self._literal(tag)};\n"
                f"struct {tag} a_{tag}[2] = {{ {self._literal(tag)}, {self._literal(tag)} }};\n"
                f"struct {tag} *h_{tag};\nstruct {tag} *seen_{tag}[400]; int n_{tag};\n"
            )
        pointed = self._pointed()
        parts.append(f"int (*table[3])(int) = {{ {', '.join((pointed * 3)[:3])} }};\n")
        parts.append(MACHINERY)
        parts += [self._object(tag) for tag in version.structs]
        parts.append(self._touch())
        parts += [self._function(f) for f in version.functions.values()]
        parts.append(self._main())
        return "".join(parts)

    def _pointed(self) -> list[str]:
        return [f.name for f in self.version.functions.values() if f.pointed]

    # ---- types and objects ----------------------------------------------------------------------

    def _struct(self, tag: str) -> str:
        members = "".join(f"    {_declared(m.kind, m.name)};\n" for m in self.version.structs[tag])
        return f"struct {tag} {{\n{members}}};\n"

    def _literal(self, tag: str) -> str:
        given = []
        for m in self.version.structs[tag]:
            if m.kind in self.version.structs:
                given.append(f".{m.name} = {self._literal(m.kind)}")
            elif m.kind != "pad":
                number = value_of(m.name)
                shown = {
                    "pointer": f"&cell[{number}]",
                    "array": f"{{ {number}, {number}, {number} }}",
                }
                given.append(f".{m.name} = {shown.get(m.kind, number)}")
        return f"{{ {', '.join(given)} }}"

    def _object(self, tag: str) -> str:
        """Return what there is for each type: to fill, to look through, and to keep an object."""
        sets = "".join(self._set(f"p->{m.name}", m) for m in self.version.structs[tag])
        looks = "".join(
            self._look(f"p->{m.name}", m, weak=m.weak) for m in self.version.structs[tag]
        )
        finds = " ".join(self._find(f"p->{m.name}", m) for m in self.version.structs[tag])
        drops = f"seen_{tag}[i] = seen_{tag}[--n_{tag}]; return;"
        keeps = f"if (n_{tag} < 400) seen_{tag}[n_{tag}++] = p;"
        return (
            f"void fill_{tag}(struct {tag} *p) {{ {sets} }}\n"
            f"void look_{tag}(struct {tag} *p) {{ {looks} }}\n"
            f"int find_{tag}(struct {tag} *p, int n) {{ {finds} return 0; }}\n"
            f"void enter_{tag}(struct {tag} *p) {{ {keeps} }}\n"
            f"void leave_{tag}(struct {tag} *p) {{ for (int i = n_{tag}; i-- > 0;) "
            f"if (seen_{tag}[i] == p) {{ {drops} }} }}\n"
        )

    def _set(self, text: str, m: Member) -> str:
        number = value_of(m.name)
        if m.kind in self.version.structs:
            return f"fill_{m.kind}(&{text}); "
        if m.kind == "pad":
            return ""
        if m.kind == "array":
            return f"{text}[0] = {text}[1] = {text}[2] = {number}; "
        return f"{text} = {f'&cell[{number}]' if m.kind == 'pointer' else number}; "

    def _look(self, text: str, m: Member, weak: bool) -> str:
        number = value_of(m.name)
        if m.kind in self.version.structs:
            return f"look_{m.kind}(&{text}); "
        if m.kind == "pad":
            return ""
        if m.kind == "pointer":
            return self._check(f"!{text} || *{text} == {number}")
        if m.kind == "array":
            text = f"{text}[1]"
        return self._check(f"{text} == {number}" + (f" || {text} == 0" if weak else ""))

    def _find(self, text: str, m: Member) -> str:
        if m.kind in self.version.structs:
            return f"if (find_{m.kind}(&{text}, n)) return 1;"
        if m.kind in SCALARS:
            return f"if ({text} == n) return 1;"
        return ""

    def _check(self, condition: str) -> str:
        # Named by itself, not by its place: the text of a function is that function's business.
        return f"CHECK({crc32(condition.encode()) >> 1}, {condition}); "

    def _touch(self) -> str:
        number = self.version.number
        lines = [f"if (number != {number}) {{ number = {number}; changed_at = ticks; }}\n"]
        found = []
        for tag in self.version.structs:
            lines.append(
                f"look_{tag}(&g_{tag}); look_{tag}(&a_{tag}[0]); "
                f"if (ticks % 4 == 0) look_{tag}(&a_{tag}[1]); "
                f"if (h_{tag}) look_{tag}(h_{tag}); "
                f"for (int i = 0; i < n_{tag}; i++) look_{tag}(seen_{tag}[i]);\n"
            )
            found.append(
                f"    for (int i = 0; i < n_{tag}; i++) "
                f"if (find_{tag}(seen_{tag}[i], n)) return 1;\n"
                f"    if (find_{tag}(&g_{tag}, n) || find_{tag}(&a_{tag}[1], n)) return 1;\n"
            )
        lines += [f"    {self._agree(name)}\n" for name in self.version.counters]
        lines.append("    " + self._check("!kept || *kept == kept_value") + "\n")
        return (
            f"void touch(void) {{\n    {'    '.join(lines)}}}\n"
            f"int somewhere(int n) {{\n{''.join(found)}    return cell[7] == n;\n}}\n"
        )

    def _agree(self, name: str) -> str:
        return self._check(f"(unsigned char){name} == {name}_beside")

    # ---- functions ------------------------------------------------------------------------------

    def _head(self, f: Function) -> str:
        params = "".join(f", {_parameter(name, kind)}" for name, kind in f.params)
        # Static ones with one caller may get inlined.
        linkage = "static " if f.name[-1] in "13579" else ""
        return f"{linkage}int {f.name}(int n{params})"

    def _function(self, f: Function) -> str:
        scope = _Scope()
        for tag in self.version.structs:
            scope.objects += [(f"g_{tag}", tag), (f"a_{tag}[1]", tag)]
        lines = ["int r = 0;"]
        for name, kind in f.params:
            lines += self._param(name, kind, scope)
        for local in f.locals:
            if local.tag in self.version.structs:
                lines += self._local(local, scope)
        mine = [(text, tag) for text, tag in scope.objects if text[0] in "lv"]
        lines += [f"enter_{tag}(&{text});" for text, tag in mine]
        scope.exits = "".join(f"leave_{tag}(&{text}); " for text, tag in mine)
        scope.exits += "kept = 0; " if mine else ""
        for statement in f.body:
            lines += self._statement(statement, scope)
        lines += [f"{scope.exits}return r;"]
        body = "".join(f"    {line}\n" for line in lines)
        return f"{self._head(f)} {{\n{body}}}\n"

    def _param(self, name: str, kind: str, scope: _Scope) -> list[str]:
        tag = kind.removesuffix(" *")
        if tag in self.version.structs:
            scope.objects.append((f"(*{name})" if kind.endswith("*") else name, tag))
        elif kind == "alias":
            scope.aliases.append((f"*{name}", f"{name}_value"))
        elif kind == "call":
            scope.calls.append(name)
        elif kind in SCALARS:
            return [self._check(f"{name} == {value_of(name)}")]
        return []

    def _local(self, local: Local, scope: _Scope) -> list[str]:
        tag, name = local.tag, local.name
        if local.how == "alias":
            text, number = self._int_field(local.salt, scope)
            scope.aliases.append((f"*{name}", str(number)))
            return [f"int *{name} = &{text};"]
        scope.objects.append((name, tag))
        if local.how == "fill":
            return [f"struct {tag} {name}; fill_{tag}(&{name});"]
        if local.how == "static":
            return [f"static struct {tag} {name} = {self._literal(tag)};"]
        if local.how == "copy":
            other = pick(local.salt, [text for text, t in scope.objects if t == tag][:-1])
            return [f"struct {tag} {name} = {other};"]
        return [f"struct {tag} {name} = {self._literal(tag)};"]

    def _int_field(self, salt: int, scope: _Scope) -> tuple[str, int]:
        """Return an int field that pointers may lead to, and what it holds."""
        found = [
            (f"{text}.{m.name}", value_of(m.name))
            for text, tag in scope.objects
            for m in self.version.structs[tag]
            if m.kind == "int" and not m.weak
        ]
        return pick(salt, found) if found else ("cell[7]", 7)

    # ---- statements -----------------------------------------------------------------------------

    def _statement(self, statement: Statement, scope: _Scope) -> list[str]:
        kind, salt = statement[:2]
        body = statement[2] if len(statement) > 2 else ()
        text, tag = pick(salt, scope.objects)
        fields = [m for m in self.version.structs[tag] if m.kind != "pad"]
        chosen = pick(salt, fields) if fields else None
        counter = pick(salt, self.version.counters)
        match kind:
            case "check" if chosen:
                return [self._look(f"{text}.{chosen.name}", chosen, weak=chosen.weak)]
            case "set" if chosen:
                return [self._set(f"{text}.{chosen.name}", chosen)]
            case "count":
                return [f"{counter}++; {counter}_beside++; {self._agree(counter)}"]
            case "agree":
                return [self._agree(counter)]
            case "alias" if scope.aliases:
                return self._through_alias(*pick(salt, scope.aliases))
            case "keep" if scope.aliases:
                place, value = pick(salt, scope.aliases)
                return [f"kept = &{place}; kept_value = {value};"]
            case "point":
                return ["POINT"]
            case "region":
                return ["REGION"]
            case "tick":
                return ["tick();"]
            case "nap":
                return ["nap();"]
            case "call" | "poke":
                return [_guarded(self._call(salt, scope, kind == "poke"))]
            case "through":
                options = [*scope.calls, "table[choose(3)]"]
                return [_guarded(f"r += {pick(salt, options)}(n - 1);")]
            case "assign":
                return [f"table[choose(3)] = {pick(salt, self._pointed())};"]
            case "whole":
                same = [other for other, t in scope.objects if t == tag]
                return [f"{text} = {pick(salt + 1, same)};"]
            case "heap":
                return self._heap(salt, body, tag, scope)
            case "if":
                return ["if (choose(2)) {", *self._inner(body, scope), "}"]
            case "loop":
                return self._loop(salt, body, scope)
            case "leave" if scope.loops:
                how = pick(salt, ["break;", "continue;", f"{{ {scope.exits}return r; }}"])
                return [f"if (choose(3) == 0) {how}"]
        return []

    def _inner(self, body: Iterable[Statement], scope: _Scope) -> list[str]:
        return [f"    {line}" for s in body for line in self._statement(s, scope)]

    def _through_alias(self, place: str, value: str) -> list[str]:
        """Write through a pointer what is nowhere else; the newest code has to find it."""
        changed = f"{{ {place} = {NOWHERE}; {self._check(f'somewhere({NOWHERE})')}"
        return [self._check(f"{place} == {value}"), f"{changed}{place} = {value}; }}"]

    def _loop(self, salt: int, body: Iterable[Statement], scope: _Scope) -> list[str]:
        scope.loops += 1
        inner = self._inner(body, scope)
        scope.loops -= 1
        i = f"i{scope.loops}"
        head = pick(
            salt,
            [
                f"for (int {i} = 0; {i} < 2; {i}++) {{",
                f"for (int {i} = 0, {i}_end = 3; {i} < {i}_end; {i}++) {{",
                f"int {i} = 2; while ({i}-- > 0) {{",
            ],
        )
        return ["{", f"  {head}", *inner, "  }", "}"]

    def _heap(self, salt: int, body: Iterable[Statement], tag: str, scope: _Scope) -> list[str]:
        """An object on the heap, or the one that the program keeps there."""
        if salt % 2:
            made = f"if (!h_{tag}) {{ h_{tag} = calloc(1, sizeof *h_{tag}); fill_{tag}(h_{tag}); }}"
            return [made, f"look_{tag}(h_{tag});"]
        q = f"q{salt % 1000}"
        scope.objects.append((f"(*{q})", tag))
        loops, scope.loops = scope.loops, 0  # no way out but the end
        inner = self._inner(body, scope)
        scope.loops = loops
        scope.objects.pop()
        return [
            f"{{ struct {tag} *{q} = malloc(sizeof(struct {tag})); ",
            f"  fill_{tag}({q}); enter_{tag}({q});",
            *inner,
            f"  look_{tag}({q}); leave_{tag}({q}); kept = 0; free({q}); }}",
        ]

    def _call(self, salt: int, scope: _Scope, poke: bool) -> str:
        """Return a call of some function; ``poke``: of one that gets a pointer into an object."""
        able = [f for f in self.version.functions.values() if not f.pointed]
        if poke:
            able = [f for f in able if any(k == "alias" for _, k in f.params)] or able
        name = pick(salt, [f.name for f in able])
        given = []
        for i, (param, kind) in enumerate(self.version.functions[name].params):
            tag = kind.removesuffix(" *")
            if tag in self.version.structs:
                of_tag = [text for text, t in scope.objects if t == tag]
                chosen = pick(salt + i, of_tag)
                given.append(f"&{chosen}" if kind.endswith("*") else chosen)
            elif kind == "alias":
                text, number = self._int_field(salt + i, scope)
                given.append(f"&{text}, {number}")
            elif kind == "call":
                given.append(pick(salt + i, self._pointed()))
            else:
                given.append(str(value_of(param)))
        return f"r += {name}({', '.join(['n - 1', *given])});"

    def _main(self) -> str:
        scope = _Scope(objects=[(f"g_{tag}", tag) for tag in self.version.structs])
        # Each in a function of its own, so that none waits for what the next one is given.
        starts = "".join(
            f"int start{n}(int n) {{ int r = 0; fuel = 12; {call} return r; }}\n"
            for n in range(4)
            for call in [self._call(crc32(f"{n}/{self.version.serial}".encode()), scope, False)]
        )
        pointed = self._pointed()
        table = " ".join(f"table[{i}] = {name};" for i, name in enumerate((pointed * 3)[:3]))
        return (
            f"{starts}int go(int n) {{ return start0(n) + start1(n) + start2(n) + start3(n); }}\n"
            f"static void reset(void) {{ {table} }}\n{_MAIN}"
        )


def _declared(kind: str, name: str) -> str:
    return KINDS[kind].format(name) if kind in KINDS else f"struct {kind} {name}"


def _parameter(name: str, kind: str) -> str:
    if kind == "alias":
        return f"int *{name}, int {name}_value"
    if kind == "call":
        return f"int (*{name})(int)"
    if kind in SCALARS:
        return _declared(kind, name)
    tag = kind.removesuffix(" *")
    return f"struct {tag} *{name}" if kind.endswith("*") else f"struct {tag} {name}"


def _guarded(call: str) -> str:
    return f"if (n > 0 && fuel-- > 0) {call}"
