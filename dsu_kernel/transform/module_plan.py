"""What a module is to contain, as data: the hand-over from ``patch`` to ``transform``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dsu_kernel.analysis.facts import TypeFacts
from dsu_kernel.analysis.safety.restriction import Safety
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.program.image import Image
from dsu_kernel.program.model import Version


@dataclass(frozen=True, slots=True)
class TypeStep:
    """How objects of a type reach its newest version; texts are C, see ``transformers``.

    The first ``kept`` bytes of the data stay as they are.
    """

    key: RecordKey
    old_data: str
    transform: str
    user: str
    definitions: str
    kept: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class StateCode:
    """A state transformer, typed in the scope of unit ``base`` of the new version.

    ``source`` is its text as a function, in which ``label`` names the user's lines.
    ``bound``: it may ask on which thread it runs, so that has to be one of the program.
    """

    base: TranslationUnit
    fragment: TranslationUnit
    label: str
    source: str
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Migration:
    """C text of one unit that carries retyped globals over when the patch is applied."""

    declarations: str = ""
    statements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ModulePlan:
    """What a module is to contain.

    ``issue``: keys of the functions whose bodies it brings. ``before`` is the image in force (empty
    for the first module), ``after`` the one that it leads to. ``changed``: ids of the names that
    old code must not be using. ``steps``: transformers. ``migrations``: by unit name.
    ``overwritten``: constants that get their new value in place. ``repeated``: functions in force
    whose bodies those of ``issue`` may hold, as they call them directly.
    """

    version: Version
    before: Image
    after: Image
    facts: TypeFacts
    safety: Safety
    direct: frozenset[tuple[str, str]]
    issue: frozenset[str]
    slop: int
    changed: tuple[int, ...] = ()
    steps: tuple[TypeStep, ...] = ()
    migrations: Mapping[str, Migration] = field(default_factory=dict)
    state: StateCode | None = None
    overwritten: frozenset[str] = frozenset()
    repeated: frozenset[str] = frozenset()
