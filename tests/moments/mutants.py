"""Safety rules, each with a way to switch it off: for tests only, from outside of the product.

A mutant must be *killed*: a program of ``programs/`` then goes wrong at some moment, or a test of
the suite fails. ``dsu_kernel`` itself has no switches; functions are exchanged, and for rules in C
the text from which the runtime is compiled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
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
        from dsu_kernel import runtime_files

        sources = runtime_files.runtime_sources()
        assert sources[file].count(old) == 1, (file, old)
        changed = {**sources, file: sources[file].replace(old, new)}
        patch.setattr(runtime_files, "runtime_sources", lambda: changed)

    return switch


def held(points: bool = False, sites: bool = False) -> Switch:
    """Drop what the points of a function hold, or its calls."""

    def switch(patch: pytest.MonkeyPatch) -> None:
        from dsu_kernel.analysis import restriction
        from dsu_kernel.analysis.recorder import Held

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
    patch.setattr("dsu_kernel.analysis.aliases.Aliases.carried", lambda *_: {})
    patch.setattr("dsu_kernel.analysis.aliases.Aliases.handed", lambda *_: frozenset())


def everything_free(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.analysis.verdicts.Verdicts._fix_all", lambda *_: None)
    patch.setattr("dsu_kernel.analysis.verdicts.Verdicts.fix", lambda *_: None)


def nothing_given_to_blocking_calls(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.aliases import Aliases

    handed = Aliases.handed

    def weaker(self: Aliases, function: str, call: Any) -> Any:
        passed = self._bodies[function].calls.get(call)
        blocks = passed is not None and passed.call.region
        return frozenset() if blocks else handed(self, function, call)

    patch.setattr(Aliases, "handed", weaker)
    patch.setattr("dsu_kernel.analysis.recorder.records_behind", lambda *_: frozenset())


def no_cleanups(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.bodies import Body

    original = Body.__init__

    def weaker(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._cleanups = {}

    patch.setattr(Body, "__init__", weaker)
    patch.setattr("dsu_kernel.analysis.aliases.cleanups", lambda *_: ())


def no_setjmp(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.recorder import Recorder

    original = Recorder.__init__

    def weaker(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self._always = 0

    patch.setattr(Recorder, "__init__", weaker)


def all_growth_harmless(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.patch.typing_plan._grown", lambda *_: True)


def no_stamps(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.transform.wrapper import WrapperText

    stamp = WrapperText._stamp

    def weaker(self: WrapperText) -> str:
        text = stamp(self)
        return text.replace(f"abs->version = {self.word()}u;", "")

    patch.setattr(WrapperText, "_stamp", weaker)


def plain_frames(patch: pytest.MonkeyPatch) -> None:
    """Bodies that may be on a stack at an update are compiled as any other."""
    from dsu_kernel.build import Compiler

    shared, words = Compiler.shared, '__attribute__((noipa, optimize("no-optimize-sibling-calls")))'

    def weaker(self: Compiler, text: Any, **kwargs: Any) -> Any:
        texts = (text,) if isinstance(text, str) else tuple(text)
        return shared(self, [one.replace(words, "") for one in texts], **kwargs)

    patch.setattr(Compiler, "shared", weaker)


def no_direct_reissue(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.patch.reissue.reissue_closure", lambda *_: {})


def no_reissue_of_users(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.patch.reissue._reason", lambda *_: "")


def addresses_not_taken(patch: pytest.MonkeyPatch) -> None:
    for module in ("image_after", "initial"):
        patch.setattr(f"dsu_kernel.patch.{module}.taken_in", lambda _facts: {})


def globals_not_kept(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis import wrappability

    escape = wrappability.Escape

    def weaker(code: Any) -> Any:
        found = escape(code)
        return SimpleNamespace(pinned=found.pinned, uses=found.uses, kept={})

    patch.setattr(wrappability, "Escape", weaker)


def nothing_pinned(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis import wrappability

    escape = wrappability.Escape

    def weaker(code: Any) -> Any:
        found = escape(code)
        return SimpleNamespace(pinned={}, uses={}, kept=found.kept)

    patch.setattr(wrappability, "Escape", weaker)


MUTANTS = (
    # ---- moments
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
        "all-growth",
        "only fields that are appended within the room restrict nothing",
        all_growth_harmless,
        ("insert_with_room", "append_outgrows"),
        quick=True,
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
        ("cleanup_deleted", "cleanup_reads"),
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
        "plain-frames",
        "bodies on a stack are compiled so that their frames can be recognised",
        plain_frames,
        ("tests/slides",),
    ),
    Mutant(
        "pointers-to-nowhere",
        "a call through a pointer reaches every function of its type whose address is taken",
        returning("dsu_kernel.analysis.targets.Targets._compatible", frozenset()),
        ("pointer_to_function",),
        quick=True,
    ),
    Mutant(
        "libraries-silent",
        "the library calls back what it was given",
        returning("dsu_kernel.analysis.targets.Targets._library_targets", frozenset()),
        ("qsort_of_numbers",),
    ),
    Mutant(
        "handlers-not-static",
        "if a signal handler can reach a point, everything spans",
        fixed_property("dsu_kernel.analysis.callgraph.CallGraph.anywhere", False),
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
    # ---- code and globals
    Mutant(
        "tables-not-compared",
        "a body is compiled anew when its tables change, even if its text did not",
        returning("dsu_kernel.analysis.restriction.Safety.fingerprint", ()),
        ("tests/patch/test_plan.py",),
    ),
    Mutant(
        "one-slot",
        "a commit stores the new body into every slot",
        runtime(
            "dsu_commit.c",
            "for (unsigned k = 0; k < function->n_slots; k++)",
            "for (unsigned k = 0; k < 1; k++)",
        ),
        ("tests/runtime/test_slots.py",),
    ),
    Mutant(
        "no-reissue",
        "who uses what changed is compiled anew",
        no_reissue_of_users,
        ("users_unchanged",),
        quick=True,
    ),
    Mutant(
        "no-direct-reissue",
        "a direct caller is compiled anew with its callee",
        no_direct_reissue,
        ("leaf_called_directly",),
    ),
    Mutant(
        "addresses-not-taken",
        "a prototype does not change once the address was taken",
        addresses_not_taken,
        ("refused_prototype",),
        quick=True,
    ),
    Mutant(
        "deleted-bodies-forgotten",
        "what a deleted function that pointers may call uses does not change",
        swapped("dsu_kernel.patch.planner.check_survival", lambda *_: None),
        ("refused_deleted",),
    ),
    Mutant(
        "globals-not-kept",
        "a global is not retyped while a pointer to it may be kept",
        globals_not_kept,
        ("refused_global",),
    ),
    # ---- data
    Mutant(
        "no-stamps",
        "every object is stamped where its life begins",
        no_stamps,
        ("born_later", "tests/transform/test_wrapper.py"),
    ),
    Mutant(
        "any-word",
        "an object with a word of another type, or of no version, is never converted",
        runtime(
            "dsu_convert.c",
            "wrong_object(object, id, versions[0]->name, now);",
            "chain.from = versions;",
        ),
        ("tests/runtime/test_types.py",),
    ),
    Mutant(
        "nothing-pinned",
        "kept pointers into objects pin the members they point to",
        nothing_pinned,
        ("refused_pinned",),
        quick=True,
    ),
    Mutant(
        "nothing-fixed",
        "types whose bytes are seen, or whose birth is unknown, are fixed",
        everything_free,
        ("refused_bytes", "refused_pool"),
        quick=True,
    ),
    # ---- applying
    Mutant(
        "any-order",
        "patches are applied in the order of their versions",
        runtime("dsu_commit.c", "const char *why = stale(patch);", "const char *why = 0;"),
        ("tests/live/test_process.py::test_a_patch_that_comes_too_late_fails",),
    ),
    Mutant(
        "no-rehearsal",
        "a state transformer runs first in a copy of the process",
        runtime("dsu_commit.c", "!dsu_rehearse(patch, &before)", "0"),
        ("state_refuses",),
    ),
)
