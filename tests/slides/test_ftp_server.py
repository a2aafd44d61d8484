"""The slides "DSU for a Hypothetical FTP Server": statistics join clientState while it serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from dsu_kernel import Session

VERSION_1 = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int sock_t;
typedef struct { char bytes[32]; } buffer;

struct clientState {
    sock_t socket;
};

enum request { GET_FILE, QUIT, FAIL };

int disk_broken;

buffer readFile(void) {
    buffer b;
    strcpy(b.bytes, disk_broken ? "" : "the file");
    return b;
}

void send(sock_t s, buffer b) { printf("to %d: <%s>\\n", s, b.bytes); fflush(stdout); }

void sendFile(sock_t s) {
    buffer b = readFile();
    send(s, b);
}

enum request getRequest(struct clientState *c) {
    char line[16];
    if (!fgets(line, sizeof line, stdin) || line[0] == 'q') return QUIT;
    disk_broken = line[0] == 'f';
    return GET_FILE;
}

struct clientState *accept_one(void) {
    struct clientState *c = malloc(sizeof *c);
    c->socket = 42;
    return c;
}
"""

VERSION_2 = VERSION_1.replace(
    "struct clientState {\n",
    "typedef struct { int sent; int failed; } stat_s;\n\n"
    "int errorState(buffer b) { return b.bytes[0] == 0; }\n\n"
    "struct clientState {\n    stat_s statistics;\n",
).replace("    send(s, b);", "    if (!errorState(b))\n        send(s, b);")

SERVER = """\
void server(void) {
    struct clientState *c = accept_one();
    #pragma dsu no_extract
    while (1) {
        switch (getRequest(c)) {
            case GET_FILE: sendFile(c->socket); break;
            default: free(c); return;
        }
        update(); // magic
    }
}
int main(void) { for (int clients = 0; clients < 2; clients++) { server(); update(); } return 0; }
"""

# The loop of server() becomes a function: whoever waits in it holds nothing of its code.
EXTRACTED = SERVER.replace("    #pragma dsu no_extract\n", "")

HANDED_ON = """\
void get_file(struct clientState *c) { sendFile(c->socket); }
void server(void) {
    struct clientState *c = accept_one();
    while (1) {
        switch (getRequest(c)) {
            case GET_FILE: get_file(c); break;
            default: free(c); return;
        }
        update(); // magic
    }
}
struct clientState *seen;
int main(void) { server(); return 0; }
"""


class Client:
    def __init__(self) -> None:
        self._seen = threading.Condition()
        self._text = b""
        self.session = Session(on_output=self._arrived)

    def _arrived(self, stream: str, data: bytes) -> None:
        with self._seen:
            self._text += data
            self._seen.notify_all()

    def ask(self, line: str) -> None:
        self.session.write_stdin(f"{line}\n")

    def reads(self, count: int) -> None:
        with self._seen:
            assert self._seen.wait_for(lambda: self._text.count(b"\n") >= count, 10)


@pytest.fixture
def client() -> Iterator[Client]:
    c = Client()
    with c.session:
        yield c


def test_an_extracted_loop_lets_the_new_version_in(client: Client) -> None:
    s = client.session
    s.define(VERSION_1 + EXTRACTED, "ftp")
    s.run()
    client.ask("get")
    client.reads(1)
    patch = s.define(VERSION_2 + EXTRACTED, "ftp", wait=0)
    client.ask("get")  # the loop comes to its update point
    assert patch.wait(10)
    client.ask("f")  # new code: an empty file is not sent
    client.ask("get")
    client.ask("q")
    client.ask("q")
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 0
    assert s.output == b"to 42: <the file>\n" * 3


def test_clientstate_is_in_use_while_server_holds_it(client: Client) -> None:
    s = client.session
    s.define(VERSION_1 + SERVER, "ftp")
    s.run()
    client.ask("get")
    client.reads(1)
    patch = s.define(VERSION_2 + SERVER, "ftp", wait=0)
    client.ask("f")  # old code: an empty file is sent all the same
    client.reads(2)
    assert patch.state == "pending"
    assert "server (v0) still uses struct clientState" in str(patch.verdict)
    client.ask("q")  # the first client leaves: server() returns
    assert patch.wait(10)
    client.ask("get")
    client.ask("f")
    client.ask("q")
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 0
    assert s.output == b"to 42: <the file>\nto 42: <>\nto 42: <the file>\n"


def test_the_client_stays_connected_when_server_only_hands_it_on(client: Client) -> None:
    s = client.session
    s.define(VERSION_1 + HANDED_ON, "ftp")
    s.run()
    client.ask("get")
    client.reads(1)
    patch = s.define(VERSION_2 + HANDED_ON, "ftp", wait=0)
    client.ask("get")
    assert patch.wait(10)
    client.ask("f")  # not sent any more
    client.ask("get")  # and the client has kept its socket
    client.ask("q")
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 0
    assert s.output == b"to 42: <the file>\n" * 3
    (converted,) = [t.converted for t in s.types if t.name == "struct clientState"]
    assert converted == 1
    assert set(patch.difference.functions_added) == {"errorState"}
    assert "sendFile" in patch.difference.bodies_changed
