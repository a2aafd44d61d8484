"""A plan: what a patch changes, brings and requires, as data before anything happens."""

from __future__ import annotations

from dataclasses import dataclass

from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.patch.difference import Difference
from dsu_kernel.patch.refusal import Refusal
from dsu_kernel.patch.verdict import Moment
from dsu_kernel.program.facts import Facts
from dsu_kernel.program.image import Image
from dsu_kernel.program.model import Version
from dsu_kernel.transform.module_plan import ModulePlan


@dataclass(frozen=True, slots=True, eq=False)
class InForce:
    """A version with its facts and the image of the process that runs it."""

    version: Version
    facts: Facts
    image: Image
    canonical: Canonicaliser


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What a patch will do. ``module`` is None when nothing changed.

    ``refusals``: why it cannot be applied at all; the plan is then for looking only.
    """

    difference: Difference
    after: InForce
    module: ModulePlan | None
    refusals: tuple[Refusal, ...] = ()
    moments: tuple[Moment, ...] = ()
