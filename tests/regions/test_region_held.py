"""What a blocking call was given, and what the code after it uses, delays a patch."""

from __future__ import annotations

from region_server import Server

HEAD = """\
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
struct T { int n; char text[8]; };
struct T *t;
int answer(void) { return 1; }
void ready(void) { dprintf(1, "pid %d\\nready\\n", (int)getpid()); }
"""
WIDER = ("struct T { int n; char text[8]; }", "struct T { long before; int n; char text[8]; }")
BETTER = ("return 1;", "return 2;")


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def is_held(server: Server, newer: str, name: str, line: int) -> None:
    """Request a patch; it has to wait because of ``name``, which the blocked thread still uses."""
    patch = server.session.define(newer, "server", wait=0)
    assert not patch.wait(0.2)
    (verdict,) = patch.verdicts
    assert verdict.name == name
    assert verdict.point is not None
    assert (verdict.point.unit, verdict.point.line) == ("server", line)
    assert "still uses" in str(patch.verdict)


def test_the_buffer_of_a_read_is_in_use_until_it_returns(server: Server) -> None:
    text = (
        HEAD
        + """\
void show(void) { printf("%d %.3s\\n", answer(), t->text); }
int fill(void) {
    return (int)read(0, t->text, 8);
}
int main(void) {
    char c;
    t = malloc(sizeof *t);
    ready();
    fill();
    ready();
    read(0, &c, 1);
    show();
    return 0;
}
"""
    )
    server.start(text)
    regions = {p.line: p.restricted for p in server.session.safety() if p.region}
    assert "T" in regions[10]
    is_held(server, changed(text, WIDER, BETTER), "struct T", 10)
    server.type("abc")
    assert server.session.pending is None or server.session.pending.wait(20)
    assert server.session.version == 1  # in the second region
    server.type("x")
    server.wait_for("2 abc")


def test_what_comes_after_the_call_is_in_use(server: Server) -> None:
    text = (
        HEAD
        + """\
int main(void) {
    char c;
    t = malloc(sizeof *t);
    t->n = 5;
    ready();
    read(0, &c, 1);
    printf("%d %d\\n", answer(), t->n);
    ready();
    read(0, &c, 1);
    printf("%d\\n", answer());
    return 0;
}
"""
    )
    server.start(text)
    is_held(server, changed(text, WIDER, BETTER), "struct T", 13)
    server.type("x")
    server.wait_for("1 5\n")
    pending = server.session.pending
    assert pending is None or pending.wait(20)
    server.type("x")
    server.wait_for("2\n")
    assert server.session.eval("t->n") == 5


def test_a_caller_that_uses_the_type_later_holds_it(server: Server) -> None:
    text = (
        HEAD
        + """\
void idle(void) {
    char c;
    read(0, &c, 1);
}
int main(void) {
    char c;
    t = malloc(sizeof *t);
    t->n = 6;
    ready();
    idle();
    printf("%d %d\\n", answer(), t->n);
    ready();
    read(0, &c, 1);
    return answer();
}
"""
    )
    server.start(text)
    patch = server.session.define(changed(text, WIDER, BETTER), "server", wait=0)
    assert not patch.wait(0.2)
    (verdict,) = patch.verdicts
    assert (verdict.name, verdict.function, str(verdict.place)) == ("struct T", "main", "server:17")
    server.type("x")
    server.wait_for("1 6\n")
    assert patch.wait(20)
    server.type("x")
    report = server.session.wait_exit(20)
    assert report is not None
    assert report.status == 2


def test_a_changed_body_delays_nothing(server: Server) -> None:
    text = (
        HEAD
        + """\
int main(void) {
    char c;
    t = malloc(sizeof *t);
    t->n = 5;
    ready();
    read(0, &c, 1);
    printf("%d %d\\n", answer(), t->n);
    return 0;
}
"""
    )
    server.start(text)
    newer = changed(text, BETTER, ('printf("', 'printf("never '))
    patch = server.session.define(newer, "server", wait=0)
    assert patch.wait(20)
    server.type("x")
    server.wait_for("\n2 5\n")  # the old main goes on, and calls the new answer
    assert b"never" not in server.text


def test_a_prototype_that_is_called_later_delays(server: Server) -> None:
    text = (
        HEAD
        + """\
int main(void) {
    char c;
    ready();
    read(0, &c, 1);
    printf("%d\\n", answer());
    ready();
    read(0, &c, 1);
    return 0;
}
"""
    )
    server.start(text)
    newer = changed(
        text,
        ("int answer(void) { return 1;", "int answer(int n) { return n;"),
        ("answer()", "answer(4)"),
    )
    is_held(server, newer, "answer", 11)
    server.type("x")
    server.wait_for("\n1\n")
    pending = server.session.pending
    assert pending is None or pending.wait(20)
    assert server.session.version == 1


def test_arguments_are_evaluated_before_the_thread_counts_as_waiting(server: Server) -> None:
    """An argument that itself waits holds what the outer call is given."""
    text = (
        HEAD
        + """\
int at_most(void) {
    char c;
    ready();
    return read(0, &c, 1) == 1 ? 3 : 0;
}
int fill(void) {
    return (int)read(0, t->text, at_most());
}
int main(void) {
    t = malloc(sizeof *t);
    fill();
    return answer();
}
"""
    )
    server.start(text)
    patch = server.session.define(changed(text, WIDER, BETTER), "server", wait=0)
    assert not patch.wait(0.2)
    assert {v.name for v in patch.verdicts} == {"struct T"}
    server.type("x")
    server.type("abc")
    assert patch.wait(20)
    report = server.session.wait_exit(20)
    assert report is not None


def test_a_call_below_a_library_function(server: Server) -> None:
    text = (
        HEAD
        + """\
int waiting(const void *a, const void *b) {
    char c;
    read(0, &c, 1);
    return *(const int *)a - *(const int *)b;
}
int main(void) {
    int numbers[] = {2, 1};
    ready();
    qsort(numbers, 2, sizeof *numbers, waiting);
    printf("sorted %d %d %d\\n", numbers[0], numbers[1], answer());
    return 0;
}
"""
    )
    server.start(text)
    patch = server.session.define(changed(text, WIDER, BETTER), "server", wait=0)
    assert patch.wait(20), patch.verdict
    server.type("x")
    server.wait_for("sorted 1 2 2\n")


def test_output_to_streams_is_no_region(server: Server) -> None:
    text = (
        HEAD
        + """\
struct pair { int a, b; };
int sum(struct pair *p) { return p->a + p->b; }
int main(void) {
    struct pair p = {1, 2};
    printf("%d\\n", sum(&p));
    fprintf(stderr, "x\\n"); fputs("y", stdout); putchar('z'); fflush(stdout);
    fwrite("q", 1, 1, stdout);
    return 0;
}
"""
    )
    server.session.define(
        text.replace('dprintf(1, "pid %d\\nready\\n", (int)getpid());', ""), "server"
    )
    assert server.session.safety() == ()
    assert "noipa" not in server.session.show("main")


def test_the_region_says_that_it_blocks(server: Server) -> None:
    server.session.define(
        HEAD + "int main(void) { char c; return (int)read(0, &c, 1); }\n", "server"
    )
    (point,) = [p for p in server.session.safety() if p.function == "main"]
    assert point.region
    assert str(point).endswith("(blocking)")
