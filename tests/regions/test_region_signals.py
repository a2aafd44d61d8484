"""Signal handlers that run while a thread waits; errors and times are those of plain gcc."""

from __future__ import annotations

import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from region_server import Server

from dsu_kernel.engine.execute import build, read_program
from dsu_kernel.toolchain.compiler import Compiler

HANDLED = """\
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
struct T { int n; };
struct T *t;
sigjmp_buf back;
int signals;
int answer(void) { return 1; }
void see(void) { t->n++; }
void on_usr1(int number) { (void)number; see(); signals++; dprintf(1, "got %d\\n", answer()); }
void on_usr2(int number) { (void)number; dprintf(1, "jump %d\\n", answer()); siglongjmp(back, 1); }
void on_term(int number) {
    char c = (char)number;
    dprintf(1, "in\\n"); read(0, &c, 1); dprintf(1, "out\\n");
}
void ready(void) { dprintf(1, "pid %d\\nready\\n", (int)getpid()); }
void install(int flags) {
    struct sigaction a = {.sa_flags = flags};
    a.sa_handler = on_usr1; sigaction(SIGUSR1, &a, NULL);
    a.sa_handler = on_usr2; sigaction(SIGUSR2, &a, NULL);
    a.sa_handler = on_term; sigaction(SIGTERM, &a, NULL);
    t = calloc(1, sizeof *t);
}
int take(int *error) { char c; errno = 77; int n = (int)read(0, &c, 1); *error = errno; return n; }
int main(void) {
    int error;
    install(SA_RESTART);
    if (sigsetjmp(back, 1) == 0) { ready(); take(&error); }
    ready();
    int n = take(&error);
    printf("took %d %d %d\\n", n, error, answer());
    return 0;
}
"""


def newer(number: int) -> str:
    """Version ``number``: another answer, T with one field more in front."""
    fields = " ".join(f"int m{i};" for i in range(number))
    text = HANDLED.replace("return 1;", f"return {number + 1};")
    return text.replace("struct T { int n; }", f"struct T {{ {fields} int n; }}")


def test_a_handler_runs_between_patches_of_the_call_that_it_interrupts(server: Server) -> None:
    server.start(HANDLED)
    for number in range(1, 5):
        assert server.session.define(newer(number), "server", wait=0).wait(20)
        server.signal(signal.SIGUSR1)
        server.wait_for(f"got {number + 1}\n")
    server.signal(signal.SIGUSR2)  # leaves the region by siglongjmp
    server.wait_for("jump 5\n")
    server.wait_blocked("ready\n", 2)
    assert server.session.define(newer(5), "server", wait=0).wait(20)
    server.signal(signal.SIGUSR1)
    server.wait_for("got 6\n")
    server.type("x")
    server.wait_for("took 1 77 6\n")  # errno is untouched, the read was restarted
    assert server.session.wait_exit(20) is not None


JUMPS = """\
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
struct T { int n; };
struct T t;
sigjmp_buf back;
void on_usr2(int number) { siglongjmp(back, number); }
int next(struct T *t) { return ++t->n; }
void rest(void) { volatile char deep[8000]; deep[0] = 0; pause(); }
int main(void) {
    signal(SIGUSR2, on_usr2);
    dprintf(1, "pid %d\\nready\\n", (int)getpid());
    for (;;) {
        if (sigsetjmp(back, 1) == 0) { rest(); }
        dprintf(1, "now %d\\n", next(&t));
    }
}
"""


def test_handlers_that_are_jumped_out_of_leave_nothing_behind(server: Server) -> None:
    """Twice at the same place, before data outgrows its room and asks whether it is in one."""
    server.start(JUMPS)
    for number in (1, 2):
        server.signal(signal.SIGUSR2)
        server.wait_blocked(f"now {number}\n")
    outgrown = JUMPS.replace("struct T { int n; }", "struct T { double d; int n; }")
    assert server.session.define(outgrown, "server", wait=0).wait(20)
    for number in (3, 4):
        server.signal(signal.SIGUSR2)
        server.wait_blocked(f"now {number}\n")


