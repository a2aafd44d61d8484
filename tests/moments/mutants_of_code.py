"""Rules about code and globals, and about applying, switched off."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from switches import Mutant, returning, runtime, swapped


def no_direct_reissue(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.patch.reissue.reissue_closure", lambda *_: {})


def repeats_forgotten(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.patch import planner

    image_after = planner.image_after

    def weaker(*given: Any) -> Any:
        return image_after(*given[:-1], frozenset())

    patch.setattr(planner, "image_after", weaker)


def no_reissue_of_users(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.patch.reissue._reason", lambda *_: "")


def addresses_not_taken(patch: pytest.MonkeyPatch) -> None:
    for module in ("image_after", "initial"):
        patch.setattr(f"dsu_kernel.patch.{module}.taken_in", lambda _facts: {})


def globals_not_kept(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.wrappability import wrappability

    escape = wrappability.Escape

    def weaker(code: Any, handed: Any) -> Any:
        found = escape(code, handed)
        return SimpleNamespace(pinned=found.pinned, uses=found.uses, kept={}, handed=found.handed)

    patch.setattr(wrappability, "Escape", weaker)


def entries_of_their_time(patch: pytest.MonkeyPatch) -> None:
    """``&foo`` is the body that is newest where it is written."""
    from dsu_kernel.transform import entries

    entry = entries._entry

    def weaker(function: Any, machine: str) -> str:
        jump = entries.ENTRY_ASM[machine].format(slot=function.slot_label)
        return entry(function, machine).replace(jump, f"jmp {function.body}")

    patch.setattr(entries, "_entry", weaker)


def entries_anew(patch: pytest.MonkeyPatch) -> None:
    """Each body brings an entry."""
    from dsu_kernel.transform.unit_writer import UnitWriter

    schemes = UnitWriter._function_schemes

    def weaker(self: UnitWriter) -> Any:
        found = schemes(self)
        return {key: replace(f, fresh=f.fresh or f.issued) for key, f in found.items()}

    patch.setattr(UnitWriter, "_function_schemes", weaker)


CODE: tuple[Mutant, ...] = (
    Mutant(
        "tables-not-compared",
        "a body is compiled anew when its tables change, even if its text did not",
        returning("dsu_kernel.analysis.safety.restriction.Safety.fingerprint", ()),
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
        "repeats-forgotten",
        "so it is when its module only repeats the callee's body",
        repeats_forgotten,
        ("tests/session/test_session_functions.py",),
    ),
    Mutant(
        "all-come-twice",
        "a body is repeated only where two of it cannot be told apart",
        returning("dsu_kernel.transform.copies._may_come_twice", True),
        ("tests/session/test_session_functions.py",),
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
    Mutant(
        "entries-of-their-time",
        "stored pointers to a function reach the newest body",
        entries_of_their_time,
        ("one_entry", "tests/session/test_session_functions.py"),
    ),
    Mutant(
        "entries-anew",
        "the address of a function is the same for ever",
        entries_anew,
        ("one_entry",),
    ),
)


APPLYING: tuple[Mutant, ...] = (
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
    Mutant(
        "prepare-stores",
        "prepare changes nothing that the program can see",
        runtime("dsu_module.c", "if (!*function->slots[k])", "if (1)"),
        ("users_unchanged",),
    ),
    Mutant(
        "missing-found",
        "what the new text uses but does not define is an error",
        swapped("dsu_kernel.engine.engine.require_defined", lambda *_: None),
        ("tests/session/test_session_functions.py",),
    ),
)
