"""The small functions of a wrapped type: access, and the beginnings of its objects' lives.

::

    struct __T0 *__con_T(struct T *abs);     the concrete data, converted first if it is older
    void __stamp_T(struct T *abs);           birth: the object is at the newest version
"""

from __future__ import annotations

from dsu_kernel.cfront.printing.loops import counting_loop
from dsu_kernel.transform.wrapper import INLINE, QUIET, WrapperText
from dsu_kernel.transform.wrapper_owners import functions_of_owners


def functions_of(w: WrapperText, machine: str = "") -> str:
    """The type's functions on a machine; they follow the definition of the wrapper."""
    if w.opaque:
        return ""
    parts = [_concretize(w, machine), _stamp(w)]
    if w.late:
        parts += [_fresh(w), _source(w)]
        parts += [] if w.values else [_put(w)]
    if w.values:
        parts += functions_of_owners(w)
    parts += _births(w)
    return "\n".join(parts) + "\n"


def _concretize(w: WrapperText, machine: str) -> str:
    # Another thread that converts writes the data, then the word: they are to be read the other
    # way round. x86 does so by itself; 2 is __ATOMIC_ACQUIRE.
    word = "abs->version" if machine == "x86_64" else "__atomic_load_n(&abs->version, 2)"
    check = (
        f"if (__builtin_expect({word} != {w.word()}u, 0)) dsu_convert(abs, {w.id}u); "
        if w.number
        else ""
    )
    where = "abs->u.away.data" if w.outgrown else "&abs->u.data"
    head = f"{w.data} *__{{}}_{w.name}({w.spelling} *abs)"
    text = f"{INLINE} {head.format('con')} {{ {check}return {where}; }}"
    if not check:
        return text
    # For objects that have been seen at this version a moment ago: see ``checked``.
    return f"{text}\n{INLINE} {head.format('got')} {{ return {where}; }}"


def _stamp(w: WrapperText) -> str:
    lines = []
    if w.outgrown:
        lines.append(f"abs->u.away.data = dsu_storage_new(sizeof({w.data}));")
    lines.append(f"abs->version = {w.word()}u;")
    where = "abs->u.away.data->" if w.outgrown else "abs->u.data."
    lines += [n.each(f"{where}{n.field}", f"__stamp_{n.name}") for n in w.nested]
    return f"{QUIET} void __stamp_{w.name}({w.spelling} *abs) {{ {' '.join(lines)} }}"


def _fresh(w: WrapperText) -> str:
    """Bring an object that is to be copied to its newest version, members included.

    It may go where pointers lead, which expect the members where they are now.
    """
    t = w.spelling
    inner = [n.each(f"data->{n.field}", f"__fresh_{n.name}") for n in w.nested if n.late]
    deep = f"{w.data} *data = __con_{w.name}(abs); " if inner else ""
    return (
        f"{INLINE} {t} *__fresh_{w.name}(const {t} *object) {{ {t} *abs = ({t} *)object; "
        f"{deep or f'__con_{w.name}(abs); '}{' '.join(inner)} return abs; }}"
    )


def _put(w: WrapperText) -> str:
    """Give an object a value that is no object of the program's."""
    t, name = w.spelling, w.name
    return (
        f"{INLINE} {t} *__put_{name}({t} *to, {t} from) {{ "
        f"__builtin_memcpy(to, __fresh_{name}(&from), sizeof from); return to; }}"
    )


def _source(w: WrapperText) -> str:
    """Bring all objects of a block that is to be copied, or sorted, to the newest version."""
    t, name = w.spelling, w.name
    each = counting_loop("i", "0", f"i < size / sizeof({t})", f"__fresh_{name}(from + i);")
    return (
        f"{QUIET} const void *__source_{name}(const void *source, unsigned long size) "
        f"{{ const {t} *from = (const {t} *)source; {each} return source; }}"
    )


def _births(w: WrapperText) -> list[str]:
    """Stamps for heap memory: one object, all of a block, all of so many bytes.

    Every complete object in a block's usable bytes is stamped, so that a later reallocation
    knows which ones are: those in the bytes that it adds.
    """
    t = w.spelling
    stamp = f"__stamp_{w.name}(({t} *)block + i);"
    born = counting_loop("i", f"from / sizeof({t})", f"i < to / sizeof({t})", stamp)
    return [
        f"{QUIET} void *__bear_{w.name}(void *block, unsigned long from, "
        f"unsigned long to) {{ {born} return block; }}",
        f"{INLINE} void *__births_{w.name}(void *block, unsigned long from) "
        f"{{ return __bear_{w.name}(block, from, dsu_usable(block)); }}",
        # malloc gives at least 24 bytes: one small object has room for a second one behind it.
        f"{INLINE} void *__birth_{w.name}(void *block) "
        f"{{ if (sizeof({t}) <= 12) return __births_{w.name}(block, 0); "
        f"if (block) __stamp_{w.name}(({t} *)block); return block; }}",
        _clear(w),
        *([_settle(w)] if w.late else []),
    ]


def _settle(w: WrapperText) -> str:
    """Stamp the objects that an initialiser left at zero, and their members."""
    t = w.spelling
    inner = [
        f"__settle_{n.name}(&data->{n.field}, sizeof(data->{n.field}));" for n in w.nested if n.late
    ]
    deep = f" else {{ {w.data} *data = __con_{w.name}(abs); {' '.join(inner)} }}" if inner else ""
    each = f"{t} *abs = ({t} *)objects + i; if (abs->version == 0) __stamp_{w.name}(abs);{deep}"
    return (
        f"{QUIET} void __settle_{w.name}(const void *objects, unsigned long size) "
        f"{counting_loop('i', '0', f'i < size / sizeof({t})', each)}"
    )


def _clear(w: WrapperText) -> str:
    """Do what memset to zero means."""
    t, name = w.spelling, w.name
    head = f"{QUIET} void *__clear_{name}(void *block, unsigned long size) {{ "
    if not w.values:
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
