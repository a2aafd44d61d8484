"""Jobs, patches and the life of a process."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dsu_kernel.live import protocol
from dsu_kernel.live.controller import LiveProcess
from dsu_kernel.live.errors import (
    JobRefused,
    JobTimeout,
    JobWithdrawn,
    LiveError,
    PatchRefused,
    ProcessDied,
    Unreachable,
)
from dsu_kernel.live.keeper import PACKAGES
from dsu_kernel.live.values import CPointer, CString

HERE = Path(__file__).parent


def module(c, name="program0", **defines):
    """One of the programs beside this file, with macros."""
    text = "".join(f"#define {key} {value}\n" for key, value in defines.items())
    suffix = "_".join(str(value).strip('"') for value in defines.values())
    return c.module(f'{text}#include "{name}.c"\n', f"{name}_{suffix}")


@pytest.fixture
def program(process, c):
    """A process with version 0 in it."""
    first = process.prepare(module(c))
    assert first.request() == "applied"
    return process


@pytest.fixture
def looping(program, c, outputs):
    """The program with loop() running."""
    job = program.submit(c.thunk("dsu_out_int(out, loop());"), guarded=False)
    outputs.wait_for("begin")
    yield program, job
    if program.alive and not job.done:
        program.submit(c.thunk("stop = 1;"), nested=True).wait(10)
        job.wait(10)


# ---- jobs ----


def test_a_job_has_a_value(process, c):
    thunk = c.thunk("dsu_out_int(out, args[0].i * 2);")
    assert process.submit(thunk, [21]).wait(10) == 42
    assert process.submit(thunk, [-1]).wait(10) == -2


def test_arguments_of_every_kind(process, c):
    thunk = c.thunk(
        "char text[99];"
        'snprintf(text, sizeof text, "%lld %g %s %d %p", args[0].i, args[1].d, (char *)args[2].p,'
        " args[3].p == 0, args[4].p);"
        "dsu_out_text(out, text, sizeof text);"
    )
    value = process.submit(thunk, [-5, 2.5, "grüß", None, CPointer(0x1234, "int *")]).wait(10)
    assert value == "-5 2.5 grüß 1 0x1234"


def test_strings_stay_and_may_be_freed(process, c):
    before = "static char *kept;"
    c.thunk("", before)
    keep = c.thunk('dsu_out_pointer(out, args[0].p, "char *");')
    address = process.submit(keep, [b"for ever\xff"]).wait(10)
    read = c.thunk('dsu_out_string(out, args[0].p, "char *");')
    assert process.submit(read, [address]).wait(10) == "for ever\udcff"
    value = process.submit(read, [address]).wait(10)
    assert isinstance(value, CString)
    assert process.submit(c.thunk("free(args[0].p); dsu_out_null(out);"), [value]).wait(10) is None


def test_a_thunk_that_does_not_load_is_refused(process, tmp_path):
    with pytest.raises(JobRefused, match=r"nothing\.so"):
        process.submit(tmp_path / "nothing.so")
    assert process.alive


def test_waiting_has_an_end_but_the_job_goes_on(looping):
    _, job = looping
    with pytest.raises(JobTimeout):
        job.wait(0.01)
    assert not job.done


def test_busy(program, looping, c):
    assert program.busy
    program.submit(c.thunk("stop = 1;"), nested=True).wait(10)
    looping[1].wait(10)
    assert not program.busy


def test_evaluation_while_the_program_runs(looping, c):
    program, job = looping
    look = c.thunk("dsu_out_int(out, total > 0);")
    values = [program.submit(look, nested=True).wait(10) for _ in range(20)]
    assert values[-1] == 1
    assert not job.done


def test_a_job_that_has_not_begun_can_be_withdrawn(looping, c):
    program, running = looping
    queued = program.submit(c.thunk("dsu_out_int(out, 1);"))
    assert queued.withdraw()
    with pytest.raises(JobWithdrawn):
        queued.wait(10)
    assert not queued.withdraw()
    assert not running.withdraw()


def test_many_jobs_in_order(process, c):
    thunk = c.thunk("static int n; dsu_out_int(out, n++);")
    jobs = [process.submit(thunk) for _ in range(200)]
    assert [job.wait(10) for job in jobs] == list(range(200))


def test_jobs_from_many_threads(process, c):
    thunk = c.thunk("dsu_out_int(out, args[0].i);")
    results: dict[int, object] = {}

    def work(number):
        results[number] = process.submit(thunk, [number]).wait(10)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {n: n for n in range(16)}


def test_interrupt_stops_waiting_only(looping):
    program, job = looping
    main = threading.main_thread().ident
    waiting, stopped = threading.Event(), threading.Event()

    def interrupt():
        waiting.wait()
        signal.pthread_kill(main, signal.SIGINT)
        while not stopped.wait(1):  # Python had noticed nothing before it began to wait
            signal.pthread_kill(main, signal.SIGINT)

    def wait():
        waiting.set()
        job.wait(30)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        wait()
    stopped.set()
    thread.join()
    assert program.alive
    assert not job.done


# ---- patches ----


def test_a_patch_applies_at_once_when_nothing_runs(program, c):
    assert program.submit(c.thunk("dsu_out_int(out, step());")).wait(10) == 1
    patch = program.prepare(module(c, "program1"))
    assert patch.state == "prepared"
    assert patch.report().state == "prepared"
    assert patch.request() == "applied"
    assert program.version == 1
    assert program.submit(c.thunk("dsu_out_int(out, step());")).wait(10) == 1001
    report = patch.report()
    assert (report.state, report.verdict) == ("applied", None)
    assert 0 < report.pause_ns < 10_000_000


def test_a_patch_applies_to_a_running_loop(looping, c):
    program, job = looping
    patch = program.prepare(module(c, "program1"))
    patch.request()
    assert patch.wait(10) == "applied"
    assert not job.done


def test_a_patch_waits_for_what_is_held(looping, c):
    program, job = looping
    patch = program.prepare(module(c, "program1", CHANGED="TOTAL"))
    assert patch.request() == "pending"
    program.submit(c.thunk(""), nested=True).wait(10)  # a point was reached since
    assert patch.wait(0) == "pending"
    verdict = patch.report().verdict
    assert verdict is not None
    assert verdict.point is not None
    assert (verdict.point.function, verdict.point.unit, verdict.point.line) == ("loop", "In[1]", 3)
    assert [(held.name, held.kind, held.function) for held in verdict.held] == [
        ("total", "G", "loop")
    ]
    program.submit(c.thunk("stop = 1;"), nested=True).wait(10)
    job.wait(10)
    assert patch.wait(10) == "applied"
    assert program.version == 1


def test_a_pending_patch_can_be_cancelled_and_asked_for_again(looping, c):
    program, _ = looping
    patch = program.prepare(module(c, "program1", CHANGED="TOTAL"))
    assert patch.request() == "pending"
    assert patch.cancel()
    assert patch.wait() == "prepared"
    assert patch.request() == "pending"
    program.submit(c.thunk("stop = 1;"), nested=True).wait(10)
    assert patch.wait(10) == "applied"
    assert not patch.cancel()


@pytest.fixture
def slow_to_tell(looping):
    """What becomes of a patch arrives behind the answer to the next request."""
    program, _ = looping
    arrived, late = program._on_message, []

    def later(message):
        if isinstance(message, protocol.PatchSettled):
            late.append(message)
            return
        arrived(message)
        if isinstance(message, protocol.Reply):
            while late:
                arrived(late.pop())

    program._pump._handlers = replace(program._pump._handlers, message=later)
    return looping


def test_who_asks_learns_of_a_patch_before_the_process_tells(slow_to_tell, c, monkeypatch):
    program, job = slow_to_tell
    patch = program.prepare(module(c, "program1", CHANGED="TOTAL"))
    assert patch.request() == "pending"
    reports, report = [], patch.report
    monkeypatch.setattr(patch, "report", lambda: reports.append(report()) or reports[-1])
    assert patch.ask() == "pending"
    program.submit(c.thunk("stop = 1;"), nested=True).wait(10)
    job.wait(10)
    while patch.ask() == "pending":
        assert reports[-1].state == "pending"
    assert patch.state == reports[-1].state == "applied"


def test_a_patch_that_is_too_late_to_be_cancelled_has_settled(slow_to_tell, c):
    program, _ = slow_to_tell
    patch = program.prepare(module(c, "program1", CHANGED="TOTAL"))
    patch.request()
    program.submit(c.thunk("stop = 1;"), nested=True).wait(10)
    assert not patch.cancel()
    assert patch.state == "applied"


def test_events(start, c):
    events = []
    with start(on_event=events.append) as live:
        patch = live.prepare(module(c))
        patch.request()
    assert events == [patch, live.exit]


def test_a_patch_that_comes_too_late_fails(program, c):
    late = program.prepare(module(c, "program1"))
    assert program.prepare(module(c, "program1")).request() == "applied"
    assert late.request() == "failed"
    assert "newer version" in late.report().error
    assert not late.cancel()


def test_a_patch_can_be_unloaded(program, c):
    patch = program.prepare(module(c, "program1"))
    assert patch.discard()
    assert [loaded["version"] for loaded in program.describe()["modules"]] == [0]


def test_a_refused_module_changes_nothing(program, c):
    with pytest.raises(PatchRefused, match="number 1 stands for F step"):
        program.prepare(module(c, "program1", STEP_NAME='"other"'))
    with pytest.raises(PatchRefused, match="undefined symbol"):
        program.prepare(c.module("extern int absent(void); int (*f)(void) = absent;", "absent"))
    with pytest.raises(PatchRefused, match="dsu_module"):
        program.prepare(c.module("int x;", "no_module"))
    assert program.version == 0
    assert program.submit(c.thunk("dsu_out_int(out, step());")).wait(10) == 1


def test_describe(program):
    facts = program.describe()
    assert {"name": "step", "version": 0}.items() <= facts["functions"][0].items()
    assert [module["version"] for module in facts["modules"]] == [0]


# ---- the life of the process ----


def test_start_is_quick(start):
    begin = time.perf_counter()
    start()
    assert time.perf_counter() - begin < 2  # measured: 30 ms


def test_the_host_imports_little():
    """Whatever ``dsu_kernel/__init__.py`` imports, each live process pays for."""
    script = f"import sys; sys.path += {[str(path) for path in PACKAGES]!r}; "
    script += "import dsu_kernel.live.host; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True
    )
    own = {name for name in run.stdout.split() if name.startswith("dsu_kernel")}
    assert own == {
        *("dsu_kernel", "dsu_kernel.live", "dsu_kernel.live._abi"),
        *("dsu_kernel.live.host", "dsu_kernel.live.hosted", "dsu_kernel.live.hosted_jobs"),
        *("dsu_kernel.live.hosted_patches", "dsu_kernel.live.own_memory"),
        "dsu_kernel.live.protocol",
    }
    assert not {"pycparser", "subprocess", "asyncio", "IPython"} & set(run.stdout.split())


def test_the_process_is_as_a_c_program_finds_it(start, c, monkeypatch):
    live = start(env={"PATH": os.environ["PATH"], "GREETING": "hi"}, cwd=HERE)
    thunk = c.thunk(
        "struct sigaction pipe_, int_, fsz; sigset_t mask; char text[500], folder[300];"
        "sigaction(SIGPIPE, 0, &pipe_); sigaction(SIGINT, 0, &int_); sigaction(SIGXFSZ, 0, &fsz);"
        "pthread_sigmask(SIG_BLOCK, 0, &mask);"
        "int blocked = 0; for (int i = 1; i < 32; i++) blocked += sigismember(&mask, i);"
        'snprintf(text, sizeof text, "%d %d %d %d %s %s %s %s %d", pipe_.sa_handler == SIG_DFL,'
        " int_.sa_handler == SIG_DFL, fsz.sa_handler == SIG_DFL, blocked, setlocale(LC_ALL, 0),"
        ' getenv("GREETING"), getenv("LC_CTYPE") ? "set" : "unset",'
        " getcwd(folder, sizeof folder), getpid() == getsid(0));"
        "dsu_out_text(out, text, sizeof text);"
    )
    assert live.submit(thunk).wait(10) == f"1 1 1 0 C hi unset {HERE} 1"


def test_signal_handlers_run_on_the_programs_thread(process, c):
    thunk = c.thunk(
        "me = pthread_self(); signal(SIGUSR1, note);"
        "for (int i = 0; i < 100; i++) kill(getpid(), SIGUSR1);"
        "dsu_out_int(out, wrong);",
        before="static pthread_t me; static volatile int wrong;\n"
        "static void note(int n) { (void)n; wrong += !pthread_equal(me, pthread_self()); }",
    )
    assert process.submit(thunk).wait(10) == 0


def test_the_channel_is_not_inherited_by_programs_it_starts(process, c):
    thunk = c.thunk('dsu_out_int(out, system("exec ls -l /proc/self/fd >&2"));')
    process.submit(thunk).wait(10)
    listed = process.output.text("stderr")
    assert "socket" not in listed
    assert listed.count("pipe:") == 3


def test_descriptors_are_numbered_as_usual(process, c):
    thunk = c.thunk('dsu_out_int(out, open("/dev/null", O_RDONLY));')
    assert process.submit(thunk).wait(10) == 3


def test_a_program_that_closes_all_descriptors_can_only_be_stopped(process, c, outputs):
    thunk = c.thunk(
        'for (int fd = 3; fd < 5000; fd++) close(fd); puts("closed"); for (;;) pause();'
    )
    with suppress(Unreachable):
        process.submit(thunk)
    outputs.wait_for("closed")
    for call in (process.drain, process.describe, lambda: process.prepare(HERE)):
        with pytest.raises(Unreachable):
            call()
    assert process.alive
    assert process.stop().signal == "SIGTERM"
    assert process.output.text() == "closed\n"


def test_a_program_that_execs_another(process, c):
    thunk = c.thunk('execl("/bin/sh", "sh", "-c", "echo other; exit 6", (char *)0);')
    process.submit(thunk)
    report = process.wait_exit(10)
    assert report is not None
    assert report.status == 6
    assert process.output.text() == "other\n"


def test_exit_status(process, c):
    job = process.submit(c.thunk('puts("bye"); exit(7);'))
    with pytest.raises(ProcessDied) as death:
        job.wait(10)
    report = death.value.exit
    assert (report.status, report.signal, report.crash) == (7, None, None)
    assert str(report) == "the program exited with status 7"
    assert process.output.text() == "bye\n"
    assert not process.alive
    with pytest.raises(ProcessDied):
        process.submit(c.thunk(""))
    with pytest.raises(ProcessDied):
        process.describe()


def test_stop_of_an_idle_process_runs_atexit(process, c, outputs):
    process.submit(c.thunk("atexit(last);", 'static void last(void) { puts("last"); }')).wait(10)
    assert process.stop().status == 0
    assert outputs.text() == "last\n"
    assert process.stop().status == 0


def test_stop_of_an_endless_loop(process, c):
    process.submit(c.thunk("for (;;) pause();"))
    assert process.stop().signal == "SIGTERM"


def test_stop_of_a_program_that_ignores_sigterm(process, c, outputs):
    thunk = c.thunk('signal(SIGTERM, SIG_IGN); puts("deaf"); fflush(stdout); for (;;) pause();')
    process.submit(thunk)
    outputs.wait_for("deaf")
    assert process.stop(timeout=0.05).signal == "SIGKILL"


def test_stop_takes_forked_children_along(process, c):
    thunk = c.thunk("pid_t p = fork(); if (!p) for (;;) pause(); dsu_out_int(out, p);")
    child = process.submit(thunk).wait(10)
    process.stop()
    assert gone(child)


def gone(pid, timeout=10):
    """Waits until a process that is not ours does not run any more."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        if time.monotonic() > deadline:
            return False
        os.sched_yield()


