"""Ways to switch a safety rule off: for tests only, from outside of the product.

``dsu_kernel`` itself has no switches; functions are exchanged, and for rules in C the text from
which the runtime is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

Switch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """``rule`` in the words of docs/SAFETY.md; ``killers`` are programs, or tests with a path."""

    name: str
    rule: str
    switch: Switch
    killers: tuple[str, ...]
    quick: bool = False


def swapped(target: str, value: Any) -> Switch:
    """Exchange something for another thing."""
    return lambda patch: patch.setattr(target, value)


def returning(target: str, value: Any) -> Switch:
    """Let a function, or a property, return the same value always."""
    return swapped(target, lambda *_args, **_kwargs: value)


def fixed_property(target: str, value: Any) -> Switch:
    """Let a property have one value."""
    return swapped(target, property(lambda _self: value))


def runtime(file: str, old: str, new: str) -> Switch:
    """Compile the runtime from another text."""

    def switch(patch: pytest.MonkeyPatch) -> None:
        from dsu_kernel.toolchain import runtime_files

        sources = runtime_files.runtime_sources()
        assert sources[file].count(old) == 1, (file, old)
        changed = {**sources, file: sources[file].replace(old, new)}
        patch.setattr(runtime_files, "runtime_sources", lambda: changed)

    return switch


def both(*switches: Switch) -> Switch:
    """Switch several things off."""

    def switch(patch: pytest.MonkeyPatch) -> None:
        for each in switches:
            each(patch)

    return switch
