"""Library functions and builtins that move what is stored in variables: ``memcpy`` and atomics.

A pointer variable whose address they are given may have its value stored elsewhere by them.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsu_kernel.analysis.library.libc import ATOMIC_PREFIXES, bare

_FIRST_TO_SECOND = frozenset({"bcopy", "swab"})
_SECOND_TO_FIRST = frozenset({"memcpy", "memmove", "mempcpy", "memccpy", "wmemcpy", "wmemmove"})


@dataclass(frozen=True, slots=True)
class Movement:
    """``targets``: the arguments behind which something is stored.

    ``atomic``: the other arguments may be values that are stored themselves, and what was stored
    before comes back: behind a target, or as the result.
    """

    targets: tuple[int, ...]
    atomic: bool = False


def movement(name: str) -> Movement | None:
    """Return what a function moves; None for one that stores no pointer from a variable."""
    if bare(name) in _SECOND_TO_FIRST:
        return Movement((0,))
    if bare(name) in _FIRST_TO_SECOND:
        return Movement((1,))
    if not name.startswith(ATOMIC_PREFIXES):
        return None
    return Movement(_atomic_targets(name), atomic=True)


def _atomic_targets(name: str) -> tuple[int, ...]:
    if "load" in name:
        return () if name.endswith("_n") else (1,)
    if "compare_exchange" in name:
        return (0, 1)
    return (0, 2) if name == "__atomic_exchange" else (0,)
