"""Threads that are blocked in the library stand at update points."""

from __future__ import annotations

from .workshop import Workshop


def test_a_blocked_thread_is_patched_while_it_waits(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("regions_module.c", version) for version in range(20)]
    any_workshop.passes("regions_driver.c", modules)