def test_a_fork_does_not_confuse_the_controller(process, c):
    """The child has copies of all channels; it ends, and the program goes on."""
    thunk = c.thunk(
        'int status; pid_t p = fork(); if (!p) { puts("child"); exit(5); }'
        "waitpid(p, &status, 0); dsu_out_int(out, WEXITSTATUS(status));"
    )
    assert process.submit(thunk).wait(10) == 5
    assert process.output.text() == "child\n"
    assert process.submit(c.thunk("dsu_out_int(out, 1);")).wait(10) == 1


def test_a_child_that_returns_from_its_job_ends(process, c):
    thunk = c.thunk(
        "int status = -1; pid_t p = fork(); if (p) waitpid(p, &status, 0);"
        "dsu_out_int(out, p ? 1 : 2);"
    )
    assert process.submit(thunk).wait(10) == 1


def test_the_end_is_noticed_although_a_child_holds_the_channels(process, c):
    thunk = c.thunk(
        'pid_t p = fork(); if (!p) for (;;) pause(); printf("%d\\n", p); fflush(stdout); exit(4);'
    )
    job = process.submit(thunk)
    with pytest.raises(ProcessDied) as death:
        job.wait(10)
    assert death.value.exit.status == 4
    child = int(process.output.text())
    assert not gone(child, timeout=0)
    process.stop()
    assert gone(child)


