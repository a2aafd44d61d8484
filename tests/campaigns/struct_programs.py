"""Random C programs about structs: values, nesting, arrays, bit-fields, pointers, heap, updates.

Every program ends, prints hashes of all it computed, and has one meaning only: arithmetic is
unsigned, objects are initialised, calls stand alone so that no order of evaluation is left open,
and addresses of automatic objects never outlive them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

_INTEGERS = (
    "unsigned char", "signed char", "short", "unsigned short", "int", "unsigned", "long",
    "unsigned long long", "_Bool",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A member: an integer (``bits`` if a bit-field), a struct (``type``), a pointer to one."""

    name: str
    integer: str = ""
    bits: int = 0
    type: int = -1
    pointer: bool = False
    length: int = 0


@dataclass(frozen=True, slots=True)
class Function:
    """A function: result -1 is unsigned, else a struct; parameters are structs or pointers."""

    name: str
    result: int
    params: tuple[tuple[int, bool], ...]


@dataclass(slots=True)
class Scope:
    """What a statement may use: struct objects and pointers to structs, as C expressions."""

    objects: list[tuple[str, int]] = field(default_factory=list)
    pointers: list[tuple[str, int]] = field(default_factory=list)
    loops: int = 0

    def inner(self) -> Scope:
        """A scope within this one."""
        return Scope(list(self.objects), list(self.pointers), self.loops)


