"""Programs that never leave their loops are updated, and keep the values of their variables."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import PatchRefused
from dsu_kernel.patch.handle import Patch

# Every tick, `extra` is what the new code adds; main never returns unless told to.
TICKER = """\
#include <stdio.h>
long ticks, shown, extra; int leave;
int main(void) {
    int i = 0, step = 1;
    while (!leave) {
        i += step;
        ticks++;
        shown = i;
        update();
    }
    printf("left\\n");
    return 3;
}
"""


@pytest.fixture
def s() -> Iterator[Session]:
    with Session() as session:
        yield session


def start(s: Session, text: str) -> None:
    s.define(text, "u")
    s.run()
    assert s.eval("ticks") >= 0  # main stands at its update point


def edit(s: Session, text: str, *changes: tuple[str, str], unit: str = "u") -> Patch:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    patch = s.define(text, unit, wait=10)
    assert patch.state == "applied", patch.verdict
    return patch


def leave(s: Session) -> tuple[int | None, str]:
    s.eval("leave = 1")
    report = s.wait_exit(10)
    assert report is not None
    return report.status, s.output.decode()


def test_the_point_at_the_end_of_an_iteration_holds_nothing_of_it(s: Session) -> None:
    start(s, TICKER)
    (point,) = s.safety()
    assert point.function == "main_loop_body"
    assert set(point.restricted) == {"main_loop_body", "main_loop_rest"}


BEGINS = """\
long ticks, other; int leave;
int main(void) {
    for (;;) {
        update();
        for (;;) {
            update();
            ticks++;
            if (other || leave) break;
        }
        if (leave) return 0;
        other++;
    }
}
"""


def test_a_point_that_begins_the_iterations_is_shown_once(s: Session) -> None:
    # It is compiled twice, between the iterations, where nothing of them is held, and in them.
    start(s, BEGINS)
    outer, inner = s.safety()
    assert (outer.function, outer.line) == ("main", 4)
    assert (inner.function, inner.line) == ("main_loop_body", 6)
    assert "other" not in outer.restricted
    assert "ticks" not in inner.restricted
    plan = s.plan(BEGINS.replace("long ticks", "short ticks"), "u")
    assert [(m.function, m.line, m.when) for m in plan.moments] == [
        ("main", 4, "now"),
        ("main_loop_body", 6, "now"),
    ]


def test_an_older_loop_may_lack_the_point_that_begins_the_new_one(s: Session) -> None:
    older = BEGINS.replace("        update();\n        for", "        ticks++;\n        for", 1)
    start(s, older)
    s.define(BEGINS, "u", wait=10)
    at_begin, inner = ("main_loop_body", 4), ("main_loop_body", 6)
    assert [(p.function, p.line) for p in s.safety()] == [at_begin, inner]
    assert "main_loop2_body" in s.safety()[0].restricted  # that of the iteration
    newer = BEGINS.replace("long ticks", "int ticks")
    assert s.define(newer, "u", wait=10).state == "applied"  # at the inner one
    assert [(p.function, p.line) for p in s.safety()] == [at_begin, inner]
    s.restart()
    assert [(p.function, p.line) for p in s.safety()] == [("main", 4), inner]


def test_a_local_is_added(s: Session) -> None:
    start(s, TICKER)
    patch = edit(
        s,
        TICKER,
        ("int i = 0, step = 1;", "int i = 0, step = 1; long fresh;"),
        ("ticks++;", "ticks++; fresh += 2; extra = fresh - (fresh / 2) * 2 + (fresh > 0);"),
    )
    (change,) = patch.difference.types_changed
    assert change.name == "struct main_loop"
    assert [field.name for field in change.new_fields][-1] == "fresh"
    assert s.eval("extra") == 1
    assert s.eval("shown == ticks") == 1
    assert leave(s) == (3, "left\n")


def test_an_added_local_begins_with_its_constant(s: Session) -> None:
    start(s, TICKER)
    edit(
        s,
        TICKER,
        (
            "step = 1;",
            'step = 1; const int base = 40 + 2; const char *word = "new"; double d = .5;',
        ),
        ("shown = i;", "shown = i; extra = base + word[0] + (d == .5);"),
    )
    assert s.eval("extra") == 42 + ord("n") + 1


def test_a_local_is_removed(s: Session) -> None:
    start(s, TICKER)
    edit(s, TICKER, ("int i = 0, step = 1;", "int i = 0;"), ("i += step;", "i += 1;"))
    assert s.eval("shown == ticks") == 1
    assert leave(s) == (3, "left\n")


@pytest.mark.parametrize("kind", ["long", "double", "short", "unsigned char", "_Bool"])
def test_a_local_is_retyped(s: Session, kind: str) -> None:
    start(s, TICKER)
    edit(s, TICKER, ("int i = 0, step = 1;", f"int i = 0; {kind} step = 1;"))
    assert s.eval("shown == ticks") == 1


def test_the_counter_itself_is_retyped(s: Session) -> None:
    start(s, TICKER)
    edit(s, TICKER, ("int i = 0, step = 1;", "double i = 0; int step = 1;"))
    assert s.eval("shown == ticks") == 1
    edit(s, TICKER, ("int i = 0, step = 1;", "long i = 0; int step = 1;"))
    assert s.eval("shown == ticks") == 1


def test_locals_are_reordered_and_renamed_apart(s: Session) -> None:
    start(s, TICKER)
    patch = edit(s, TICKER, ("int i = 0, step = 1;", "int step = 1; int i = 0;"))
    assert not patch.difference.types_changed
    assert s.eval("shown == ticks") == 1


def test_the_body_changes_at_the_next_iteration(s: Session) -> None:
    start(s, TICKER)
    patch = edit(s, TICKER, ("shown = i;", "shown = -i;"))
    assert patch.difference.bodies_changed == ("main_loop_body",)
    assert s.eval("shown == -ticks") == 1


def test_the_condition_changes(s: Session) -> None:
    start(s, TICKER)
    edit(s, TICKER, ("while (!leave)", "while (extra < 100 && (extra += 10))"))
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 3
    assert s.eval("extra") == 100


def test_the_code_after_the_loop_changes(s: Session) -> None:
    start(s, TICKER)
    patch = edit(s, TICKER, ("return 3;", 'printf("twice\\n"); return step + 4;'))
    assert patch.difference.bodies_changed == ("main_loop_rest",)
    assert leave(s) == (5, "left\ntwice\n")


def test_a_while_loop_becomes_a_for_loop(s: Session) -> None:
    start(s, TICKER)
    edit(
        s,
        TICKER,
        ("while (!leave) {", "for (; !leave; i += step) {"),
        ("        i += step;\n", ""),
    )
    assert s.eval("shown - ticks") in (0, -1)  # the step comes before the next iteration now
    assert leave(s) == (3, "left\n")


def test_update_after_update(s: Session) -> None:
    start(s, TICKER)
    declared = "int i = 0,"
    for number in range(6):
        declared += f" v{number} = {number},"
        text = TICKER.replace("int i = 0,", declared)
        text = text.replace("shown = i;", f"shown = i; extra = v{number} + {number * 10};")
        assert edit(s, text).version == number + 1
        assert s.eval("extra") == number * 11
    assert s.eval("shown == ticks") == 1
    assert leave(s) == (3, "left\n")


TWO_POINTS = """\
long ticks, first, second;
void note(long *where, long what) { *where = what; }
int main(void) {
    long a = 0;
    for (int i = 0;; i++) {
        ticks++;
        a += 1;
        note(&first, a);
        update();
        note(&second, a);
        update();
    }
}
"""


def test_two_points_in_one_loop(s: Session) -> None:
    start(s, TWO_POINTS)
    inside, at_end = s.safety()
    assert set(at_end.restricted) < set(inside.restricted) | {"note"}
    patch = edit(
        s,
        TWO_POINTS,
        ("void note(long *where, long what)", "void note(long *where, long what, int add)"),
        ("{ *where = what; }", "{ *where = what + add; }"),
        ("note(&first, a)", "note(&first, a, 1000)"),
        ("note(&second, a)", "note(&second, a, 1000)"),
    )
    # The new prototype can only come in where old code does not call it any more.
    assert patch.report is not None
    s.eval("ticks"), s.eval("ticks")  # at two points: both notes are new from then on
    assert s.eval("first - second") in (0, 1)


NESTED = """\
#include <stdio.h>
long ticks, seen, extra; int leave;
int main(void) {
    long total = 0;
    for (int round = 0; leave < 2; round++) {
        int row = round * 10;
        for (int i = 0; ; i++) {
            ticks++;
            total += 1;
            seen = total;
            update();
            if (leave)
                break;
        }
        extra = row;
        leave++;
    }
    printf("%d\\n", total == ticks);
    return 0;
}
"""


def test_a_local_of_the_outer_function_changes_in_the_inner_loop(s: Session) -> None:
    start(s, NESTED)
    edit(
        s,
        NESTED,
        ("long total = 0;", "double total = 0; int bonus = 7;"),
        ("extra = row;", "extra = row + bonus;"),
    )
    assert s.eval("seen == ticks") == 1
    s.eval("leave = 1")
    report = s.wait_exit(10)
    assert report is not None
    assert report.status == 0
    assert s.output == b"1\n"
    assert s.eval("extra") == 7


def test_the_outer_iteration_changes_while_the_inner_loop_runs(s: Session) -> None:
    start(s, NESTED)
    patch = edit(s, NESTED, ("extra = row;", "extra = row - 1; row = 5;"))
    assert set(patch.difference.bodies_changed) == {"main_loop2_rest"}
    s.eval("leave = 1")
    assert s.wait_exit(10) is not None
    assert s.eval("extra") == -1


LABELS = """\
#include <stdio.h>
long ticks; int how;
int main(void) {
    int code = 10;
    while (1) {
        ticks++;
        update();
        if (how == 1) goto first;
        if (how == 2) goto second;
        update();
    }
    code += 1000;
first:
    code += 100;
second:
    code += 1;
    printf("%d\\n", code);
    return 0;
}
"""


@pytest.mark.parametrize(("how", "expected"), [(1, b"120\n"), (2, b"20\n"), (3, b"1\n")])
def test_labels_come_between(s: Session, how: int, expected: bytes) -> None:
    start(s, LABELS)
    edit(
        s,
        LABELS,
        ("if (how == 1) goto first;", "if (how == 3) goto zero; if (how == 1) goto first;"),
        ("first:\n", "zero:\n    code -= 110;\nfirst:\n"),
        ("second:\n", "second:\n    code += 10;\nthird:\n"),
        ("code += 1;\n", "if (code == 1000) goto third;\n    code += how == 3 ? -10 + 1 : 0;\n"),
    )
    s.eval(f"how = {how}")
    assert s.wait_exit(10) is not None
    assert s.output == expected


def test_a_label_that_old_code_may_still_jump_to_stays(s: Session) -> None:
    start(s, LABELS)
    inside, at_end = s.safety()
    assert "main_loop_to_second" in inside.restricted
    assert "main_loop_to_second" not in at_end.restricted
    text = LABELS.replace("if (how == 2) goto second;", "").replace("second:\n", "")
    patch = s.define(text, "u", wait=10)
    # Gone at the point from which no old jump leads there: the one at the end of the iteration.
    assert patch.state == "applied"
    s.eval("how = 1")
    assert s.wait_exit(10) is not None
    assert s.output == b"111\n"


KEPT = """\
#include <string.h>
struct server { int clients; char name[8]; };
struct server *known; char *cursor; long ticks, extra; int text;
void init(struct server *s) { known = s; strcpy(s->name, "abc"); }
int main(void) {
    long i = 0;
    struct server srv = {0};
    char buf[16];
    cursor = buf;
    init(&srv);
    while (1) {
        srv.clients++;
        *cursor = 'x';
        cursor = cursor == buf + 15 ? buf : cursor + 1;
        ticks = ++i;
        text = buf[3];
        update();
    }
}
"""


def test_variables_with_pointers_to_them_stay_where_they_are(s: Session) -> None:
    start(s, KEPT)
    edit(
        s,
        KEPT,
        ("long i = 0;", "long i = 0, more = 5; char line[32];"),
        ("text =", "extra = more + (line[0] = 1); text ="),
    )
    assert s.eval("extra") == 6
    assert s.eval("known->clients == ticks") == 1


def test_a_variable_with_pointers_to_it_cannot_be_retyped(s: Session) -> None:
    start(s, KEPT)
    with pytest.raises(PatchRefused, match="buf is pinned"):
        s.define(KEPT.replace("char buf[16]", "char buf[32]"), "u")
    assert s.eval("known->clients == ticks") == 1


STATICS = """\
long ticks, extra; int leave;
long count(int n) {
    static long calls = 100;
    long sum = 0;
    while (n-- > 0) {
        static int turns;
        turns++;
        calls++;
        sum = calls * 1000 + turns;
        POINT;
    }
    return sum;
}
int main(void) { while (1) { ticks++; update(); } }
"""


def test_static_locals_keep_their_values_when_a_loop_gets_its_point(s: Session) -> None:
    text = "#define POINT\n" + STATICS
    start(s, text)
    assert s.call("count", 3) == 103003
    edit(s, text, ("#define POINT\n", "#define POINT update()\n"))
    assert "count_loop_body" in {function.name for function in s.functions}
    assert s.call("count", 2) == 105005
    edit(s, text, ("#define POINT\n", "#define POINT update()\n"), ("calls++;", "calls += 2;"))
    assert s.call("count", 2) == 109007
    edit(s, text)
    assert s.call("count", 1) == 110008


SERVED = """\
#include <stdio.h>
int turns;
void serve(void) {
    char line[64];
    int served = 0;
    while (fgets(line, sizeof line, stdin)) {
        turns++;
        printf("%d: %s", ++served, line);
        fflush(stdout);
        update();
    }
}
int main(void) { serve(); return 0; }
"""


def test_a_server_between_two_requests() -> None:
    arrived = threading.Condition()
    lines: list[bytes] = []

    def note(_stream: str, data: bytes) -> None:
        with arrived:
            lines.append(data)
            arrived.notify_all()

    def answers(session: Session, request: str) -> str:
        count = b"".join(lines).count(b"\n")
        session.write_stdin(request + "\n")
        with arrived:
            assert arrived.wait_for(lambda: b"".join(lines).count(b"\n") > count, 10)
        return b"".join(lines).decode().splitlines()[count]

    with Session(on_output=note) as s:
        s.define(SERVED, "u")
        s.run()
        assert answers(s, "one") == "1: one"
        patch = s.define(
            SERVED.replace("int served = 0;", "int served = 0; long bytes = 0;").replace(
                'printf("%d: %s", ++served, line);',
                "for (char *c = line; *c; c++) bytes++; "
                'printf("%d/%ld: %s", ++served, bytes, line);',
            ),
            "u",
            wait=0,
        )
        answers(s, "two")  # by old code, if the server still waits in it
        assert patch.wait(10)
        assert re.fullmatch(r"3/\d+: three", answers(s, "three"))