def test_interrupt_of_the_group_does_not_reach_the_program(runtime, c):
    """A parent in a group of its own gets SIGINT with its whole group."""
    endless = c.thunk('puts("up"); fflush(stdout); for (;;) pause();')
    script = f"""
import os, signal
from pathlib import Path
from dsu_kernel.live.controller import LiveProcess
live = LiveProcess.start(Path({str(runtime)!r}))
job = live.submit(Path({str(endless)!r}))
try:
    os.killpg(0, signal.SIGINT)
    job.wait(30)
except KeyboardInterrupt:
    live.drain()
    print(live.alive, job.done)
live.stop()
"""
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, start_new_session=True
    )
    assert run.stdout == "True False\n", run.stderr


def test_the_process_goes_with_its_parent(runtime, c):
    endless = c.thunk('puts("up"); fflush(stdout); for (;;) pause();')
    script = f"""
import os, signal
from pathlib import Path
from dsu_kernel.live.controller import LiveProcess
live = LiveProcess.start(Path({str(runtime)!r}))
live.submit(Path({str(endless)!r}))
print(live.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == -signal.SIGKILL
    assert gone(int(run.stdout))


def test_the_thread_that_starts_it_may_end(runtime):
    started = []
    thread = threading.Thread(target=lambda: started.append(LiveProcess.start(runtime)))
    thread.start()
    thread.join()
    with started[0] as live:
        assert not live.busy
    assert live.exit.status == 0


def test_a_runtime_that_does_not_load(tmp_path):
    with pytest.raises(LiveError, match=r"absent\.so"):
        LiveProcess.start(tmp_path / "absent.so")


def test_a_folder_that_does_not_exist(runtime, tmp_path):
    with pytest.raises(FileNotFoundError):
        LiveProcess.start(runtime, cwd=tmp_path / "absent")


def test_two_processes_are_independent_and_nothing_leaks(runtime, c):
    def descriptors():
        return len(os.listdir("/proc/self/fd"))

    crash = c.thunk("raise(SIGKILL);")
    before, threads = descriptors(), threading.active_count()
    with LiveProcess.start(runtime) as one, LiveProcess.start(runtime) as two:
        with pytest.raises(ProcessDied):
            one.submit(crash).wait(10)
        assert two.submit(c.thunk("dsu_out_int(out, 3);")).wait(10) == 3
    with pytest.raises(LiveError):
        LiveProcess.start(Path("absent.so"))
    assert (descriptors(), threading.active_count()) == (before, threads)


def test_ten_processes_are_cheap(start):
    pids = [start().pid for _ in range(10)]
    private = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Clean", "Private_Dirty")):
                private += int(line.split()[1])
    assert private < 10 * 15_000  # measured: 6 MB each
