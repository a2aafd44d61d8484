"""From text to a live version: front end, plan, module, process, step by step and timed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from dsu_kernel.cfront.source.diagnostics import Diagnostic, at_the_end, parse_gcc, render
from dsu_kernel.engine.collector import collector_paused
from dsu_kernel.engine.depth import deep_nesting
from dsu_kernel.engine.frontend import Frontend
from dsu_kernel.errors import CompileError, DsuError
from dsu_kernel.patch.canonical import Canonicaliser
from dsu_kernel.patch.initial import first_module
from dsu_kernel.patch.missing import require_defined
from dsu_kernel.patch.plan import InForce, Plan
from dsu_kernel.patch.planner import Planner
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.facts import gather
from dsu_kernel.program.forward import with_declarations
from dsu_kernel.program.model import Program, Text, Version
from dsu_kernel.program.words import Words
from dsu_kernel.toolchain.compiler import Compiler
from dsu_kernel.toolchain.runtime_files import abi_declarations
from dsu_kernel.transform.module import GeneratedModule, MakeTransformer, generate
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.unit import UnitTransformer

_GENERATED = re.compile(r"‘(?:tt_\w+_user|__dsu_\w+)’")


@dataclass(slots=True)
class Stopwatch:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of a block to stage ``name``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - began
            self.seconds[name] = self.seconds.get(name, 0.0) + spent


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A compiled module on disk with its text."""

    path: Path
    generated: GeneratedModule


class Engine:
    """The steps that need no process: a session runs them and applies the result."""

    def __init__(
        self,
        compiler: Compiler,
        slop: int,
        frontend: Frontend | None = None,
        transformer: MakeTransformer = UnitTransformer,
    ) -> None:
        self.compiler = compiler
        self.frontend = frontend or Frontend(compiler)
        self.slop = slop
        self._transformer = transformer
        self._abi = abi_declarations()
        self.words = Words()
        """Of all versions that were made here, also those that were only planned."""

    # ---- text -> version ----------------------------------------------------------------

    @collector_paused()
    @deep_nesting()
    def version(self, program: Program, number: int, watch: Stopwatch) -> Version:
        """Parse and type a program while gcc judges its text.

        Raises CompileError in gcc's words, with the unit's own lines; else the front end's errors.
        """
        with watch.stage("parse"), ThreadPoolExecutor(1) as pool:
            judged = pool.submit(self.check, program)
            try:
                version = self.frontend.version(program, number)
            except DsuError:
                judged.result()
                raise
            warnings = parse_gcc(self._judge(program, version, judged))
        self.words = self.words.adding(version)
        return replace(version, warnings=warnings) if warnings else version

    @collector_paused()
    @deep_nesting()
    def again(self, text: Text, number: int, watch: Stopwatch) -> Version:
        """Type a program that was judged before, with its headers as they were then."""
        with watch.stage("parse"):
            version = self.frontend.again(text, number)
        self.words = self.words.adding(version)
        return version

    def _judge(self, program: Program, version: Version, judged: Future[str]) -> str:
        """Return gcc's warnings.

        It is asked again with declarations ahead where an earlier cell uses a later one.
        """
        ahead = None if program.files else with_declarations(program, version)
        if ahead is not None and (judged.exception() is not None or judged.result()):
            return self._check_texts(program, [("program", ahead)])
        return judged.result()

    def check(self, program: Program) -> str:
        """Return gcc's warnings about the user's text. Raises CompileError."""
        return self._check_texts(program, program.translation_units())

    def _check_texts(self, program: Program, texts: Sequence[tuple[str, str]]) -> str:
        flags = self.frontend.flags
        try:
            warnings = [self.compiler.check(text, flags(program, name)) for name, text in texts]
        except CompileError as error:
            raise in_users_words(error, program.sources) from None
        return "".join(warnings)

    # ---- version -> plan ------------------------------------------------------------------

    @collector_paused()
    @deep_nesting()
    def first(self, version: Version, watch: Stopwatch) -> tuple[InForce, ModulePlan]:
        """Plan a program's first module."""
        with watch.stage("difference"):
            facts = gather(version, {}, frozenset())
            plan = first_module(version, facts, self.slop, self.compiler.layouts)
        canonical = Canonicaliser(version)
        return InForce(version, facts, plan.after, canonical), plan

    @collector_paused()
    @deep_nesting()
    def plan(
        self,
        before: InForce,
        version: Version,
        transformers: Mapping[str, UserTransformer],
        watch: Stopwatch,
        state: UserState | None = None,
    ) -> Plan:
        """Plan the patch from what is in force to a new version.

        Raises CompileError for the use of something that the new version no longer defines.
        """
        with watch.stage("difference"):
            require_defined(version, {*before.image.functions, *before.image.globals})
            live = before.image.types
            settled = frozenset(before.version.records) | frozenset(live)
            settled |= {key for _, key in before.image.gone}
            facts = gather(version, live, settled, before.facts.types.handed)
            canonical = Canonicaliser(version)
            planner = Planner(
                before,
                version,
                facts,
                canonical,
                self.slop,
                self.compiler.layouts,
                transformers,
                state,
                self.frontend.fragment,
                self.frontend.expanded,
            )
            return planner.plan()

    # ---- plan -> module ---------------------------------------------------------------------

    @deep_nesting()
    def build(
        self, plan: ModulePlan, watch: Stopwatch, sources: Mapping[str, str] | None = None
    ) -> Built:
        """Write and compile a module. Raises CompileError for a transformer that is not C.

        ``sources`` are the texts of the transformers by label.
        """
        try:
            return self._built(plan, watch, divide=True)
        except CompileError as error:
            known = {**plan.version.program.sources, **(sources or {})}
            self._judge_state(plan, known)
            raise in_users_words(error, known) from None

    def _judge_state(self, plan: ModulePlan, sources: Mapping[str, str]) -> None:
        """Let gcc say what is wrong with a state transformer, in the columns of its user."""
        state, program = plan.state, plan.version.program
        if state is None:
            return
        _, text = program.translation_units()[plan.version.units.index(state.base)]
        try:
            self.compiler.check(
                f"{text}\n{state.source}", self.frontend.flags(program, state.base.name)
            )
        except CompileError as error:
            found = [d for d in error.diagnostics if isinstance(d, Diagnostic)]
            told = tuple(replace(d, context=()) for d in found if d.file == state.label)
            if told:
                raise CompileError(render(told, sources), told) from None

    def _built(self, plan: ModulePlan, watch: Stopwatch, *, divide: bool) -> Built:
        with watch.stage("transform"), collector_paused():
            generated = generate(plan, self._abi, transformer=self._transformer, divide=divide)
        try:
            with watch.stage("compile"):
                shared = self.compiler.shared(generated.units, name=f"v{plan.version.number}")
        except CompileError:
            if generated.divided:
                return self._built(plan, watch, divide=False)
            raise
        return Built(shared.path, generated)

    @property
    def abi(self) -> str:
        """The runtime's declarations, for generated text."""
        return self._abi


def in_users_words(error: CompileError, sources: Mapping[str, str]) -> CompileError:
    """Return a compiler error with the lines of the units it names."""
    found = tuple(d for d in error.diagnostics if isinstance(d, Diagnostic))
    if not found:
        found = parse_gcc(str(error))
    found = tuple(_without_generated(at_the_end(item, sources)) for item in found)
    return CompileError(render(found, sources), found) if found else error


def _without_generated(item: Diagnostic) -> Diagnostic:
    """Nobody wrote the function around a transformer, so it is not named."""
    return replace(item, context=tuple(c for c in item.context if not _GENERATED.search(c)))
