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
        kernel.run(
            "#include <stdio.h>\nstruct node { int value; struct node *next; };struct node *head;"
        )[0]
        == "ok"
    )
    assert kernel.run("int total(void) {\n    return 41;\n}")[0] == "ok"
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


def test_a_cell_with_an_id_is_one_unit_whatever_it_defines(kernel: Kernel):
    def run(code: str) -> str:
        message = kernel.client.session.msg(
            "execute_request",
            {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
            | {"allow_stdin": False, "stop_on_error": True},
            metadata={"cellId": "cell-x"},
        )
        kernel.client.shell_channel.send(message)
        while True:
            reply = kernel.client.get_shell_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]["status"]

    assert run("int before(void) { return 1; }") == "ok"
    assert run("int after(void) { return 2; }") == "ok"
    assert kernel.run("after()") == ("ok", "2")
    assert kernel.run("before()")[0] == "error"


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


def test_completion_knows_macros_headers_and_what_is_being_typed(kernel: Kernel):
    assert (
        kernel.run("#define LIMIT_OF_ALL 3\nint limited(void) { return LIMIT_OF_ALL; }")[0] == "ok"
    )
    assert kernel.ask("complete", "LIMIT_", 6)["matches"] == ["LIMIT_OF_ALL"]
    assert "printf" in kernel.ask("complete", "prin", 4)["matches"]
    code = "int f(int counted) { return cou"
    assert kernel.ask("complete", code, len(code))["matches"] == ["counted"]


def test_completion_and_inspection_know_the_c_in_magics(kernel: Kernel):
    for code in ("%dsu head->val", "%%dsu_c unit\nint f(void) { return head->val"):
        assert kernel.ask("complete", code, len(code))["matches"] == ["value"]
        shown = kernel.ask("inspect", f"{code}ue", len(code))["data"]["text/plain"]
        assert "int value\nmember of struct node" in shown


def test_inspection_shows_prototype_version_place_callers_and_sets(kernel: Kernel):
    spin = "void spin(struct node *n) {\n    update();\n    n->value++;\n}"
    status, text = kernel.run(f"{spin}\nvoid go(void) {{ spin(head); }}")
    assert status == "ok", text
    shown = kernel.ask("inspect", "spin(head)", 3)["data"]["text/plain"]
    assert "void spin(struct node *)" in shown
    assert "called by go" in shown
    assert "update point at line 2: may not change node" in shown
    assert "int printf(" in kernel.ask("inspect", "printf()", 3)["data"]["text/plain"]
    assert "struct node *next;" in kernel.ask("inspect", "struct node", 9)["data"]["text/plain"]


def test_a_question_about_a_name_of_the_program_is_answered(kernel: Kernel):
    assert "int total(void)" in kernel.run("total?")[1]


def test_statements_are_carried_out(kernel: Kernel):
    status, text = kernel.run('for (int i = 0; i < 2; i++)\n    printf("%d  %d;", i, i);')
    assert (status, text) == ("ok", "0  0;1  1;")


def test_unfinished_input_continues(kernel: Kernel):
    assert kernel.ask("is_complete", "int f(void) {")["status"] == "incomplete"
    assert kernel.ask("is_complete", "int f(void) { return 1; }")["status"] == "complete"
