"""Expressions and calls in the live process: from Python to a thunk and back."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dsu_kernel.cfront.model import FunctionDef, TranslationUnit
from dsu_kernel.cfront.source.diagnostics import Diagnostic, render
from dsu_kernel.cfront.types import Function
from dsu_kernel.engine.depth import deep_nesting
from dsu_kernel.engine.engine import Engine
from dsu_kernel.errors import ArgumentError, CompileError, DsuError
from dsu_kernel.live.attend import GiveInput, attend
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import JobGoesOn, JobRefused, JobTimeout
from dsu_kernel.live.job import Argument, Job
from dsu_kernel.live.values import CStruct, Value, type_of
from dsu_kernel.patch.missing import linker_words, undefined_name
from dsu_kernel.patch.plan import InForce
from dsu_kernel.program.words import written
from dsu_kernel.transform.module_plan import ModulePlan
from dsu_kernel.transform.thunk import ARGUMENTS, EVALUATE, STALE, thunk_text
from dsu_kernel.updating import arguments

LABEL = "expression"
_WORD = re.compile(r"[A-Za-z_]\w*")
_BEHIND = re.compile(r"before ‘[;}]’ token$")
_KEPT = 256
_SAFE_POINT = 5.0
# Else gcc makes a trap, SIGILL, of `1 / 0`, and a person asks where that comes from.
_AS_WRITTEN = ("-fno-isolate-erroneous-paths-dereference",)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A thunk with the arguments for it."""

    thunk: Path
    args: tuple[Argument, ...]


