"""The C-first kernel, through a real Jupyter client."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from jupyter_client.manager import KernelManager

TIMEOUT = 60


class Kernel:
    """A kernel process and its client."""

    def __init__(self) -> None:
        self.manager = KernelManager()
        spec = json.loads(
            resources.files("dsu_kernel").joinpath("kernelspec/kernel.json").read_text()
        )
        assert self.manager.kernel_spec is not None or spec
        self.manager.kernel_spec.argv = spec["argv"]
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)

    def run(self, code: str) -> tuple[str, str]:
        """Run a cell: its status, and all text it showed."""
        texts: list[str] = []

        def show(message: dict) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                texts.append(content["text"])
            elif message["msg_type"] in ("execute_result", "display_data"):
                texts.append(content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                texts.append("\n".join(content["traceback"]))

        reply = self.client.execute_interactive(code, timeout=TIMEOUT, output_hook=show)
        return reply["content"]["status"], "".join(texts)

    def ask(self, method: str, *args: object) -> dict:
        """Ask for a completion or an inspection."""
        message = getattr(self.client, method)(*args)
        while True:
            reply = self.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message:
                return reply["content"]

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    assert (
        kernel.run("#include <stdio.h>\nstruct node { int value; struct node *next; };")[0] == "ok"
    )
    assert kernel.run("struct node *head;\nint total(void) {\n    return 41;\n}")[0] == "ok"
    yield kernel
    kernel.close()


def test_a_cell_without_a_semicolon_is_an_expression(kernel: Kernel):
    assert kernel.run('int answer(void) {\n    puts("counted");\n    return 41;\n}')[0] == "ok"
    status, text = kernel.run("answer() + 1")
    assert status == "ok"
    assert "counted" in text
    assert text.endswith("42")


def test_an_edited_cell_patches_the_program(kernel: Kernel):
    status, text = kernel.run("int total(void) { return 100; }\nint extra;")
    assert (status, "applied" in text) == ("ok", True)
    assert kernel.run("total()")[1] == "100"


def test_magics_work_as_they_are(kernel: Kernel):
    assert "struct node" in kernel.run("%dsu_types")[1]


def test_errors_are_gccs_at_the_cells_own_line(kernel: Kernel):
    status, text = kernel.run("int fine;\nint wrong(void) { return nowhere; }")
    assert status == "error"
    assert ":2:" in text
    assert "‘nowhere’ undeclared" in text


def test_completion_knows_functions_and_fields(kernel: Kernel):
    assert kernel.ask("complete", "tot", 3)["matches"] == ["total"]
    code = "head->next->"
    assert kernel.ask("complete", code, len(code))["matches"] == ["next", "value"]
    assert "%dsu_types" in kernel.ask("complete", "%dsu_ty", 7)["matches"]


def test_inspection_shows_prototype_and_version(kernel: Kernel):
    shown = kernel.ask("inspect", "total()", 3)["data"]["text/plain"]
    assert "int total(void)" in shown
    assert "version" in shown


def test_unfinished_input_continues(kernel: Kernel):
    assert kernel.ask("is_complete", "int f(void) {")["status"] == "incomplete"
    assert kernel.ask("is_complete", "int f(void) { return 1; }")["status"] == "complete"