def test_nothing_is_applied_while_a_handler_is_active(server: Server) -> None:
    server.start(HANDLED)
    server.signal(signal.SIGTERM)
    server.wait_blocked("in\n")  # blocked inside of the handler
    patch = server.session.define(newer(1), "server", wait=0)
    assert not patch.wait(0.2)
    assert "signal handler" in str(patch.verdict)
    server.type("x")
    server.wait_for("out\n")
    assert patch.wait(20)  # back in the interrupted call
    assert server.text.count(b"took") == 0
    server.signal(signal.SIGUSR2)
    server.wait_blocked("ready\n", 2)
    server.type("x")
    server.wait_for("took 1 77 2\n")


def test_a_function_becomes_a_handler_later(server: Server) -> None:
    text = HANDLED.replace("a.sa_handler = on_usr1; sigaction(SIGUSR1, &a, NULL);", "")
    server.start(text)
    assert "dsu_handler_enter" not in server.session.show("on_usr1")
    server.session.define(text.replace("int signals;", "int signals; "), "server")
    patch = server.session.define(HANDLED.replace("return 1;", "return 2;"), "server", wait=0)
    assert patch.wait(20)
    assert "dsu_handler_enter" in server.session.show("on_usr1")
    assert "on_usr1" in patch.difference.reissued
    server.type("xx")
    assert server.session.wait_exit(20) is not None


# What a program can see of signals and time while it waits.
SEEN = r"""
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t seen;
static int p[2];

static void on_alarm(int number) { (void)number; seen++; errno = 1234; }
static void on_alarm_feed(int number) { (void)number; seen++; write(p[1], "x", 1); errno = 99; }

static void arm(void (*handler)(int), int flags, long microseconds)
{
    struct sigaction action = {.sa_flags = flags};
    struct itimerval timer = {.it_value = {0, microseconds}};
    action.sa_handler = handler;
    sigaction(SIGALRM, &action, NULL);
    seen = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void told(const char *what, long result, double began)
{
    int error = errno;
    printf("%s %ld %s %d %s\n", what, result, result < 0 ? strerror(error) : "-", (int)seen,
           now() - began < 5 ? "soon" : "late");
    errno = 0;
}

#define TRY(handler, flags, call) do { \
        arm(handler, flags, 20000); \
        errno = 0; \
        double began = now(); \
        long result = (long)(call); \
        told(#call " " #flags, result, began); \
    } while (0)

static int pass_through(int fd) { return fd; }
static int evaluated;
static char *buffer_of(char *b) { evaluated++; return b; }
struct bits { unsigned fd : 5; unsigned size : 7; };

int main(void)
{
    char b[64];
    socketpair(AF_UNIX, SOCK_STREAM, 0, p);
    struct pollfd f = {p[0], POLLIN, 0};
    struct timespec rest = {0, 0}, ten = {10, 0};
    TRY(on_alarm, 0, read(p[0], b, 1));
    TRY(on_alarm_feed, SA_RESTART, read(p[0], b, 1));
    TRY(on_alarm, 0, recv(p[0], b, 1, 0));
    TRY(on_alarm, SA_RESTART, poll(&f, 1, 10000));
    TRY(on_alarm, SA_RESTART, poll(&f, 1, 40));
    TRY(on_alarm, 0, ppoll(&f, 1, &(struct timespec){10, 0}, NULL));
    fd_set set;
    FD_ZERO(&set);
    FD_SET(p[0], &set);
    TRY(on_alarm, SA_RESTART, select(p[0] + 1, &set, NULL, NULL, &(struct timeval){10, 0}));
    int e = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(e, EPOLL_CTL_ADD, p[0], &event);
    TRY(on_alarm, SA_RESTART, epoll_wait(e, &event, 1, 10000));
    TRY(on_alarm, SA_RESTART, nanosleep(&(struct timespec){10, 0}, &rest));
    printf("rest %d\n", rest.tv_sec == 9);
    TRY(on_alarm, SA_RESTART, clock_nanosleep(CLOCK_MONOTONIC, 0, &ten, &rest));
    TRY(on_alarm, SA_RESTART, sleep(10));
    TRY(on_alarm, 0, pause());
    TRY(on_alarm, 0, wait(NULL));
    TRY(on_alarm, 0, accept(p[0], NULL, NULL));
    TRY(on_alarm, 0, read(-1, NULL, 0));
    signal(SIGALRM, SIG_IGN);
    double began = now();
    errno = 5;
    usleep(1000);
    printf("kept %d\n", errno);
    printf("%d\n", poll(NULL, 0, 1));
    printf("kept %d\n", errno);
    write(p[1], "abcdefgh", 8);
    struct bits bits = {(unsigned)p[0], 3};
    printf("%d %d\n", (int)read(bits.fd, buffer_of(b), bits.size), evaluated);
    printf("%d\n", (int)read(pass_through(p[0]), b, read(p[0], b, 2) == 2 ? 3 : 60));
    printf("%.3s\n", b);
    printf("%d\n", fcntl(p[0], F_SETLKW, &(struct flock){.l_type = F_WRLCK}) < 0);
    int status, child = fork();
    if (child == 0) {
        read(p[0], b, 1);
        _exit(write(1, "child\n", 6) == 6 ? 3 : 4);
    }
    fflush(stdout);  // before the child may write
    write(p[1], "x", 1);
    printf("%d\n", waitpid(child, &status, 0) == child);
    printf("%d %d\n", WEXITSTATUS(status), (int)sizeof(read(0, 0, 0)));
    if (fgets(b, sizeof b, stdin))
        printf("line %s", b);
    int c = getchar(), d = getc(stdin), n = 0;
    printf("%c%c %d %d\n", c, d, scanf("%d %63s", &n, b), n);
    printf("%s %d\n", b, getchar());
    printf("%d\n", now() - began < 5);
    return 0;
}
"""
STDIN = b"one line\nxy 42 word\n"


