"""The functions of a wrapped type whose objects can have storage of their own.

::

    void __own_T(struct T *abs);                     a copy, byte by byte, gets its own
    void __drop_T(struct T *abs);                    death: storage elsewhere is given back
    struct T *__move_T(struct T *to, struct T from); to has what from had
"""

from __future__ import annotations

from dsu_kernel.cfront.printing.loops import counting_loop
from dsu_kernel.transform.wrapper import QUIET, WrapperText


def functions_of_owners(w: WrapperText) -> list[str]:
    """The functions for values, for blocks of them, and for the ends of their scopes."""
    return [_own(w), _drop(w), *_values(w), *_blocks(w), *_ends(w)]


def _own(w: WrapperText) -> str:
    """Make an object that was copied byte by byte own its storage."""
    sizes = " : ".join(f"abs->version == {w.word(number)}u ? {size}ul" for number, size in w.away)
    share = (
        f"unsigned long size = {sizes} : 0; if (size) {{ void *shared, *own = "
        "dsu_storage_new(size); __builtin_memcpy(&shared, abs, sizeof shared); "
        "__builtin_memcpy(own, shared, size); __builtin_memcpy(abs, &own, sizeof own); } "
    )
    inner = [n.each(f"data->{n.field}", f"__own_{n.name}") for n in w.nested if n.values]
    deep = f"{w.data} *data = __con_{w.name}(abs); {' '.join(inner)}" if inner else ""
    body = (share if w.away else "") + deep
    return f"{QUIET} void __own_{w.name}({w.spelling} *abs) {{ {body} }}"


def _drop(w: WrapperText) -> str:
    """Give storage elsewhere back; the object itself dies with its memory."""
    inner = [n.each(f"data->{n.field}", f"__drop_{n.name}") for n in w.nested if n.values]
    # Unborn is the first version; what is older keeps what its members have elsewhere.
    unborn = " || abs->version == 0" if w.number == 0 else ""
    deep = (
        f"if (abs->version == {w.word()}u{unborn}) {{ {w.data} *data = "
        f"__con_{w.name}(abs); {' '.join(inner)} }} "
        if inner
        else ""
    )
    tests = " || ".join(f"abs->version == {w.word(number)}u" for number, _ in w.away)
    own = (
        f"if ({tests}) {{ void *storage; __builtin_memcpy(&storage, abs, sizeof storage); "
        "dsu_storage_free(storage); } abs->version = 0; "
    )
    body = deep + (own if w.away else "")
    return f"{QUIET} void __drop_{w.name}({w.spelling} *abs) {{ {body} }}"


def _blocks(w: WrapperText) -> list[str]:
    """Copying and freeing blocks of objects that have storage elsewhere."""
    t, name = w.spelling, w.name
    step = f"__move_{name}(to + i, __dup_{name}(from + i));"
    drop = f"__drop_{name}(({t} *)block + i);"
    dropped = counting_loop("i", "0", f"i < dsu_usable(block) / sizeof({t})", drop)
    return [
        f"{QUIET} void *__copy_{name}(void *target, const void *source, unsigned long size) "
        f"{{ {t} *to = ({t} *)target; const {t} *from = (const {t} *)source; "
        f"unsigned long i, n = size / sizeof({t}); "
        f"if (to <= from) for (i = 0; i < n; i++) {step} "
        f"else for (i = n; i-- > 0;) {step} return target; }}",
        f"{QUIET} void __free_{name}(void *block) {{ {dropped} __builtin_free(block); }}",
    ]


def _values(w: WrapperText) -> list[str]:
    """Copies of whole values: each object owns its storage."""
    t, con = w.spelling, f"__con_{w.name}"
    away = f"to.u.away.data = dsu_storage_new(sizeof({w.data})); " if w.outgrown else ""
    return [
        f"{QUIET} {t} __dup_{w.name}(const {t} *from) "
        f"{{ {t} to; __builtin_memcpy(&to, from, sizeof to); __own_{w.name}(&to); "
        "return to; }",
        f"{QUIET} {t} __new_{w.name}({w.data} value) "
        f"{{ {t} to; {away}to.version = {w.word()}u; "
        # Not assigned: members may be const.
        f"__builtin_memcpy((void *){con}(&to), &value, sizeof value); return to; }}",
        _move(w),
        f"{QUIET} void __discard_{w.name}({t} value) {{ __drop_{w.name}(&value); }}",
    ]


def _move(w: WrapperText) -> str:
    """Give an object the value that ``from`` owns.

    The target's data stays where it is: there may be pointers to its members.
    """
    t, name = w.spelling, w.name
    steps = []
    for n in (n for n in w.nested if n.values):
        old, new = f"({n.spelling} *)&old->{n.field}", f"({n.spelling} *)&new->{n.field}"
        count = f"sizeof(old->{n.field}) / sizeof({n.spelling})"
        # What the member has elsewhere goes along when the bytes around it are copied.
        each = (
            f"__move_{n.name}({old} + i, ({new})[i]); "
            f"__builtin_memcpy({new} + i, {old} + i, sizeof({n.spelling}));"
        )
        steps.append(counting_loop("i", "0", f"i < {count}", each))
    if w.outgrown:
        steps.append("own = new;")
    unborn = " || to->version == 0" if w.number == 0 else ""
    fresh = f"__fresh_{name}(&from); " if w.late else ""
    keep = (
        f"if (to->version == {w.word()}u{unborn}) {{ void *own = 0; "
        f"{w.data} *old = __con_{name}(to), *new = __con_{name}(&from); {' '.join(steps)} "
        "__builtin_memcpy((void *)old, (void *)new, sizeof *old); "
        f"dsu_storage_free(own); to->version = {w.word()}u; return to; }} "
    )
    return (
        f"{QUIET} {t} *__move_{name}({t} *to, {t} from) {{ {fresh}{keep if steps else ''}"
        f"__drop_{name}(to); __builtin_memcpy(to, &from, sizeof from); return to; }}"
    )


def _ends(w: WrapperText) -> list[str]:
    """Cleanups of what has no declaration of its own to carry one: parameters, arrays."""
    t, name = w.spelling, w.name
    drop, move = f"__drop_{name}(span->at + i);", f"__move_{name}(to + i, from[i]);"
    dropped = counting_loop("i", "0", f"i < span->size / sizeof({t})", drop)
    filled = counting_loop("i", "0", f"i < size / sizeof({t})", move)
    return [
        f"struct __span_{name} {{ {t} *at; unsigned long size; }};",
        f"{QUIET} void __end_{name}(struct __span_{name} *span) {dropped}",
        f"{QUIET} void __fill_{name}(void *target, const void *source, unsigned long size) "
        f"{{ {t} *to = ({t} *)target; const {t} *from = (const {t} *)source; {filled} }}",
    ]
