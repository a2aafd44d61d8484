"""A program that is watched: it stands before its statements."""

from __future__ import annotations

from .workshop import Workshop


def test_a_watched_program_is_looked_at_patched_and_converted(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("steps_module.c", version) for version in (0, 1)]
    any_workshop.passes("steps_driver.c", modules)
