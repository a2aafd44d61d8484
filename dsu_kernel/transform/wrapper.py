"""The generated text of one wrapped type: data struct, wrapper, and its small functions.

For ``struct T`` at its version 0 (slides, "Type wrapping")::

    struct __T0 { int x; int y; };
    struct T { union { struct __T0 data; char slop[N]; } u; unsigned version; };
    struct __T0 *__con_T(struct T *abs);     the concrete data, converted first if it is older
    void __stamp_T(struct T *abs);           birth: the object is at the newest version
    void __drop_T(struct T *abs);            death: storage elsewhere is given back

The slides put the version in front; behind the data it leaves the data at offset 0, so pointers to
an object and to its first member stay equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsu_kernel.cfront.printing.loops import counting_loop
from dsu_kernel.program.image import MIN_CAPACITY, VERSION_BITS, WrappedType, Wrapper

_INLINE = "static __inline __attribute__((always_inline, unused))"
_QUIET = "static __attribute__((unused))"


@dataclass(frozen=True, slots=True)
class Nested:
    """A member of the data that is, or is an array of, wrapped objects of another type.

    ``values``: copies of such objects have storage to take care of. ``late``: zeroed memory is not
    such an object at its newest version.
    """

    field: str
    name: str
    spelling: str
    array: bool
    values: bool
    late: bool


@dataclass(frozen=True, slots=True)
class WrapperText:
    """What the emission of one wrapped type needs to know.

    ``known`` is None while gcc has not told the numbers of a new type yet; the capacity is then an
    expression of the data's size.  ``away``: (version, size) of the versions whose data lives
    elsewhere. ``opaque``: only the frame is shown, for text that gcc measures new versions in.
    ``steady``: fields that need no look at the word: see ``Generation``.
    """

    name: str
    spelling: str
    id: int
    number: int
    known: Wrapper | None
    slop: int
    outgrown: bool
    away: tuple[tuple[int, int], ...]
    nested: tuple[Nested, ...]
    opaque: bool = False
    steady: frozenset[str] = frozenset()

    @classmethod
    def of(cls, wrapped: WrappedType, slop: int, nested: tuple[Nested, ...]) -> WrapperText:
        """Describe a type that already has its numbers."""
        return cls(
            wrapped.name,
            wrapped.key.spelling,
            wrapped.id,
            wrapped.current.number,
            wrapped.wrapper,
            slop,
            wrapped.current.outgrown,
            tuple((g.number, g.layout.size) for g in wrapped.generations if g.outgrown),
            nested,
            steady=wrapped.current.steady,
        )

    @property
    def data(self) -> str:
        """The type of the concrete data, ``struct __T0``."""
        return f"struct __{self.name}{self.number}"

    @property
    def values(self) -> bool:
        """Whether copying an object takes more than copying its bytes."""
        return bool(self.away) or any(n.values for n in self.nested)

    @property
    def late(self) -> bool:
        """Whether zeroed memory would be taken for an object of an older version."""
        return self.number > 0 or any(n.late for n in self.nested)

    def word(self, number: int | None = None) -> int:
        """The version word of an object at a version (default: the newest)."""
        return self.id << VERSION_BITS | (self.number if number is None else number) + 1

    @property
    def capacity(self) -> str:
        """The size of the data area in bytes, as a constant expression."""
        if self.known is not None:
            return str(self.known.capacity)
        size, align = f"sizeof({self.data})", f"_Alignof({self.data})"
        least = f"({size} > {MIN_CAPACITY} ? {size} : {MIN_CAPACITY})"
        unit = f"({align} > 4 ? {align} : 4)"
        # The word takes 4 bytes; what alignment leaves over belongs to the data area.
        return f"(({least} + {self.slop} + 4 + {unit} - 1) / {unit} * {unit} - 4)"

    def body(self) -> str:
        """The braces of the wrapper, to stand behind ``struct T``."""
        area, fence = self._area(), self._fence()
        return f"{{ union {{ {area} }}{fence[0]} u; unsigned version; }}{fence[1]}"

    def _area(self) -> str:
        slop = f"char slop[{self.capacity}];"
        if self.opaque:
            return slop
        if self.outgrown:
            return f"{slop} struct {{ {self.data} *data; }} __attribute__((packed)) away;"
        return f"{self.data} data; {slop}"

    def _fence(self) -> tuple[str, str]:
        """Attributes of the union and the wrapper: the version word follows the slop at once.

        Without them the union's size would be rounded up to the alignment of the data, which
        differs from version to version.
        """
        if self.known is not None and self.known.align <= 4:
            return "", ""
        align = f"_Alignof({self.data})" if self.known is None else str(self.known.align)
        packed = " __attribute__((packed, aligned(4)))"
        return packed, f" __attribute__((aligned({align})))"

    def functions(self, machine: str = "") -> str:
        """The type's functions on a machine; they follow the definition of the wrapper."""
        if self.opaque:
            return ""
        parts = [self._concretize(machine), self._stamp()]
        if self.late:
            parts += [self._fresh(), self._source()]
            parts += [] if self.values else [self._put()]
        if self.values:
            parts += [self._own(), self._drop(), *self._values(), *self._blocks(), *self._ends()]
        parts += self._births()
        return "\n".join(parts) + "\n"

    def _concretize(self, machine: str) -> str:
        # Another thread that converts writes the data, then the word: they are to be read the other
        # way round. x86 does so by itself; 2 is __ATOMIC_ACQUIRE.
        word = "abs->version" if machine == "x86_64" else "__atomic_load_n(&abs->version, 2)"
        check = (
            f"if (__builtin_expect({word} != {self.word()}u, 0)) dsu_convert(abs, {self.id}u); "
            if self.number
            else ""
        )
        where = "abs->u.away.data" if self.outgrown else "&abs->u.data"
        head = f"{self.data} *__{{}}_{self.name}({self.spelling} *abs)"
        text = f"{_INLINE} {head.format('con')} {{ {check}return {where}; }}"
        if not check:
            return text
        # For objects that have been seen at this version a moment ago: see ``checked``.
        return f"{text}\n{_INLINE} {head.format('got')} {{ return {where}; }}"

    def _stamp(self) -> str:
        lines = []
        if self.outgrown:
            lines.append(f"abs->u.away.data = dsu_storage_new(sizeof({self.data}));")
        lines.append(f"abs->version = {self.word()}u;")
        where = "abs->u.away.data->" if self.outgrown else "abs->u.data."
        lines += [_each(n, f"{where}{n.field}", f"__stamp_{n.name}") for n in self.nested]
        return f"{_QUIET} void __stamp_{self.name}({self.spelling} *abs) {{ {' '.join(lines)} }}"

    def _fresh(self) -> str:
        """Bring an object that is to be copied to its newest version, members included.

        It may go where pointers lead, which expect the members where they are now.
        """
        t = self.spelling
        inner = [_each(n, f"data->{n.field}", f"__fresh_{n.name}") for n in self.nested if n.late]
        deep = f"{self.data} *data = __con_{self.name}(abs); " if inner else ""
        return (
            f"{_INLINE} {t} *__fresh_{self.name}(const {t} *object) {{ {t} *abs = ({t} *)object; "
            f"{deep or f'__con_{self.name}(abs); '}{' '.join(inner)} return abs; }}"
        )

    def _put(self) -> str:
        """Give an object a value that is no object of the program's."""
        t, name = self.spelling, self.name
        return (
            f"{_INLINE} {t} *__put_{name}({t} *to, {t} from) {{ "
            f"__builtin_memcpy(to, __fresh_{name}(&from), sizeof from); return to; }}"
        )

    def _source(self) -> str:
        """Bring all objects of a block that is to be copied, or sorted, to the newest version."""
        t, name = self.spelling, self.name
        each = counting_loop("i", "0", f"i < size / sizeof({t})", f"__fresh_{name}(from + i);")
        return (
            f"{_QUIET} const void *__source_{name}(const void *source, unsigned long size) "
            f"{{ const {t} *from = (const {t} *)source; {each} return source; }}"
        )

    def _births(self) -> list[str]:
        """Stamps for heap memory: one object, all of a block, all of so many bytes.

        Every complete object in a block's usable bytes is stamped, so that a later reallocation
        knows which ones are: those in the bytes that it adds.
        """
        t = self.spelling
        stamp = f"__stamp_{self.name}(({t} *)block + i);"
        born = counting_loop("i", f"from / sizeof({t})", f"i < to / sizeof({t})", stamp)
        return [
            f"{_QUIET} void *__bear_{self.name}(void *block, unsigned long from, "
            f"unsigned long to) {{ {born} return block; }}",
            f"{_INLINE} void *__births_{self.name}(void *block, unsigned long from) "
            f"{{ return __bear_{self.name}(block, from, dsu_usable(block)); }}",
            # malloc gives at least 24 bytes: one small object has room for a second one behind it.
            f"{_INLINE} void *__birth_{self.name}(void *block) "
            f"{{ if (sizeof({t}) <= 12) return __births_{self.name}(block, 0); "
            f"if (block) __stamp_{self.name}(({t} *)block); return block; }}",
            self._clear(),
            *([self._settle()] if self.late else []),
        ]

    def _settle(self) -> str:
        """Stamp the objects that an initialiser left at zero, and their members."""
        t = self.spelling
        inner = [
            f"__settle_{n.name}(&data->{n.field}, sizeof(data->{n.field}));"
            for n in self.nested
            if n.late
        ]
        deep = (
            f" else {{ {self.data} *data = __con_{self.name}(abs); {' '.join(inner)} }}"
            if inner
            else ""
        )
        each = (
            f"{t} *abs = ({t} *)objects + i; if (abs->version == 0) __stamp_{self.name}(abs);{deep}"
        )
        return (
            f"{_QUIET} void __settle_{self.name}(const void *objects, unsigned long size) "
            f"{counting_loop('i', '0', f'i < size / sizeof({t})', each)}"
        )

    def _clear(self) -> str:
        """Do what memset to zero means."""
        t, name = self.spelling, self.name
        head = f"{_QUIET} void *__clear_{name}(void *block, unsigned long size) {{ "
        if not self.values:
            zero = "__builtin_memset(block, 0, size);"
            return f"{head}{zero} return __bear_{name}(block, 0, size); }}"
        each = (
            f"{t} zero; __builtin_memset(&zero, 0, sizeof zero); __stamp_{name}(&zero); "
            f"__move_{name}(({t} *)block + i, zero);"
        )
        return (
            f"{head}unsigned long n = size / sizeof({t}); {counting_loop('i', '0', 'i < n', each)} "
            f"__builtin_memset(({t} *)block + n, 0, size % sizeof({t})); return block; }}"
        )

    def _own(self) -> str:
        """Make an object that was copied byte by byte own its storage."""
        sizes = " : ".join(
            f"abs->version == {self.word(number)}u ? {size}ul" for number, size in self.away
        )
        share = (
            f"unsigned long size = {sizes} : 0; if (size) {{ void *shared, *own = "
            "dsu_storage_new(size); __builtin_memcpy(&shared, abs, sizeof shared); "
            "__builtin_memcpy(own, shared, size); __builtin_memcpy(abs, &own, sizeof own); } "
        )
        inner = [_each(n, f"data->{n.field}", f"__own_{n.name}") for n in self.nested if n.values]
        deep = f"{self.data} *data = __con_{self.name}(abs); {' '.join(inner)}" if inner else ""
        body = (share if self.away else "") + deep
        return f"{_QUIET} void __own_{self.name}({self.spelling} *abs) {{ {body} }}"

    def _drop(self) -> str:
        """Give storage elsewhere back; the object itself dies with its memory."""
        inner = [_each(n, f"data->{n.field}", f"__drop_{n.name}") for n in self.nested if n.values]
        # Unborn is the first version; what is older keeps what its members have elsewhere.
        unborn = " || abs->version == 0" if self.number == 0 else ""
        deep = (
            f"if (abs->version == {self.word()}u{unborn}) {{ {self.data} *data = "
            f"__con_{self.name}(abs); {' '.join(inner)} }} "
            if inner
            else ""
        )
        tests = " || ".join(f"abs->version == {self.word(number)}u" for number, _ in self.away)
        own = (
            f"if ({tests}) {{ void *storage; __builtin_memcpy(&storage, abs, sizeof storage); "
            "dsu_storage_free(storage); } abs->version = 0; "
        )
        body = deep + (own if self.away else "")
        return f"{_QUIET} void __drop_{self.name}({self.spelling} *abs) {{ {body} }}"

    def _blocks(self) -> list[str]:
        """Copying and freeing blocks of objects that have storage elsewhere."""
        t, name = self.spelling, self.name
        step = f"__move_{name}(to + i, __dup_{name}(from + i));"
        drop = f"__drop_{name}(({t} *)block + i);"
        dropped = counting_loop("i", "0", f"i < dsu_usable(block) / sizeof({t})", drop)
        return [
            f"{_QUIET} void *__copy_{name}(void *target, const void *source, unsigned long size) "
            f"{{ {t} *to = ({t} *)target; const {t} *from = (const {t} *)source; "
            f"unsigned long i, n = size / sizeof({t}); "
            f"if (to <= from) for (i = 0; i < n; i++) {step} "
            f"else for (i = n; i-- > 0;) {step} return target; }}",
            f"{_QUIET} void __free_{name}(void *block) {{ {dropped} __builtin_free(block); }}",
        ]

    def _values(self) -> list[str]:
        """Copies of whole values: each object owns its storage."""
        t, con = self.spelling, f"__con_{self.name}"
        away = f"to.u.away.data = dsu_storage_new(sizeof({self.data})); " if self.outgrown else ""
        return [
            f"{_QUIET} {t} __dup_{self.name}(const {t} *from) "
            f"{{ {t} to; __builtin_memcpy(&to, from, sizeof to); __own_{self.name}(&to); "
            "return to; }",
            f"{_QUIET} {t} __new_{self.name}({self.data} value) "
            f"{{ {t} to; {away}to.version = {self.word()}u; "
            # Not assigned: members may be const.
            f"__builtin_memcpy((void *){con}(&to), &value, sizeof value); return to; }}",
            self._move(),
            f"{_QUIET} void __discard_{self.name}({t} value) {{ __drop_{self.name}(&value); }}",
        ]

    def _move(self) -> str:
        """Give an object the value that ``from`` owns.

        The target's data stays where it is: there may be pointers to its members.
        """
        t, name = self.spelling, self.name
        steps = []
        for n in (n for n in self.nested if n.values):
            old, new = f"({n.spelling} *)&old->{n.field}", f"({n.spelling} *)&new->{n.field}"
            count = f"sizeof(old->{n.field}) / sizeof({n.spelling})"
            # What the member has elsewhere goes along when the bytes around it are copied.
            each = (
                f"__move_{n.name}({old} + i, ({new})[i]); "
                f"__builtin_memcpy({new} + i, {old} + i, sizeof({n.spelling}));"
            )
            steps.append(counting_loop("i", "0", f"i < {count}", each))
        if self.outgrown:
            steps.append("own = new;")
        unborn = " || to->version == 0" if self.number == 0 else ""
        fresh = f"__fresh_{name}(&from); " if self.late else ""
        keep = (
            f"if (to->version == {self.word()}u{unborn}) {{ void *own = 0; "
            f"{self.data} *old = __con_{name}(to), *new = __con_{name}(&from); {' '.join(steps)} "
            "__builtin_memcpy((void *)old, (void *)new, sizeof *old); "
            f"dsu_storage_free(own); to->version = {self.word()}u; return to; }} "
        )
        return (
            f"{_QUIET} {t} *__move_{name}({t} *to, {t} from) {{ {fresh}{keep if steps else ''}"
            f"__drop_{name}(to); __builtin_memcpy(to, &from, sizeof from); return to; }}"
        )

    def _ends(self) -> list[str]:
        """Cleanups of what has no declaration of its own to carry one: parameters, arrays."""
        t, name = self.spelling, self.name
        drop, move = f"__drop_{name}(span->at + i);", f"__move_{name}(to + i, from[i]);"
        dropped = counting_loop("i", "0", f"i < span->size / sizeof({t})", drop)
        filled = counting_loop("i", "0", f"i < size / sizeof({t})", move)
        return [
            f"struct __span_{name} {{ {t} *at; unsigned long size; }};",
            f"{_QUIET} void __end_{name}(struct __span_{name} *span) {dropped}",
            f"{_QUIET} void __fill_{name}(void *target, const void *source, unsigned long size) "
            f"{{ {t} *to = ({t} *)target; const {t} *from = (const {t} *)source; {filled} }}",
        ]


def _each(nested: Nested, where: str, function: str) -> str:
    if not nested.array:
        return f"{function}(&{where});"
    count = f"sizeof({where}) / sizeof({nested.spelling})"
    return counting_loop("i", "0", f"i < {count}", f"{function}(({nested.spelling} *){where} + i);")