def plain(tmp_path: Path, source: Path, flags: tuple[str, ...]) -> tuple[int, bytes]:
    binary = tmp_path / "a.out"
    subprocess.run(["gcc", *flags, str(source), "-o", str(binary)], check=True)
    done = subprocess.run([str(binary)], input=STDIN, capture_output=True, timeout=60)
    return done.returncode, done.stdout


@pytest.mark.parametrize("flags", [("-O0",), ("-O2",), ("-O2", "-D_FORTIFY_SOURCE=2")])
def test_waiting_looks_the_same_as_under_gcc(tmp_path: Path, flags: tuple[str, ...]) -> None:
    source = tmp_path / "seen.c"
    source.write_text(SEEN)
    compiler = Compiler(flags)
    module = build(read_program([str(source)]), compiler)
    native = str(compiler.runtime().native)
    with ThreadPoolExecutor(1) as pool:
        expected = pool.submit(plain, tmp_path, source, flags)
        command = [native, str(module.path)]
        done = subprocess.run(command, input=STDIN, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout) == expected.result()
    assert done.stdout.count(b"Interrupted") > 8


def test_waiting_looks_the_same_while_patches_come(server: Server, tmp_path: Path) -> None:
    """The same program, patched as often as possible while it runs."""
    source = tmp_path / "seen.c"
    slower = SEEN.replace("flags, 20000)", "flags, 150000)")
    source.write_text(slower)
    session = server.session
    session.define(slower, "seen")
    with ThreadPoolExecutor(1) as pool:
        meanwhile = pool.submit(plain, tmp_path, source, ("-O2",))
        session.run()
        session.write_stdin(STDIN)
        applied, ended = 0, time.monotonic() + 60
        while session.wait_exit(0) is None:
            assert time.monotonic() < ended, server.text
            newer = slower.replace("seen++;", f"seen += {'1 * ' * (applied + 1)} 1;")
            applied += session.define(newer, "seen", wait=0.05).state == "applied"
        status, expected = meanwhile.result()
    report = session.wait_exit(20)
    assert report is not None
    assert report.status == status
    assert sorted(server.text.splitlines()) == sorted(expected.splitlines())
    assert applied >= 1
