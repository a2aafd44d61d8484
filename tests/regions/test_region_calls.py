"""A server that waits in the library is patched while it waits."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

import pytest
from region_server import Server

HEAD = """\
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
struct record { int count; };
struct record *kept;
void on_signal(int number) { (void)number; }
int answer(void) { return 1 + kept->count; }
void prepare(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    kept = malloc(sizeof *kept);
    kept->count = 10;
}
void drain(void)
{
    char byte;
    struct pollfd input = {0, POLLIN, 0};
    __fpurge(stdin);
    while (poll(&input, 1, 0) == 1) read(0, &byte, 1);
}
void ready(void) { dprintf(1, "pid %d\\nready\\n", (int)getpid()); }
"""
CALL = """\
int call_NAME(void)
{
    drain();
    SET_UP
    ready();
    WAIT;
    printf("NAME: answer %d\\n", answer());
    fflush(stdout);
    return 0;
}
"""
Wake = Callable[[Server], None]


def type_a_line(server: Server) -> None:
    server.type("7\n")


def send_signal(server: Server) -> None:
    server.signal(signal.SIGUSR1)


def connect(server: Server) -> None:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(f"\0dsu-test-{server.pid}")


LISTEN = """struct sockaddr_un a = {.sun_family = AF_UNIX};
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    int n = sprintf(a.sun_path + 1, "dsu-test-%d", (int)getpid());
    if (bind(s, (struct sockaddr *)&a, offsetof(struct sockaddr_un, sun_path) + 1 + n)) return 1;
    listen(s, 5);"""
PAIR = "int p[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, p); char b[64] = {0};"
FULL = PAIR + " fcntl(p[0], F_SETFL, O_NONBLOCK); while (write(p[0], b, 64) > 0) ; "
FULL += "fcntl(p[0], F_SETFL, 0);"
IOV = "struct iovec v = {b, 64}; struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1};"
LOCKED = """int q[2]; pipe(q); char name[] = "/tmp/dsu-lock-XXXXXX"; int fd = mkstemp(name);
    pid_t child = fork();
    if (child == 0) {
        int other = open(name, O_RDWR); char c;
        struct flock l = {.l_type = F_WRLCK};
        if (BY_OTHER) _exit(1);
        write(q[1], "x", 1); read(0, &c, 1); _exit(0);
    }
    char c; read(q[0], &c, 1); unlink(name);"""
CHILD = "pid_t child = fork(); if (child == 0) { char c; read(0, &c, 1); _exit(3); } int st;"

CALLS: dict[str, tuple[str, str, Wake]] = {
    "read": ("char c;", "read(0, &c, 1)", type_a_line),
    "readv": (PAIR + IOV, "readv(0, &v, 1)", type_a_line),
    "recv": (PAIR, "recv(p[0], b, 64, 0)", send_signal),
    "recvfrom": (PAIR, "recvfrom(p[0], b, 64, 0, NULL, NULL)", send_signal),
    "recvmsg": (PAIR + IOV, "recvmsg(p[0], &m, 0)", send_signal),
    "write": (FULL, "write(p[0], b, 64)", send_signal),
    "send": (FULL, "send(p[0], b, 64, 0)", send_signal),
    "sendmsg": (FULL + IOV, "sendmsg(p[0], &m, 0)", send_signal),
    "accept": (LISTEN, "accept(s, NULL, NULL)", connect),
    "accept4": (LISTEN, "accept4(s, NULL, NULL, SOCK_CLOEXEC)", connect),
    "poll": ("struct pollfd f = {0, POLLIN, 0};", "poll(&f, 1, -1)", type_a_line),
    "ppoll": ("struct pollfd f = {0, POLLIN, 0};", "ppoll(&f, 1, NULL, NULL)", type_a_line),
    "select": (
        "fd_set r; FD_ZERO(&r); FD_SET(0, &r);",
        "select(1, &r, NULL, NULL, NULL)",
        type_a_line,
    ),
    "pselect": (
        "fd_set r; FD_ZERO(&r); FD_SET(0, &r);",
        "pselect(1, &r, NULL, NULL, NULL, NULL)",
        type_a_line,
    ),
    "epoll_wait": (
        """int e = epoll_create1(0); struct epoll_event v = {.events = EPOLLIN};
        epoll_ctl(e, EPOLL_CTL_ADD, 0, &v);""",
        "epoll_wait(e, &v, 1, -1)",
        type_a_line,
    ),
    "sleep": ("", "sleep(1000)", send_signal),
    "usleep": ("", "usleep(999999999)", send_signal),
    "nanosleep": ("", "nanosleep(&(struct timespec){1000, 0}, NULL)", send_signal),
    "clock_nanosleep": (
        "struct timespec d = {1000, 0};",
        "clock_nanosleep(CLOCK_MONOTONIC, 0, &d, NULL)",
        send_signal,
    ),
    "thrd_sleep": ("", "thrd_sleep(&(struct timespec){.tv_sec = 1000}, NULL)", send_signal),
    "pause": ("", "pause()", send_signal),
    "sigsuspend": ("sigset_t m; sigemptyset(&m);", "sigsuspend(&m)", send_signal),
    "sigwait": (
        """sigset_t m; int n; sigemptyset(&m); sigaddset(&m, SIGUSR1);
        sigprocmask(SIG_BLOCK, &m, NULL);""",
        "sigwait(&m, &n); sigprocmask(SIG_UNBLOCK, &m, NULL)",
        send_signal,
    ),
    "wait": (CHILD, "wait(&st)", type_a_line),
    "waitpid": (CHILD, "waitpid(child, &st, 0)", type_a_line),
    "wait4": (CHILD, "wait4(child, &st, 0, NULL)", type_a_line),
    "waitid": (CHILD + " siginfo_t i;", "waitid(P_PID, child, &i, WEXITED)", type_a_line),
    "system": ("", 'system("read line")', type_a_line),
    "flock": (
        LOCKED.replace("BY_OTHER", "flock(other, LOCK_EX)"),
        "flock(fd, LOCK_EX)",
        type_a_line,
    ),
    "fcntl": (
        LOCKED.replace("BY_OTHER", "fcntl(other, F_SETLK, &l)")
        + " struct flock l = {.l_type = F_WRLCK};",
        "fcntl(fd, F_SETLKW, &l)",
        type_a_line,
    ),
    "getchar": ("", "getchar()", type_a_line),
    "fgetc": ("", "fgetc(stdin)", type_a_line),
    "fgets": ("char b[9];", "fgets(b, 9, stdin)", type_a_line),
    "getline": ("char *b = NULL; size_t n = 0;", "getline(&b, &n, stdin)", type_a_line),
    "scanf": ("int n;", 'scanf("%d", &n)', type_a_line),
    "fread": ("char b[2];", "fread(b, 1, 2, stdin)", type_a_line),
    "sem_wait": ("sem_t s; sem_init(&s, 0, 0);", "sem_wait(&s)", send_signal),
    "msgrcv": (
        "int q = msgget(IPC_PRIVATE, 0600); struct { long t; char b[8]; } v;",
        "msgrcv(q, &v, 8, 0, 0); msgctl(q, IPC_RMID, NULL)",
        send_signal,
    ),
}


def version(number: int, source: str) -> str:
    """Another answer, and one field more in front of the record's count."""
    fields = " ".join(f"short m{i};" for i in range(number))
    source = source.replace("struct record { int", f"struct record {{ {fields} int")
    return source.replace("return 1 + kept", f"return {number + 1} + kept")


@pytest.mark.parametrize("part", range(4))
def test_a_blocked_server_is_patched_at_once(server: Server, part: int) -> None:
    names = list(CALLS)[part::4]
    calls = "".join(
        CALL.replace("NAME", name).replace("SET_UP", CALLS[name][0]).replace("WAIT", CALLS[name][1])
        for name in names
    )
    steps = " || ".join(f"call_{name}()" for name in names)
    source = f"{HEAD}{calls}int main(void) {{ prepare(); return {steps}; }}\n"
    server.start(source)
    for number, name in enumerate(names, 1):
        server.wait_blocked("ready\n", number)
        patch = server.session.define(version(number, source), "server", wait=0)
        assert patch.wait(10), f"{name}: {patch.verdict}"
        entry = server.session.timeline[-1]
        assert entry.waited_s is not None
        assert entry.waited_s < 1
        assert entry.pause_us is not None
        assert entry.pause_us < 100_000
        assert f"{name}: answer".encode() not in server.text
        CALLS[name][2](server)
        server.wait_for(f"{name}: answer {number + 11}\n")
    report = server.session.wait_exit(20)
    assert report is not None
    assert report.status == 0
