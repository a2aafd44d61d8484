"""Jobs on the program's thread: nesting, guards, crashes, exits."""

from __future__ import annotations

import signal

import pytest

from .workshop import Workshop


def test_jobs_nest_are_withdrawn_and_survive_faults(any_workshop: Workshop) -> None:
    modules = [any_workshop.module("jobs_module.c", version) for version in range(5)]
    any_workshop.passes("jobs_driver.c", modules)


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        (0, signal.SIGSEGV, "fault"),
        (1, signal.SIGFPE, "fault"),
        (2, signal.SIGSEGV, "fault"),
        (3, signal.SIGSEGV, "fault"),
        (4, signal.SIGABRT, "fault"),
        (5, signal.SIGILL, "fault"),
        (6, signal.SIGSEGV, "deep"),
        (7, signal.SIGSEGV, "fault"),
    ],
)
def test_a_crash_is_reported_and_keeps_its_signal(
    workshop: Workshop, kind: int, number: signal.Signals, name: str
) -> None:
    module = workshop.module("jobs_module.c")
    driver = workshop.driver("jobs_driver.c")
    done = workshop.run(driver, module, "!__dsu_f_fault", str(kind))
    assert done.status == -number
    (report,) = done.reports
    assert (report["signal"], report["number"], report["version"]) == (number.name, number, 0)
    frames = [frame for frame in report["frames"] if frame["function"] == name]
    assert frames
    assert frames[0]["module"] == str(module)
    assert (frames[0]["unit"], frames[0]["version"]) == ("jobs", 0)


def test_exit_in_a_job_ends_the_process_as_usual(workshop: Workshop) -> None:
    module = workshop.module("jobs_module.c")
    done = workshop.run(workshop.driver("jobs_driver.c"), module, "!__dsu_f_leave", "3")
    assert (done.status, done.stdout, done.reports) == (3, "leaving", ())
