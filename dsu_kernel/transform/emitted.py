"""What the items of a unit, once printed, made necessary at its end."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsu_kernel.transform.scheme import FunctionScheme


@dataclass(slots=True)
class Emitted:
    """Collected while a unit is printed.

    ``declared``: functions by key, ``objects``: keys, in order of their first declaration.
    ``exports``: symbols of storage. ``settled``, ``overwrites``: statements to run when the module
    is loaded, and when it is applied. ``generated``: text to show, by name. ``ends``: attributes
    of functions that run at the program's end.
    """

    declared: dict[str, FunctionScheme] = field(default_factory=dict)
    objects: set[str] = field(default_factory=set)
    exports: list[str] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    overwrites: list[str] = field(default_factory=list)
    generated: dict[str, str] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
