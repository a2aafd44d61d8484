"""Lazy conversion of wrapped objects."""

from __future__ import annotations

import signal

import pytest

from .workshop import Workshop


def test_chains_outgrown_data_and_faulting_transformers(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("types_module.c", version) for version in range(5)]
    any_workshop.passes("types_driver.c", modules)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("100", "is used as struct T (type 1), but its version word is 0x3001 (struct other v0)"),
        ("101", "is used as struct T (type 1), but its version word is 0xdeadbeef\n"),
    ],
)
def test_a_wrong_version_word_ends_the_process(workshop: Workshop, word: str, says: str) -> None:
    module = workshop.module("types_module.c")
    done = workshop.run(workshop.driver("types_driver.c"), module, "!" + word)
    assert done.status == -signal.SIGABRT
    assert says in done.stderr
    (report,) = done.reports
    assert report["signal"] == "SIGABRT"
    assert "get" in [frame["function"] for frame in report["frames"]]


@pytest.mark.parametrize("change", ["MORE_ROOM=8", "MORE_SIZE=8", "LATER_WORD=4"])
def test_a_module_with_another_wrapper_is_refused(workshop: Workshop, change: str) -> None:
    first = workshop.module("types_module.c")
    other = workshop.module("types_module.c", 1, f"-D{change}")
    done = workshop.passes("check_driver.c", [first, other])
    assert done.stdout.startswith("type T v1: its wrapper has changed\n")


def test_threads_that_use_the_same_old_objects(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("conversions_module.c", version) for version in range(3)]
    any_workshop.passes("conversions_driver.c", modules)


def test_storage_for_signal_handlers_does_not_come_from_malloc(workshop: Workshop) -> None:
    workshop.passes("storage_driver.c", [])
