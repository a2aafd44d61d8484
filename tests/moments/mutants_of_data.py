"""Rules about data, switched off."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from switches import Mutant, both, fixed_property, returning, runtime


def everything_free(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.analysis.wrappability.verdicts.Verdicts._fix_all", lambda *_: None)
    patch.setattr("dsu_kernel.analysis.wrappability.verdicts.Verdicts.fix", lambda *_: None)


def all_growth_harmless(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("dsu_kernel.patch.typing_plan._grown", lambda *_: True)


def no_stamps(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.transform import wrapper_functions
    from dsu_kernel.transform.wrapper import WrapperText

    stamp = wrapper_functions._stamp

    def weaker(wrapped: WrapperText) -> str:
        text = stamp(wrapped)
        return text.replace(f"abs->version = {wrapped.word()}u;", "")

    patch.setattr(wrapper_functions, "_stamp", weaker)


def nothing_pinned(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.analysis.wrappability import wrappability

    escape = wrappability.Escape

    def weaker(code: Any, handed: Any) -> Any:
        found = escape(code, handed)
        return SimpleNamespace(pinned={}, uses={}, kept=found.kept, handed=found.handed)

    patch.setattr(wrappability, "Escape", weaker)


def nothing_settled(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.engine import engine

    gather = engine.gather
    patch.setattr(
        engine, "gather", lambda text, live, _, *more: gather(text, live, frozenset(), *more)
    )


def wrappers_grow(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.patch import typing_plan
    from dsu_kernel.program.image import Wrapper

    following = typing_plan._next

    def weaker(wrapped: Any, version: Any, measured: Any) -> Any:
        found = following(wrapped, version, measured)
        layout, align = found.current.layout, max(found.wrapper.align, 8)
        size = (layout.size + 4 + align - 1) // align * align
        generations = (*found.generations[:-1], replace(found.current, outgrown=False))
        return replace(found, wrapper=Wrapper(size - 4, size, align), generations=generations)

    patch.setattr(typing_plan, "_next", weaker)


def copies_share(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.cfront.printing.expressions import ASSIGN
    from dsu_kernel.transform.values import ValueTransformer

    patch.setattr(ValueTransformer, "owned", lambda self, node: self.expr(node, ASSIGN))


def copied_as_they_are(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.transform import wrapper_functions
    from dsu_kernel.transform.wrapper import WrapperText

    def weaker(wrapped: WrapperText) -> str:
        t, name = wrapped.spelling, wrapped.name
        return f"static {t} *__fresh_{name}(const {t} *object) {{ return ({t} *)object; }}"

    patch.setattr(wrapper_functions, "_fresh", weaker)


def all_steady(patch: pytest.MonkeyPatch) -> None:
    from dsu_kernel.patch.typing_plan import TypePlan

    steady = TypePlan._steady

    def weaker(self: TypePlan, key: Any, kept: int) -> Any:
        fields = self.types[key].current.layout.fields
        found = steady(self, key, kept)
        newest = replace(found.current, steady=frozenset(field.name for field in fields))
        return replace(found, generations=(*found.generations[:-1], newest))

    patch.setattr(TypePlan, "_steady", weaker)


WRAPPER_UNCHECKED = runtime(
    "dsu_check.c",
    "if (type->capacity != first->capacity || type->wrapper_size != first->wrapper_size ||"
    " type->version_offset != first->version_offset)",
    "if (0)",
)


DATA: tuple[Mutant, ...] = (
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
    Mutant(
        "all-growth",
        "only fields that are appended within the room restrict nothing",
        all_growth_harmless,
        ("insert_with_room", "append_outgrows"),
        quick=True,
    ),
    Mutant(
        "exposed-later",
        "a text that would expose a wrapped type is refused",
        returning("dsu_kernel.patch.typing_plan._exposed", []),
        ("refused_exposed", "tests/patch/test_typing_plan.py"),
    ),
    Mutant(
        "wrapped-later",
        "a type that began fixed stays so",
        nothing_settled,
        ("fixed_stays",),
        quick=True,
    ),
    Mutant(
        "wrappers-grow",
        "a wrapper keeps its size and the place of the word",
        both(wrappers_grow, WRAPPER_UNCHECKED),
        ("room_stays",),
    ),
    Mutant(
        "wrappers-unchecked",
        "the runtime checks that wrappers stay as they are",
        WRAPPER_UNCHECKED,
        ("tests/runtime/test_types.py",),
    ),
    Mutant(
        "numbers-unchecked",
        "the runtime checks that a number stands for the same name always",
        runtime(
            "dsu_check.c",
            "if (known->applied && (known->kind != name->kind ||"
            " strcmp(known->text, name->text) != 0))",
            "if (0)",
        ),
        ("tests/live/test_process.py::test_a_refused_module_changes_nothing",),
    ),
    Mutant(
        "copies-share",
        "a copy of outgrown data is deep",
        copies_share,
        ("owners",),
        quick=True,
    ),
    Mutant(
        "nothing-given-back",
        "ends of scopes and free give outgrown data back",
        runtime("dsu_storage.c", "    if (!block)\n        return;", "    if (1)\n        return;"),
        ("tests/sanitize/test_sanitized_updates.py::test_scenario[heap-0--O1]",),
    ),
    Mutant(
        "in-place",
        "transformers work on copies",
        runtime(
            "dsu_convert.c",
            "_Alignas(PLAIN_ALIGN) char room[SMALL];\n        memset(room, 0, to->size);",
            "char *room = object;",
        ),
        ("fields_shift",),
    ),
    Mutant(
        "half-transformed",
        "a transformer of yours that crashes leaves the generated result",
        runtime(
            "dsu_convert.c", "    } else {\n        memcpy(xout, keep, type->size);", "    } else {"
        ),
        ("tests/runtime/test_types.py",),
    ),
    Mutant(
        "gone-forgotten",
        "a type that is not wrapped comes back as it was when it was deleted",
        returning("dsu_kernel.patch.image_after._gone", {}),
        ("tests/patch/test_typing_plan.py",),
    ),
    Mutant(
        "layouts-by-name",
        "another alignment makes another type",
        returning("dsu_kernel.cfront.typing.layout.entries_text", []),
        ("tests/patch/test_difference.py",),
    ),
    Mutant(
        "callers-of-old-allocators",
        "who calls an allocator that changes is compiled anew",
        returning("dsu_kernel.patch.reissue._of_calls", ()),
        ("tests/regions/test_region_allocators.py",),
    ),
    Mutant(
        "allocators-unheld",
        "old code that calls an allocator holds it as it was",
        returning("dsu_kernel.patch.planner.Planner._other_allocators", ()),
        ("tests/regions/test_region_allocators.py",),
    ),
    Mutant(
        "gifts-forgotten",
        "what old code may still give to a new body that keeps it is pinned",
        returning("dsu_kernel.analysis.wrappability.escape.escape.inherited", ()),
        ("tests/regions/test_region_old_callers.py",),
    ),
    Mutant(
        "checked-for-ever",
        "a check of a pointer counts no longer once an old object may have been copied there",
        returning("dsu_kernel.transform.accesses.ExpressionReader.ends", False),
        ("tests/transform/test_checked.py",),
    ),
    Mutant(
        "copied-as-they-are",
        "an object is brought to its newest version before it is copied over another one",
        copied_as_they_are,
        ("alias_and_copy", "alias_and_sort"),
        quick=True,
    ),
    Mutant(
        "all-written-again",
        "where fields were only added, a conversion writes those alone",
        runtime(
            "dsu_convert.c",
            "memcpy((char *)object + to->kept, room + to->kept, to->size - to->kept);",
            "memcpy(object, room, to->size);",
        ),
        ("tests/runtime/test_types.py",),
    ),
    Mutant(
        "all-steady",
        "only fields that stayed as they are in every version are used without a look at the word",
        all_steady,
        ("fields_shift", "tests/transform/test_checked.py"),
        quick=True,
    ),
    Mutant(
        "no-turns",
        "threads take turns to convert",
        runtime(
            "dsu_turn.c",
            "    if (__builtin_expect(me == favoured, 1))\n        return begin_favoured(me);",
            "    if (me)\n        return (struct dsu_turn){DSU_NESTED, 0};",
        ),
        ("tests/runtime/test_types.py",),
    ),
    Mutant(
        "word-first",
        "the word is written last",
        runtime(
            "dsu_convert.c",
            "        take_quick_step(object, quick);\n        write_word(object, entry, quick);",
            "        write_word(object, entry, quick);\n        take_quick_step(object, quick);",
        ),
        ("tests/runtime/test_types.py",),
    ),
    Mutant(
        "handlers-hear",
        "types that handlers use are converted with signals blocked",
        runtime(
            "dsu_convert.c",
            "if (entry && __atomic_load_n(&entry->guarded, __ATOMIC_RELAXED) && !deaf_since)",
            "if (0)",
        ),
        ("tests/session/test_session_handlers.py",),
    ),
    Mutant(
        "handlers-unknown",
        "types that code in handlers may use are known",
        fixed_property(
            "dsu_kernel.analysis.safety.restriction.Safety.used_in_handlers", frozenset()
        ),
        ("tests/session/test_session_handlers.py", "tests/analysis/test_restriction.py"),
    ),
    Mutant(
        "handlers-use-malloc",
        "handlers get storage from chunks of their own",
        runtime("dsu_storage.c", "    return innermost != 0;", "    return 0;"),
        ("tests/runtime/test_types.py",),
    ),
)
