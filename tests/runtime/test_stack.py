"""When a patch may be applied, seen from the stack."""

from __future__ import annotations

from .workshop import Workshop


def test_names_held_by_frames_delay_a_patch(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("stack_module.c", version) for version in (0, 1, 2)]
    any_workshop.passes("stack_driver.c", modules)
