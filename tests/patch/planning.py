"""Versions and plans without a live process: what a patch would be, and then is in force."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from dsu_kernel.cfront.headers import HeaderCache
from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.unit import build_unit
from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.patch.plan import InForce, Plan
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.model import Program, Unit, Version
from dsu_kernel.toolchain.compiler import Compiler
from dsu_kernel.transform.module import GeneratedModule, generate

Texts = str | Mapping[str, str]


@functools.cache
def engine(slop: int = 0) -> Engine:
    return Engine(Compiler(), slop)


@functools.cache
def _headers() -> HeaderCache:
    return HeaderCache()


def unit_of(text: str, name: str = "a") -> TranslationUnit:
    """One cell, typed."""
    return build_unit(preprocess(text, [], name=name), name, file_mode=False, headers=_headers())


def version_of(texts: Texts, number: int = 0) -> Version:
    """A program of cells, called ``a`` when there is one; of files when the names end in .c."""
    named = {"a": texts} if isinstance(texts, str) else dict(texts)
    files = all(name.endswith(".c") for name in named)
    units = tuple(Unit(name, text, name) for name, text in named.items())
    return engine().frontend.version(Program(units, files), number)


class Imagined:
    """A process as the model sees it: patches are planned on top of each other."""

    def __init__(self, texts: Texts, slop: int = 0) -> None:
        self.engine = engine(slop)
        self.now, self.first = self.engine.first(version_of(texts), Stopwatch())
        self.plans: list[Plan] = []

    def plan(
        self, texts: Texts, state: str = "", transformers: Mapping[str, str] | None = None
    ) -> Plan:
        number = self.now.version.number + 1
        users = {
            n: UserTransformer(n, t, f"transform {n}") for n, t in (transformers or {}).items()
        }
        user_state = UserState(state, "state") if state else None
        found = version_of(texts, number)
        return self.engine.plan(self.now, found, users, Stopwatch(), user_state)

    def go(self, texts: Texts, **more: Any) -> Plan:
        """Plan a patch and take it as applied."""
        plan = self.plan(texts, **more)
        assert not plan.refusals, plan.refusals
        self.now = plan.after if plan.module else self.now
        self.plans.append(plan)
        return plan

    def text(self, plan: Plan | None = None) -> GeneratedModule:
        """The C of a patch, or of the first module."""
        module = plan.module if plan else self.first
        assert module is not None
        return generate(module, self.engine.abi)


def refused(plan: Plan) -> str:
    """The reasons of a plan that is refused."""
    assert plan.refusals
    return "\n".join(map(str, plan.refusals))


def names(now: InForce, plan: Plan) -> set[str]:
    """The names that old code must not be using when the patch is applied."""
    assert plan.module is not None
    texts = {number: text for (_, text), number in plan.after.image.ids.items()}
    return {texts[number] for number in plan.module.changed}
