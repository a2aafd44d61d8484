"""The magics in a real kernel: what reaches which cell."""

from __future__ import annotations

import queue
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

TIMEOUT = 60

COUNTER = """%%dsu_c
#include <stdio.h>
struct counter { int n; };
struct counter c;
int hit(void) { return ++c.n; }
void greet(void) { printf("hello\\n"); fprintf(stderr, "oops\\n"); }
"""
TICKER = """%%dsu_c --session ticker
#include <dsu.h>
#include <stdio.h>
#include <unistd.h>
int ticks;
int main(int argc, char **argv)
{
    puts("started");
    for (;;) {
        ticks++;
        if (access(argv[1], F_OK) == 0) {
            puts("asked");
            unlink(argv[1]);
        }
        update();
        usleep(1000);
    }
}
"""


@dataclass
class Result:
    status: str = ""
    error: str = ""
    result: str = ""
    html: str = ""
    streams: dict[str, str] = field(default_factory=lambda: {"stdout": "", "stderr": ""})


class Kernel:
    def __init__(self, manager: Any, client: Any) -> None:
        self.manager = manager
        self.client = client

    def inspect(self, code: str, cursor: int) -> str:
        """What Shift-Tab shows; nothing when nothing is known."""
        message = self.client.inspect(code, cursor)
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message:
                return str(reply["content"]["data"].get("text/plain", ""))

    def send(self, code: str, cell_id: str | None = None, *, allow_stdin: bool = False) -> str:
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": allow_stdin, "stop_on_error": True,
        }  # fmt: skip
        metadata = {"cellId": cell_id} if cell_id else {}
        message = self.client.session.msg("execute_request", content, metadata=metadata)
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def collect(self, identity: str) -> Result:
        """All that belongs to a request, until its cell is done."""
        found = Result()
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != identity:
                continue
            content = message["content"]
            match message["msg_type"]:
                case "stream":
                    found.streams[content["name"]] += content["text"]
                case "execute_result":
                    found.result = content["data"]["text/plain"]
                    found.html = content["data"].get("text/html", "")
                case "error":
                    found.error = "\n".join(content["traceback"])
                case "status" if content["execution_state"] == "idle":
                    break
        found.status = self._reply(identity)["content"]["status"]
        return found

    def _reply(self, identity: str) -> Any:
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == identity:
                return reply

    def run(self, code: str, cell_id: str | None = None) -> Result:
        return self.collect(self.send(code, cell_id))


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    manager, client = start_new_kernel(kernel_name="python3")
    kernel = Kernel(manager, client)
    assert kernel.run("%load_ext dsu_kernel").status == "ok"
    yield kernel
    client.stop_channels()
    manager.shutdown_kernel(now=False)


