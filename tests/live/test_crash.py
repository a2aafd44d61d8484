"""Faults of the program."""

import pytest

from dsu_kernel.live.errors import ProcessDied, ProgramFault

SMASH = "static __attribute__((noipa)) int poke(volatile int *p) { return *p = 1; }"


def died(process, thunk):
    with pytest.raises(ProcessDied) as death:
        process.submit(thunk, guarded=False).wait(10)
    return death.value.exit


def test_a_crash_is_reported(process, c):
    report = died(process, c.thunk("poke(0);", SMASH))
    assert (report.status, report.signal) == (None, "SIGSEGV")
    assert report.crash is not None
    assert report.crash.signal == "SIGSEGV"
    first, second = report.crash.frames[:2]
    assert first.function == "poke"
    assert (second.function, second.unit, second.line) == ("dsu_thunk", "thunk", 1)
    lines = str(report).splitlines()
    assert lines[0] == "Segmentation fault (SIGSEGV) at address 0x0"
    assert lines[1].startswith("  in poke")
    assert "dsu_thunk" not in str(report)


def test_stack_overflow(process, c):
    deep = (
        "static __attribute__((noipa)) int deep(volatile int *p)"
        " { volatile int here[99]; here[0] = *p; return deep(here) + here[1]; }"
    )
    report = died(process, c.thunk("volatile int n = 1; dsu_out_int(out, deep(&n));", deep))
    assert report.signal == "SIGSEGV"
    assert report.crash is not None
    assert report.crash.frames[0].function == "deep"
    first, *frames = str(report).splitlines()
    assert first.startswith("Segmentation fault (SIGSEGV): the stack is full")
    assert len(frames) == 2


def test_abort(process, c):
    report = died(process, c.thunk('fputs("oh\\n", stderr); abort();'))
    assert report.signal == "SIGABRT"
    assert report.crash is not None
    assert "abort" in str(report)
    assert report.crash.frames[-1].function == "dsu_thunk"
    assert process.output.text("stderr") == "oh\n"


def test_a_call_through_a_null_pointer(process, c):
    wild = "static __attribute__((noipa)) void call(void (*f)(void)) { f(); f(); }"
    report = died(process, c.thunk("call(0);", wild))
    assert report.signal == "SIGSEGV"
    assert "in ?? (no code)" in str(report)
    assert "called from call" in str(report)


def test_killed(process, c):
    report = died(process, c.thunk("kill(getpid(), SIGKILL);"))
    assert (report.signal, report.crash) == ("SIGKILL", None)
    assert str(report) == "the program was ended by Killed (SIGKILL)"


def test_a_guarded_fault_ends_the_job_only(process, c):
    job = process.submit(c.thunk("poke(0);", SMASH))
    with pytest.raises(ProgramFault) as fault:
        job.wait(10)
    assert fault.value.signal == "SIGSEGV"
    assert fault.value.frames[0].function == "poke"
    assert "in poke" in str(fault.value)
    assert str(fault.value).endswith("\nthe program lives on, with its data")
    assert process.alive
    assert process.submit(c.thunk("dsu_out_int(out, 5);")).wait(10) == 5


def test_a_crash_of_a_forked_child_is_not_the_programs(process, c):
    thunk = c.thunk(
        "int status; pid_t p = fork(); if (!p) poke(0); waitpid(p, &status, 0);"
        "dsu_out_int(out, WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status));",
        SMASH,
    )
    assert process.submit(thunk, guarded=False).wait(10) == 11
    assert process.alive
    assert died(process, c.thunk("raise(SIGTERM);")).crash is None
