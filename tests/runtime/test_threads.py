"""Patches of programs with several threads."""

from __future__ import annotations

from .workshop import Workshop


def test_a_patch_waits_until_all_threads_are_at_points(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("threads_module.c", version) for version in range(4)]
    any_workshop.passes("threads_driver.c", modules)


def test_who_watches_threads_disturbs_no_patch(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("threads_module.c", version) for version in range(4)]
    any_workshop.passes("threads_driver.c", modules, watched=True)
