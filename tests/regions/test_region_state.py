"""State transformers while the program waits in the library: another thread runs them."""

from __future__ import annotations

import pytest
from region_server import PATIENCE, Server

from dsu_kernel.errors import PatchRefused

SERVER = """\
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
struct conn { int fd; struct conn *next; };
struct conn *conns;
_Thread_local int here = 7;
/* new globals */
int where(void) { return here; }
int (*ask)(void) = where;
void on_child(int s) { (void)s; dprintf(1, "child\\n"); }
void add(int fd) {
    struct conn *c = malloc(sizeof *c);
    c->fd = fd;
    c->next = conns;
    conns = c;
}
int waited(int listening) {
    struct pollfd p = {listening, POLLIN, 0};
    (void)p;
    return WAIT;
}
int main(void) {
    int listening = socket(AF_INET, SOCK_STREAM, 0);
    listen(listening, 5);
    add(3);
    add(4);
    SETUP
    dprintf(1, "pid %d\\nready\\n", (int)getpid());
    for (;;) dprintf(1, "woke %d\\n", waited(listening));
}
"""
COUNT = "for (struct conn *c = conns; c; c = c->next) total++;"
ACCEPT, POLL = "accept(listening, 0, 0)", "poll(&p, 1, -1)"


def start(server: Server, wait: str, setup: str = "") -> str:
    text = SERVER.replace("WAIT", wait).replace("SETUP", setup)
    server.start(text)
    return text.replace("/* new globals */", "int total;")


@pytest.mark.parametrize("wait", [ACCEPT, POLL, "pause()", "(int)usleep(900000000)"])
@pytest.mark.parametrize("setup", ["", "signal(SIGCHLD, SIG_IGN);"])
def test_an_idle_server_is_patched_where_it_waits(server: Server, wait: str, setup: str) -> None:
    newer = start(server, wait, setup)
    server.session.state(COUNT)
    patch = server.session.define(newer, "server", wait=PATIENCE)
    assert patch.state == "applied"
    assert b"woke" not in server.text  # not by the rehearsal in a child either


def test_what_it_computed_is_there_when_the_call_returns(server: Server) -> None:
    text = SERVER.replace("WAIT", "(int)read(0, (char[1]){0}, 1)").replace("SETUP", "")
    report = 'dprintf(1, "woke %d\\n", waited(listening));'
    text = text.replace(report, f"{{ {report} tell(); }}").replace(
        "int where(void)", "void tell(void) { }\nint where(void)"
    )
    server.start(text)
    newer = text.replace("/* new globals */", "int total;")
    newer = newer.replace("tell(void) { }", 'tell(void) { dprintf(1, "total %d\\n", total); }')
    server.session.state(COUNT)
    assert server.session.define(newer, "server", wait=PATIENCE).state == "applied"
    server.type("x")
    server.wait_for("total 2\n")


@pytest.mark.parametrize(
    ("wait", "setup", "state", "why"),
    [
        (ACCEPT, "", "total = here;", "program's own thread"),
        (ACCEPT, "", "total = where();", "program's own thread"),
        (POLL, "", "total = ask();", "program's own thread"),
        (POLL, "", "raise(SIGUSR1);", "program's own thread"),
        ("getchar()", "", COUNT, "until this call of the library has returned"),
        ("(sleep(900), 1)", "", COUNT, "until this call of the library has returned"),
        ("system(\"read x\")", "", COUNT, "until this call of the library has returned"),
        (ACCEPT, "signal(SIGCHLD, on_child);", COUNT, "handler of SIGCHLD"),
    ],
)  # fmt: skip
def test_it_waits_where_the_program_could_notice(
    server: Server, wait: str, setup: str, state: str, why: str
) -> None:
    newer = start(server, wait, setup)
    server.session.state(state)
    patch = server.session.define(newer, "server", wait=0.05)
    assert patch.state == "pending"
    (verdict,) = patch.verdicts
    assert why in verdict.reason
    assert verdict.point is not None
    assert "when the program goes on" in verdict.help


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("total = 5; return 3;", "the state transformer returned 3"),
        ("total = 5; *(int *)8 = 1;", "Segmentation fault (SIGSEGV)"),
        ("_exit(0);", "the state transformer ended the process"),
        ("add(5); __builtin_trap();", "the state transformer crashed"),
    ],
)
def test_one_that_fails_changes_nothing(server: Server, state: str, why: str) -> None:
    newer = start(server, ACCEPT, "signal(SIGCHLD, SIG_IGN);" if "_exit" in state else "")
    server.session.state(state)
    with pytest.raises(PatchRefused) as caught:
        server.session.define(newer, "server", wait=PATIENCE)
    assert why in str(caught.value)
    server.session.state("")
    assert server.session.version == 0
    assert server.session.define(newer, "server", wait=PATIENCE).state == "applied"


def test_a_bound_one_runs_when_the_call_returns(server: Server) -> None:
    newer = start(server, "(int)read(0, (char[1]){0}, 1)")
    server.session.state("total = where() + here;")
    patch = server.session.define(newer, "server", wait=0.05)
    assert patch.state == "pending"
    server.type("x")
    assert patch.wait(PATIENCE)


def test_a_thread_whose_call_returns_waits_for_the_commit(server: Server) -> None:
    text = """\
#include <stdio.h>
#include <unistd.h>
int ends[2];
/* new globals */
void tell(void) { dprintf(1, "old\\n"); }
int main(void) {
    char c;
    pipe(ends);
    dprintf(1, "pid %d\\nready\\n", (int)getpid());
    while (read(ends[0], &c, 1) == 1) tell();
    return 0;
}
"""
    server.start(text)
    newer = text.replace("/* new globals */", "int total;")
    newer = newer.replace('dprintf(1, "old\\n")', 'dprintf(1, "total %d\\n", total)')
    # The program's read returns at the first step of the state transformer.
    server.session.state("write(ends[1], &total, 1); usleep(100000); total = 2;")
    assert server.session.define(newer, "server", wait=PATIENCE).state == "applied"
    server.wait_for("total 2\n", 2)
    assert b"old" not in server.text


def test_one_that_uses_up_its_stack_says_so(server: Server) -> None:
    newer = start(server, POLL)
    deep = "int deep(int n) { volatile char b[999]; b[n & 7] = n; return deep(n + 1) + b[n & 7]; }"
    server.session.state("total = deep(1);")
    with pytest.raises(PatchRefused, match="stack is full"):
        server.session.define(newer.replace("int total;", f"int total; {deep}"), "server")
    assert server.session.version == 0
