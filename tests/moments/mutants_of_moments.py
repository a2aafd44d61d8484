"""Rules about moments, switched off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from switches import Mutant, Switch, fixed_property, returning, runtime


def held(points: bool = False, sites: bool = False) -> Switch:
    """Drop what the points of a function hold, or its calls."""

    def switch(patch: pytest.MonkeyPatch) -> None:
        from dsu_kernel.analysis.safety import restriction
        from dsu_kernel.analysis.safety.recorder import Held

        solve = restriction.solve

        def weaker(*args: Any, **kwargs: Any) -> Held:
            found = solve(*args, **kwargs)
            none: frozenset[Any] = frozenset()
            kept = tuple(replace(p, held=none) if points else p for p in found.points)
            return Held(tuple(replace(s, held=none) if sites else s for s in found.sites), kept)

        patch.setattr(restriction, "solve", weaker)

    return switch


def unchanged(kind: str) -> Switch:
    """Let changes of one kind of names ask for nothing."""

    def switch(patch: pytest.MonkeyPatch) -> None:
        from dsu_kernel.patch.planner import Planner

        changed_names = Planner._changed_names

        def weaker(self: Planner, *args: Any) -> set[tuple[str, str]]:
            return {name for name in changed_names(self, *args) if name[0] != kind}

        patch.setattr(Planner, "_changed_names", weaker)

    return switch


def no_aliases(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.analysis.safety.pointers.aliases.Aliases.carried", lambda *_: {})
    patch.setattr(
        "dsu_kernel.analysis.safety.pointers.aliases.Aliases.handed", lambda *_: frozenset()
    )


def nothing_given_to_blocking_calls(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.safety.pointers.aliases import Aliases

    handed = Aliases.handed

    def weaker(self: Aliases, function: str, call: Any) -> Any:
        passed = self._bodies[function].calls.get(call)
        blocks = passed is not None and passed.call.region
        return frozenset() if blocks else handed(self, function, call)

    patch.setattr(Aliases, "handed", weaker)
    patch.setattr("dsu_kernel.analysis.safety.recorder.records_behind", lambda *_: frozenset())


def no_cleanups(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.safety.bodies import Body

    original = Body.__init__

    def weaker(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._cleanups = {}

    patch.setattr(Body, "__init__", weaker)
    patch.setattr("dsu_kernel.analysis.safety.pointers.aliases.cleanups", lambda *_: ())


def no_setjmp(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.safety.recorder import Recorder

    original = Recorder.__init__

    def weaker(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._always = 0

    patch.setattr(Recorder, "__init__", weaker)


def plain_frames(patch: pytest.MonkeyPatch) -> None:
    """Bodies that may be on a stack at an update are compiled as any other."""
    from dsu_kernel.toolchain.compiler import Compiler

    shared, words = Compiler.shared, '__attribute__((noipa, optimize("no-optimize-sibling-calls")))'

    def weaker(self: Compiler, text: Any, **kwargs: Any) -> Any:
        texts = (text,) if isinstance(text, str) else tuple(text)
        return shared(self, [one.replace(words, "") for one in texts], **kwargs)

    patch.setattr(Compiler, "shared", weaker)


def loops_exempt(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.patch.planner import Planner

    changed_names = Planner._changed_names

    def weaker(self: Planner, *args: Any) -> set[tuple[str, str]]:
        return {name for name in changed_names(self, *args) if not name[1].endswith("_loop")}

    patch.setattr(Planner, "_changed_names", weaker)


def stale_answers(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.updating import evaluation

    text = evaluation.thunk_text

    def weaker(*args: Any) -> str:
        return text(*args).replace("if (dsu_version() !=", "if (0 && dsu_version() !=")

    patch.setattr(evaluation, "thunk_text", weaker)


MOMENTS: tuple[Mutant, ...] = (
    Mutant(
        "no-rest",
        "the rest of the point's own function is held",
        held(points=True),
        ("conditional_use", "append_outgrows"),
        quick=True,
    ),
    Mutant(
        "activeness-only",
        "the frames below hold what they may use once their calls return",
        held(sites=True),
        ("activeness", "recursion"),
        quick=True,
    ),
    Mutant(
        "no-aliases",
        "pointers into objects that a frame keeps, or has given away, hold their type",
        no_aliases,
        ("kept_pointer",),
        quick=True,
    ),
    Mutant(
        "no-prototypes",
        "a changed prototype, or a deleted function, is a changed name",
        unchanged("F"),
        ("prototype", "cleanup_deleted"),
        quick=True,
    ),
    Mutant("no-types", "a changed type is a changed name", unchanged("T"), ("kept_pointer",)),
    Mutant(
        "no-globals",
        "a retyped global is a changed name",
        unchanged("G"),
        ("global_retyped",),
    ),
    Mutant(
        "no-blocking-arguments",
        "a blocking call holds what it was given",
        nothing_given_to_blocking_calls,
        ("read_and_state",),
        quick=True,
    ),
    Mutant(
        "no-cleanups",
        "the functions that clean up a scope, and what they read, are held until its end",
        no_cleanups,
        ("cleanup_deleted",),
    ),
    Mutant("no-setjmp", "who calls setjmp holds all that it uses", no_setjmp, ("set_jump",)),
    Mutant(
        "no-walk",
        "the stack is walked up to the start of the job",
        runtime("dsu_point.c", "if (verdict.n_held == 0) {", "if (0) {"),
        ("activeness",),
        quick=True,
    ),
    Mutant(
        "handlers-ignored",
        "a frame that a signal interrupted says no",
        runtime("dsu_point.c", "if (interrupted) {", "if (0) {"),
        ("signal_elsewhere",),
    ),
    Mutant(
        "frames-unknown",
        "a frame that is not known says no",
        runtime(
            "dsu_point.c", 'NOT_RECOGNISED[] = "frame not recognised"', 'NOT_RECOGNISED[] = ""'
        ),
        ("tests/runtime/test_stack.py",),
    ),
    Mutant(
        "quiet-calls-ignored",
        "a frame that waits for a call to which a patch has given an update point says no",
        runtime("dsu_point.c", "return !then || !then->spans;", "return 0;"),
        ("tests/regions/test_region_quiet_calls.py",),
    ),
    Mutant(
        "plain-frames",
        "bodies on a stack are compiled so that their frames can be recognised",
        plain_frames,
        ("tests/slides",),
    ),
    Mutant(
        "pointers-to-nowhere",
        "a call through a pointer reaches every function of its type whose address is taken",
        returning("dsu_kernel.analysis.safety.calls.targets.Targets._compatible", frozenset()),
        ("pointer_to_function",),
        quick=True,
    ),
    Mutant(
        "libraries-silent",
        "the library calls back what it was given",
        returning("dsu_kernel.analysis.safety.calls.targets.Targets._library_targets", frozenset()),
        ("qsort_of_numbers",),
    ),
    Mutant(
        "handlers-not-static",
        "if a signal handler can reach a point, everything spans",
        fixed_property("dsu_kernel.analysis.safety.calls.callgraph.CallGraph.anywhere", False),
        ("tests/analysis/test_restriction.py",),
    ),
    Mutant(
        "claims-ignored",
        "a claimed thread does not come back into the program before the commit is done",
        runtime(
            "dsu_region.c",
            "while (__atomic_load_n(&dsu_region.state, __ATOMIC_ACQUIRE) == CLAIMED)",
            "while (0)",
        ),
        ("tests/regions/test_region_state.py",),
    ),
    Mutant(
        "threads-ignored",
        "all threads are at points where the patch may be applied",
        runtime("dsu_thread.c", "all = stands(patch, t);", "all = DSU_ALL_STAND;"),
        ("tests/runtime/test_threads.py",),
    ),
    Mutant(
        "any-thread-for-state",
        "a state transformer that asks for its thread runs on one of the program",
        returning("dsu_kernel.patch.carrying.asks_for_thread", False),
        ("tests/regions/test_region_state.py",),
    ),
    Mutant(
        "loops-exempt",
        "the struct of a loop's variables is a type as others",
        loops_exempt,
        ("local_in_use",),
    ),
    Mutant(
        "evaluations-hold-nothing",
        "evaluations hold what they use",
        runtime(
            "dsu_point.c",
            "    if (dsu_active)\n        dsu_active->held",
            "    if (0)\n        dsu_active->held",
        ),
        ("tests/session/test_session_held.py",),
    ),
    Mutant(
        "arguments-not-held",
        "an evaluation holds what the arguments of its call point into",
        returning("dsu_kernel.analysis.safety.evaluations._pointed_into", frozenset()),
        ("tests/session/test_session_held.py",),
    ),
    Mutant(
        "stale-answers",
        "evaluations answer only for the version that they were made for",
        stale_answers,
        ("tests/session/test_session_held.py",),
    ),
)