@pytest.fixture(scope="module")
def ticker(kernel: Kernel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that runs in session ``ticker``; it prints when there is a file of this name."""
    asking = tmp_path_factory.mktemp("ticker") / "ask"
    assert kernel.run(TICKER).status == "ok"
    waiting = kernel.send(f"%dsu_run --session ticker --wait 60 main {asking}")
    while kernel.client.get_iopub_msg(timeout=TIMEOUT)["content"].get("text") != "started\n":
        pass
    kernel.manager.signal_kernel(signal.SIGINT)
    result = kernel.collect(waiting)
    assert result.status == "ok", result.error
    assert "main is running" in result.result
    return asking


def counter(kernel: Kernel, session: str) -> str:
    """The options of magics for a session of its own with a program that counts."""
    option = f"--session {session}"
    defined = kernel.run(COUNTER.replace("%%dsu_c", f"%%dsu_c {option}"), "cell-a")
    assert defined.status == "ok", defined.error
    assert "v0: applied" in defined.html
    return option


def test_a_cell_with_an_id_is_one_unit_over_its_runs(kernel: Kernel):
    option = counter(kernel, "one-unit")
    assert kernel.run(f"%dsu {option} hit()").result == "1"
    edited = COUNTER.replace("int n;", "char tag; int n;").replace("%%dsu_c", f"%%dsu_c {option}")
    second = kernel.run(edited, "cell-a")
    assert second.status == "ok", second.error
    assert "char tag" in second.result
    assert ">Types</caption>" in second.html
    assert kernel.run(f"%dsu {option} hit()").result == "2"


def test_output_of_a_call_is_under_its_cell(kernel: Kernel):
    option = counter(kernel, "output")
    shown = kernel.run(f"%dsu {option} greet()")
    assert shown.streams == {"stdout": "hello\n", "stderr": "oops\n"}


def test_an_error_is_a_failure_with_the_cells_name_and_line(kernel: Kernel):
    failed = kernel.run("%%dsu_c\nint broken(void)\n{\n    return nothing;\n}\n", "cell-b")
    assert failed.status == "error"
    assert ":4:12: error:" in failed.error
    assert "In[" in failed.error
    assert "Traceback" not in failed.error


def test_a_running_program_answers_and_is_kept_over_an_interrupt(kernel: Kernel, ticker: Path):
    before = int(kernel.run("%dsu --session ticker ticks").result)
    assert int(kernel.run("%dsu --session ticker ticks").result) > before


def test_output_between_cells_appears_under_the_next(kernel: Kernel, ticker: Path):
    assert kernel.run("%dsu --session ticker ticks").status == "ok"
    ticker.touch()
    deadline = time.monotonic() + TIMEOUT
    while ticker.exists():
        assert time.monotonic() < deadline, "the program does not print"
        time.sleep(0.01)
    assert kernel.run("%dsu --session ticker ticks").streams["stdout"] == "asked\n"


def test_output_while_a_cell_waits_is_under_that_cell(kernel: Kernel, ticker: Path):
    waiting = kernel.send("%dsu_wait --session ticker 600")
    ticker.touch()
    while True:  # of whatever cell: that the parent is right is what is tested
        message = kernel.client.get_iopub_msg(timeout=TIMEOUT)
        if message["content"].get("text") == "asked\n":
            break
    assert message["parent_header"]["msg_id"] == waiting
    kernel.manager.signal_kernel(signal.SIGINT)
    kernel.collect(waiting)
    assert int(kernel.run("%dsu --session ticker ticks").result) > 0


ASKER = """%%dsu_c --session asker
#include <stdio.h>
char name[20];
int ask(void)
{
    printf("who? ");
    return scanf("%19s", name);
}
"""


@pytest.fixture(scope="module")
def asker(kernel: Kernel) -> str:
    """A call that reads standard input."""
    assert kernel.run(ASKER).status == "ok"
    return "%dsu --session asker ask()"


def test_a_program_that_reads_asks_the_notebook(kernel: Kernel, asker: str):
    asked = kernel.send(asker, allow_stdin=True)
    assert "input" in kernel.client.get_stdin_msg(timeout=TIMEOUT)["content"]["prompt"]
    kernel.client.input("Ada")
    result = kernel.collect(asked)
    assert (result.status, result.result) == ("ok", "1"), result.error
    assert result.streams["stdout"] == "who? "
    assert kernel.run("%dsu --session asker name").result == '"Ada"'


def test_an_interrupt_at_the_input_leaves_the_program_waiting(kernel: Kernel, asker: str):
    asked = kernel.send(asker, allow_stdin=True)
    kernel.client.get_stdin_msg(timeout=TIMEOUT)
    kernel.manager.signal_kernel(signal.SIGINT)
    result = kernel.collect(asked)
    assert result.status == "error"
    assert "the program goes on" in result.error
    assert kernel.run("%dsu_input --session asker Grace").status == "ok"
    assert kernel.run("%dsu --session asker name").result == '"Grace"'


def test_where_nobody_can_be_asked_it_says_what_to_do(kernel: Kernel, asker: str):
    result = kernel.run(asker)
    assert result.status == "error"
    assert "%dsu_input TEXT" in result.error
    assert kernel.run("%dsu_input --session asker Edsger").status == "ok"
    assert kernel.run("%dsu --session asker name").result == '"Edsger"'


def test_a_crash_leaves_the_kernel_and_the_text(kernel: Kernel):
    option = counter(kernel, "crash")
    kernel.run(f"%dsu_stop {option}")
    kernel.run(f"%dsu_restart {option}")
    crashed = kernel.run(f"%dsu {option} *(int *)0")
    assert crashed.status == "error"
    assert "SIGSEGV" in crashed.error
    assert kernel.run(f"%dsu {option} hit()").result == "1"


def test_nothing_is_left_over(kernel: Kernel):
    with pytest.raises(queue.Empty):
        kernel.client.get_shell_msg(timeout=0)


def test_what_stands_in_c_is_told_about_as_c(kernel: Kernel):
    kernel.run(COUNTER.replace("%%dsu_c", "%%dsu_c --session inspected"))
    kernel.run("%dsu_session inspected\nhit = 'of Python'\ndef mine(): 'says Python'")
    try:
        cell = "%%dsu_c\nint twice(void) { return hit() * 2; }"
        assert "int hit(void)" in kernel.inspect(cell, cell.index("hit") + 2)
        assert "int hit(void)" in kernel.inspect("%dsu hit()", 7)
        assert "of Python" in kernel.inspect("hit.upper()", 2)
        assert "says Python" in kernel.inspect("mine()", 2)
        assert kernel.inspect("%%dsu_c\nint nowhere;", 14) == ""
        kernel.run("%unload_ext dsu_kernel")
        assert "of Python" in kernel.inspect(cell, cell.index("hit") + 2)
    finally:
        kernel.run("%load_ext dsu_kernel")