class Generator:
    """Writes one program; the same seed gives the same text."""

    def __init__(self, seed: int) -> None:
        self._r = Random(seed)
        self._types: list[list[Field]] = []
        self._globals: list[tuple[str, int]] = []
        self._functions: list[Function] = []
        self._names = 0
        # In some programs pointers into the middle of objects are taken, which pins their types.
        self._inner_pointers = self._r.random() < 0.3

    def program(self) -> str:
        """The text of the program."""
        r = self._r
        lines = ["#include <dsu.h>", "#include <stdio.h>", "#include <stdlib.h>"]
        lines += ["#include <string.h>"]
        for number in range(r.randint(2, 6)):
            lines.append(self._struct(number))
        lines += [line for number in range(len(self._types)) for line in self._hash(number)]
        for _ in range(r.randint(3, 8)):
            lines += self._global()
        for number in range(r.randint(2, 6)):
            lines += self._function(number)
        return "\n".join([*lines, *self._main()]) + "\n"

    # ---- types and objects ---------------------------------------------------------------

    def _struct(self, number: int) -> str:
        r = self._r
        fields = [Field("n", "unsigned")]
        for at in range(r.randint(1, 5)):
            name, kind = f"m{at}", r.random()
            length = r.choice((0, 0, 2, 3))
            if kind < 0.35 or (kind < 0.75 and number == 0):
                fields.append(Field(name, r.choice(_INTEGERS), length=length))
            elif kind < 0.5:
                fields.append(Field(name, r.choice(("unsigned", "int")), bits=r.randint(1, 31)))
            elif kind < 0.75:
                fields.append(Field(name, type=r.randrange(number), length=length))
            else:
                fields.append(Field(name, type=r.randint(0, number), pointer=True))
        r.shuffle(fields)
        self._types.append(fields)
        return f"struct S{number} {{ {' '.join(_declare(f) for f in fields)} }};"

    def _hash(self, number: int) -> list[str]:
        lines = [f"static unsigned hash{number}(struct S{number} *s)", "{", "    unsigned h = 17;"]
        for f in self._types[number]:
            each = f"s->{f.name}" + ("[i]" if f.length else "")
            if f.pointer:
                term = f"({each} ? {each}->n : 3u)"
            elif f.type >= 0:
                term = f"hash{f.type}(&{each})"
            else:
                term = f"(unsigned){each}"
            loop = f"for (int i = 0; i < {f.length}; i++) " if f.length else ""
            lines.append(f"    {loop}h = h * 31 + {term};")
        return [*lines, "    return h;", "}"]

    def _global(self) -> list[str]:
        name, number = self._name("g"), self._type()
        qualifier = self._r.choice(("", "static "))
        if self._r.random() < 0.3:
            items = ", ".join(self._initialiser(number, constant=True) for _ in range(3))
            self._globals += [(f"{name}[{at}]", number) for at in range(3)]
            return [f"{qualifier}struct S{number} {name}[3] = {{{items}}};"]
        text = f"{qualifier}struct S{number} {name} = {self._initialiser(number, constant=True)};"
        self._globals.append((name, number))
        return [text]

    def _initialiser(self, number: int, scope: Scope | None = None, *, constant: bool) -> str:
        r, parts = self._r, []
        designated = r.random() < 0.4
        for f in self._types[number]:
            if designated and r.random() < 0.3:
                continue
            one = f.type >= 0 and not f.pointer

            def item(f: Field = f, one: bool = one) -> str:
                if f.pointer:
                    return self._address(f.type)
                if one:
                    return self._initialiser(f.type, scope, constant=constant)
                return str(r.randint(0, 300)) if constant or scope is None else self._value(scope)

            text = f"{{{', '.join(item() for _ in range(f.length))}}}" if f.length else item()
            parts.append(f".{f.name} = {text}" if designated else text)
        return f"{{{', '.join(parts)}}}" if parts else "{0}"

    def _address(self, number: int) -> str:
        """The address of a global of the type, or null."""
        found = [name for name, kind in self._globals if kind == number]
        return f"&{self._r.choice(found)}" if found and self._r.random() < 0.7 else "0"

    # ---- expressions without effects -----------------------------------------------------

    def _value(self, scope: Scope, depth: int = 0) -> str:
        r, kind = self._r, self._r.random()
        if depth > 2 or kind < 0.25:
            return f"{r.randint(0, 1000)}u"
        if kind < 0.6:
            return f"(unsigned){self._scalar(scope)}"
        a, b = self._value(scope, depth + 1), self._value(scope, depth + 1)
        if kind < 0.7:
            return f"({a} > {b} ? {a} : {b})"
        if kind < 0.75:
            return f"({a} >> {r.randint(1, 9)})"
        if kind < 0.8:
            return f"(unsigned)({self._struct_value(scope)[1]}).n"
        return f"({a} {r.choice('+-*^&|')} {b})"

    def _scalar(self, scope: Scope) -> str:
        base, number = self._object(scope)
        return base + self._path(number)

    def _path(self, number: int) -> str:
        """A way from an object of the type to an integer in it."""
        r = self._r
        f = r.choice([f for f in self._types[number] if not f.pointer])
        index = f"[{r.randrange(f.length)}]" if f.length else ""
        deeper = self._path(f.type) if f.type >= 0 else ""
        return f".{f.name}{index}{deeper}"

    def _object(self, scope: Scope, number: int = -1) -> tuple[str, int]:
        """An object as an lvalue; of the given type if one is in reach (there is always one)."""
        found = [each for each in scope.objects if number in (-1, each[1])]
        found += [(f"(*{p})", kind) for p, kind in scope.pointers if number in (-1, kind)]
        found += [each for each in self._globals if number in (-1, each[1])]
        base, kind = self._r.choice(found) if found else ("", number)
        if self._r.random() < 0.3 and number == -1:
            inner = [f for f in self._types[kind] if f.type >= 0 and not f.pointer]
            if inner:
                f = self._r.choice(inner)
                return base + f".{f.name}" + (f"[{f.length - 1}]" if f.length else ""), f.type
        return base, kind

    def _has(self, scope: Scope, number: int) -> bool:
        every = (*scope.objects, *scope.pointers, *self._globals)
        return any(kind == number for _, kind in every)

    def _struct_value(self, scope: Scope, number: int = -1) -> tuple[int, str]:
        """An expression of struct type."""
        r = self._r
        if number == -1:
            number = self._object(scope)[1]
        kind = r.random()
        if kind < 0.25 or not self._has(scope, number):
            literal = self._initialiser(number, None, constant=True)
            return number, f"(struct S{number}){literal}"
        a, b = self._object(scope, number)[0], self._object(scope, number)[0]
        if kind < 0.45:
            return number, f"{self._condition(scope)} ? {a} : {b}"
        if kind < 0.55:
            return number, f"({{ struct S{number} t_ = {a}; t_.n += 3; t_; }})"
        if kind < 0.65:
            return number, f"({b}, {a})"
        return number, a

    def _condition(self, scope: Scope) -> str:
        return f"(unsigned){self._scalar(scope)} % {self._r.randint(2, 5)}"

    # ---- statements ----------------------------------------------------------------------

    def _block(self, scope: Scope, size: int, callable_: int) -> list[str]:
        lines: list[str] = []
        for _ in range(size):
            lines += self._statement(scope, callable_)
        return lines

    def _statement(self, scope: Scope, callable_: int) -> list[str]:
        r = self._r
        choices = (
            self._assign_scalar, self._assign_scalar, self._assign_struct, self._assign_struct,
            self._assign_pointer, self._local, self._library, self._heap, self._static_local,
        )  # fmt: skip
        kind = r.random()
        if kind < 0.7 or scope.loops > 1:
            return r.choice(choices)(scope)
        if kind < 0.85 and callable_:
            return self._call(scope, callable_)
        return self._branch(scope, callable_)

    def _assign_scalar(self, scope: Scope) -> list[str]:
        target, value = self._scalar(scope), self._value(scope)
        if self._r.random() < 0.25:
            return [f"{target}{self._r.choice(('++', '--'))};"]
        return [f"{target} {self._r.choice(('=', '=', '+=', '^=', '-='))} {value};"]

    def _assign_struct(self, scope: Scope) -> list[str]:
        target, number = self._object(scope)
        _, value = self._struct_value(scope, number)
        if self._r.random() < 0.2:
            name = self._name("c")
            scope.objects.append((name, number))
            return [f"struct S{number} {name};", f"{name} = {target} = {value};"]
        return [f"{target} = {value};"]

    def _assign_pointer(self, scope: Scope) -> list[str]:
        base, number = self._object(scope)
        pointers = [f for f in self._types[number] if f.pointer]
        if not pointers:
            return self._assign_scalar(scope)
        f = self._r.choice(pointers)
        path = f"{base}.{f.name}"
        return [f"{path} = {self._address(f.type)};", f"if ({path}) {path}->n += 2;"]

    def _local(self, scope: Scope) -> list[str]:
        r, kind = self._r, self._r.random()
        name = self._name("l")
        if kind < 0.35:
            base, number = self._object(scope, -1 if self._inner_pointers else self._type())
            if not base:
                return self._assign_scalar(scope)
            scope.pointers.append((name, number))
            return [f"struct S{number} *{name} = &{base};"]
        number = self._type()
        if kind < 0.5:
            items = ", ".join(self._initialiser(number, scope, constant=False) for _ in range(2))
            scope.objects += [(f"{name}[{at}]", number) for at in range(2)]
            return [f"struct S{number} {name}[2] = {{{items}}};"]
        literal = self._initialiser(number, scope, constant=False)
        value = literal if r.random() < 0.5 else self._struct_value(scope, number)[1]
        scope.objects.append((name, number))
        return [f"struct S{number} {name} = {value};"]

    def _static_local(self, scope: Scope) -> list[str]:
        number = self._type()
        text = f"static struct S{number} kept = {self._initialiser(number, constant=True)};"
        return ["{", text, f"kept.n += {self._value(scope)};", f"h ^= hash{number}(&kept);", "}"]

    def _library(self, scope: Scope) -> list[str]:
        base, number = self._object(scope)
        r = self._r
        if r.random() < 0.4:
            return [f"memset(&{base}, 0, sizeof {base});"]
        if not self._has(scope, number):
            return self._assign_scalar(scope)
        other = self._object(scope, number)[0]
        return [f"if (&{base} != &{other}) memcpy(&{base}, &{other}, sizeof(struct S{number}));"]

    def _heap(self, scope: Scope) -> list[str]:
        number, value = self._struct_value(scope)
        name, count = self._name("p"), self._r.choice((1, 3))
        size = f"sizeof *{name}" if self._r.random() < 0.5 else f"sizeof(struct S{number})"
        within = scope.inner()
        within.pointers.append((name, number))
        within.objects += [(f"{name}[{at}]", number) for at in range(count)]
        make = f"malloc({count} * {size})" if self._r.random() < 0.5 else f"calloc({count}, {size})"
        lines = [f"struct S{number} *{name} = {make};"]
        lines += [f"{name}[{at}] = {value};" for at in range(count)]
        lines += self._assign_scalar(within) + self._assign_struct(within)
        last = f"h += hash{number}({name} + {count - 1});"
        return ["{", *lines, last, f"free({name});", "}"]

    def _call(self, scope: Scope, callable_: int) -> list[str]:
        f = self._functions[self._r.randrange(callable_)]
        arguments = []
        for number, pointer in f.params:
            if not pointer:
                arguments.append(f"({self._struct_value(scope, number)[1]})")
            elif self._has(scope, number):
                arguments.append(f"&{self._object(scope, number)[0]}")
            else:
                arguments.append("0")
        call = f"{f.name}({', '.join([*arguments, self._value(scope)])})"
        if f.result < 0:
            return [f"h = h * 3 + {call};"]
        if self._r.random() < 0.4:
            return [f"h ^= (unsigned){call}{self._path(f.result)};"]
        if self._r.random() < 0.5 and self._has(scope, f.result):
            return [f"{self._object(scope, f.result)[0]} = {call};"]
        name = self._name("l")
        scope.objects.append((name, f.result))
        return [f"struct S{f.result} {name} = {call};"]

    def _branch(self, scope: Scope, callable_: int) -> list[str]:
        r, kind = self._r, self._r.random()
        body = self._block(scope.inner(), r.randint(1, 3), callable_)
        if kind < 0.3:
            other = self._block(scope.inner(), r.randint(1, 2), callable_)
            return [f"if ({self._condition(scope)}) {{", *body, "} else {", *other, "}"]
        if kind < 0.45:
            case = ["break;", "case 1:;", *self._block(scope.inner(), 1, 0), "default: h++;"]
            return [f"switch ({self._condition(scope)}) {{ case 0: {{", *body, "}", *case, "}"]
        i, within = self._name("i"), scope.inner()
        within.loops += 1
        body = self._block(within, r.randint(1, 3), callable_ if scope.loops == 0 else 0)
        point = ["dsu_update();"] if r.random() < 0.4 else []
        leave = r.choice(("continue", "break"))
        skip = [f"if ({i} == 2 && {self._condition(scope)}) {leave};"] if r.random() < 0.5 else []
        if r.random() < 0.5:
            head, tail = f"for (unsigned {i} = 0; {i} < {r.randint(2, 4)}; {i}++) {{", ["}"]
            return [head, *point, *skip, *body, *tail]
        head = f"{{ unsigned {i} = 0; do {{"
        return [head, *point, f"{i}++;", *skip, *body, f"}} while ({i} < {r.randint(2, 4)}); }}"]

    # ---- functions -----------------------------------------------------------------------

    def _function(self, number: int) -> list[str]:
        r = self._r
        result = self._type() if r.random() < 0.5 else -1
        params = tuple((self._type(), r.random() < 0.5) for _ in range(r.randint(0, 3)))
        scope = Scope()
        heads, guards = [], []
        for at, (kind, pointer) in enumerate(params):
            heads.append(f"struct S{kind} {'*' if pointer else ''}a{at}")
            if pointer:
                guards += [
                    f"struct S{kind} spare{at} = {{.n = 1}};",
                    f"if (!a{at}) a{at} = &spare{at};",
                ]
                scope.pointers.append((f"a{at}", kind))
            else:
                scope.objects.append((f"a{at}", kind))
        f = Function(f"f{number}", result, params)
        returned = "unsigned" if result < 0 else f"struct S{result}"
        body = self._block(scope, r.randint(3, 9), len(self._functions))
        last = "h" if result < 0 else self._struct_value(scope, result)[1]
        self._functions.append(f)
        head = (
            f"{r.choice(('', 'static '))}{returned} {f.name}({', '.join([*heads, 'unsigned h'])})"
        )
        return [head, "{", *guards, *body, 'printf("%u\\n", h);', f"return {last};", "}"]

    def _main(self) -> list[str]:
        scope = Scope()
        lines = ["int main(void)", "{", "unsigned h = 1;"]
        for _ in range(3):
            lines += self._block(scope, 4, len(self._functions))
            lines += self._call(scope, len(self._functions))
        for name, number in (*self._globals, *scope.objects):
            lines.append(f'printf("{name} %u\\n", hash{number}(&{name}));')
        return [*lines, "return h & 63;", "}"]

    def _type(self) -> int:
        return self._r.randrange(len(self._types))

    def _name(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"


def _declare(f: Field) -> str:
    suffix = f" : {f.bits}" if f.bits else f"[{f.length}]" if f.length else ""
    base = f.integer or f"struct S{f.type}"
    return f"{base} {'*' if f.pointer else ''}{f.name}{suffix};"