class Evaluator:
    """Compiles expressions against the version in force; keeps what it compiled.

    Not thread-safe by itself, except for :meth:`evaluate`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known_for: InForce | None = None
        self._left: Job | None = None  # nobody waits for it any more, and it may still run
        self._thunks: OrderedDict[tuple[str, str], Path] = OrderedDict()

    # ---- what to evaluate ------------------------------------------------------------

    def expression(self, now: InForce, text: str) -> Prepared:
        """Prepare a C expression."""
        expression = text.strip().rstrip(";")
        return Prepared(self._thunk(now, unit_for(now, expression), "", expression), ())

    def call(self, now: InForce, name: str, values: Sequence[object]) -> Prepared:
        """Prepare a call with Python values. Raises ArgumentError when they do not fit."""
        function = self._function(now, name)
        ctype = function.symbol.ctype
        assert isinstance(ctype, Function)
        params = ctype.params
        fits = len(values) == len(params) or (len(values) > len(params) and ctype.variadic)
        if ctype.prototyped and not fits:
            raise ArgumentError(
                f"{name} takes {len(params)} argument{'s' * (len(params) != 1)}, "
                f"{len(values)} given: {arguments.prototype(function)}"
            )
        passed = arguments.Passing(function, self._unit_of(now, function))
        for index, value in enumerate(values):
            passed.add(value, params[index] if index < len(params) else None)
        text = f"{function.name}({', '.join(passed.names)})"
        thunk = self._thunk(now, passed.unit, passed.declarations, text)
        return Prepared(thunk, tuple(passed.words))

    def run(self, now: InForce, name: str, values: Sequence[object]) -> Prepared:
        """Prepare the start of a function; ``main`` gets its arguments as strings."""
        function = self._function(now, name)
        if name != "main":
            return self.call(now, name, values)
        ctype = function.symbol.ctype
        if isinstance(ctype, Function) and not ctype.params:
            return Prepared(self._thunk(now, self._unit_of(now, function), "", "main()"), ())
        words = [name, *(arguments.word(value) for value in values)]
        texts = "".join(
            f"char __w{i}[] = {arguments.c_string(word)}; " for i, word in enumerate(words)
        )
        listed = ", ".join(f"__w{i}" for i in range(len(words)))
        steps = f"{texts}char *__argv[] = {{ {listed}, (char *)0 }}; "
        wanted = len(ctype.params) if isinstance(ctype, Function) else 2
        if wanted > 2:
            steps = "extern char **environ; " + steps
        text = f"main({', '.join([str(len(words)), '__argv', 'environ'][:wanted])})"
        return Prepared(self._thunk(now, self._unit_of(now, function), steps, text), ())

    def _function(self, now: InForce, name: str) -> FunctionDef:
        for key, function in now.version.functions.items():
            if name in (key, function.name, written(function.name)):
                return function
        known = ", ".join(sorted(written(f.name) for f in now.version.functions.values())[:12])
        raise DsuError(f"the program has no function {name}; it has {known or 'none'}")

    @staticmethod
    def _unit_of(now: InForce, function: FunctionDef) -> TranslationUnit:
        return next(u for u in now.version.units if function in u.functions.values())

    # ---- evaluation ------------------------------------------------------------------

    def evaluate(
        self,
        prepare: Callable[[], tuple[LiveProcess, Prepared]],
        timeout: float | None,
        running: Callable[[], bool],
        on_input: GiveInput | None,
    ) -> Value:
        """Run a thunk on the program's thread; prepare it again if an update came between.

        ``prepare`` makes it for the version in force; only one thread may do so at a time.
        """
        while True:
            process, prepared = prepare()
            job = self._submit(process, prepared)
            busy = running() or (self._left is not None and not self._left.done)
            try:
                patience = timeout if timeout is not None or not busy else _SAFE_POINT
                value = attend(job, process, patience, on_input)
            except KeyboardInterrupt:
                self._left = job
                raise
            except JobTimeout as error:
                if not job.withdraw():
                    self._left = job
                    raise JobGoesOn(f"{error}; it goes on in the program") from None
                raise JobTimeout(
                    "the program runs and has not come to an update point in this time; "
                    "calls and expressions wait for one"
                ) from None
            if not (isinstance(value, CStruct) and type_of(value) == STALE):
                return value

    @staticmethod
    def _submit(process: LiveProcess, prepared: Prepared) -> Job:
        try:
            return process.submit(prepared.thunk, prepared.args, nested=True)
        except JobRefused as error:
            name = undefined_name(str(error))
            if name is None:
                raise
            raise CompileError(linker_words(name)) from error

    # ---- thunks ----------------------------------------------------------------------

    @deep_nesting()
    def _thunk(self, now: InForce, base: TranslationUnit, steps: str, expression: str) -> Path:
        if now is not self._known_for:
            self._thunks.clear()
            self._known_for = now
        key = (base.name, f"{steps}\n{expression}")
        known = self._thunks.get(key)
        if known is not None:
            return known
        source = self._source(steps, expression)
        _, program = now.version.program.translation_units()[now.version.units.index(base)]
        try:
            fragment = self._engine.frontend.fragment(now.version, base, LABEL, source)
            plan = looking_plan(now)
            generated = thunk_text(plan, base, fragment, self._engine.abi)
            path = self._engine.compiler.shared(generated, name="thunk", flags=_AS_WRITTEN).path
        except DsuError as error:
            self._judge(f'{program}\n#line 1 "{LABEL}"\n{source}', base, expression, now)
            raise error
        self._thunks[key] = path
        while len(self._thunks) > _KEPT:
            self._thunks.popitem(last=False)
        return path

    @staticmethod
    def _source(steps: str, expression: str) -> str:
        return (
            f'{ARGUMENTS}void {EVALUATE}(void) {{ {steps}\n#line 1 "{LABEL}"\n{expression}\n;}}\n'
        )

    def _judge(self, text: str, base: TranslationUnit, expression: str, now: InForce) -> None:
        """Let gcc say what is wrong with an expression, in its own words."""
        flags = self._engine.frontend.flags(now.version.program, base.name)
        try:
            self._engine.compiler.check(text, flags)
        except CompileError as error:
            found = tuple(_about(error, expression))
            if found:
                sources = {**now.version.program.sources, LABEL: expression}
                raise CompileError(render(found, sources), found) from None


def unit_for(now: InForce, expression: str) -> TranslationUnit:
    """Return the unit whose names an expression uses; main's, else the first, when several do."""
    words = set(_WORD.findall(expression))
    units = sorted(now.version.units, key=lambda unit: "main" not in unit.functions)
    return max(units, key=lambda unit: len(words & unit.file_scope.symbols.keys()))


def _about(error: CompileError, expression: str) -> Iterator[Diagnostic]:
    """Yield what gcc said about the expression, up to the first error behind its end.

    That one is at its end, which gcc does not see: it tells what stands behind.
    """
    lines = expression.split("\n")
    end = (len(lines), len(lines[-1].encode("utf-8", "surrogateescape")) + 1)
    for item in error.diagnostics:
        if not isinstance(item, Diagnostic) or item.file != LABEL:
            continue
        if (item.line, item.column) < end:
            yield replace(item, context=())
        elif item.is_error:
            message = _BEHIND.sub("at end of input", item.message)
            yield replace(item, line=end[0], column=end[1], message=message, context=())
            return


def looking_plan(now: InForce) -> ModulePlan:
    """A plan that issues nothing: a thunk only looks at what is there."""
    return ModulePlan(
        now.version,
        now.image,
        now.image,
        now.facts.types,
        now.facts.safety,
        frozenset(),
        frozenset(),
        0,
    )
