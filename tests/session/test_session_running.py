"""Patches, calls and evaluations while main runs."""

from __future__ import annotations

import pytest
from session_programs import Watched

from dsu_kernel import Session
from dsu_kernel.errors import DsuError
from dsu_kernel.live.errors import JobTimeout

# Free running: main never waits.
LOOP = """\
struct T { int a; };
struct T t = {1};
int n, stop;
int f(void) { return 1; }
int work(void) { return f() + t.a; }
int main(void) {
    while (!stop) {
        n += work() > 0;
        update();
    }
    return 7;
}
"""

# In lockstep: each line of input is one round. fgets_unlocked is no blocking region: while the
# program waits for a line it stands at no point.
ROUNDS = """\
#define _GNU_SOURCE
#include <stdio.h>
struct T { int a; };
struct T t = {1};
int f(void) { return 1; }
int main(void) {
    char line[100];
    while (fgets_unlocked(line, sizeof line, stdin) && line[0] != 'q') {
        BEFORE
        printf("round %d\\n", f());
        fflush(stdout);
        update();
        AFTER
    }
    return 0;
}
"""


def rounds(before: str = "", after: str = "") -> str:
    return ROUNDS.replace("BEFORE", before).replace("AFTER", after)


# ---- main, calls and evaluations ----


def test_run_returns_at_once_and_wait_exit_tells_the_status(session: Session) -> None:
    session.define(LOOP, "cell")
    session.run()
    assert session.running
    assert session.wait_exit(0.01) is None
    with pytest.raises(DsuError, match="the program is running"):
        session.run()
    session.eval("stop = 1")
    report = session.wait_exit(20)
    assert report is not None
    assert (report.status, report.signal, str(report)) == (
        7,
        None,
        "the program exited with status 7",
    )
    assert not session.running
    assert session.eval("stop") == 1  # the process lives on
    session.eval("stop = 0")
    session.run()
    assert session.running


def test_calls_and_evaluations_run_at_update_points(session: Session) -> None:
    session.define(LOOP, "cell")
    session.run()
    first = session.eval("n")
    assert session.eval("n") > first
    assert session.call("work") == 2
    assert session.eval("t.a = 5, work()") == 6
    assert session.running


def test_no_update_point_comes(session: Session) -> None:
    session.define(LOOP.replace("update();", ""), "cell")
    session.run()
    with pytest.raises(JobTimeout, match="has not come to an update point in this time"):
        session.eval("n", timeout=0.05)
    patch = session.define(
        LOOP.replace("update();", "").replace("return 1;", "return 2;"), "cell", wait=0.05
    )
    assert patch.state == "pending"
    assert "has not come to an update point yet" in str(patch.verdict)
    assert session.stop() is not None


def test_arguments_of_main(session: Session) -> None:
    session.define(
        "#include <stdio.h>\nint main(int argc, char **argv) {"
        'for (int i = 0; i < argc; i++) printf("[%s]", argv[i]); return argc; }'
    )
    session.run("main", "a b", "ü", 5, b"\xff", "")
    report = session.wait_exit(20)
    assert report is not None
    assert report.status == 6
    assert session.output == "[main][a b][ü][5]".encode() + b"[\xff][]"


@pytest.mark.parametrize(
    "head",
    [
        "int main(int argc)",
        "int main(argc) int argc;",
        "int main(int argc, char **argv, char **envp)",
        "int main(argc, argv, envp) int argc; char **argv, **envp;",
    ],
)
def test_main_gets_as_many_arguments_as_it_has(session: Session, head: str) -> None:
    has = "envp[0]" if "envp" in head else "argc"
    session.define(f"{head} {{ return {has} ? argc : 0; }}")
    session.run("main", "a", "b")
    report = session.wait_exit(20)
    assert report is not None
    assert report.status == 3


def test_another_function_can_be_run(session: Session) -> None:
    session.define(LOOP + "int spin(int by) { while (!stop) { n += by; update(); } return n; }")
    session.run("spin", 3)
    assert session.eval("n % 3") == 0
    session.eval("stop = 1")
    assert session.wait_exit(20) is not None


def test_stdin(watched: Watched) -> None:
    s = watched.session
    s.define(
        '#include <stdio.h>\nint a, b;\nint main(void) { while (scanf("%d %d", &a, &b) == 2) {'
        'printf("%d\\n", a + b); fflush(stdout); update(); } puts("end"); return 0; }'
    )
    s.run()
    s.write_stdin("1 2\n")
    s.write_stdin(b"3 4\n")
    watched.wait_for(b"7\n")
    s.write_stdin("x\n")
    assert s.wait_exit(20) is not None
    assert s.output == b"3\n7\nend\n"


# ---- patches ----


def test_a_body_changes_under_a_running_main(watched: Watched) -> None:
    s = watched.session
    s.define(rounds(), "cell")
    s.run()
    watched.type()
    watched.wait_for(b"round 1\n")
    patch = s.define(rounds().replace("return 1;", "return 2;"), "cell")
    if patch.state == "pending":  # main was waiting for input
        watched.type()
        assert patch.wait(20)
    watched.type()
    watched.wait_for(b"round 2\n")
    assert s.version == 1


def test_pending_with_the_reason_then_applied_by_itself(watched: Watched) -> None:
    s = watched.session
    text = rounds(after='printf("%d\\n", t.a);')
    s.define(text, "cell")
    s.run()
    watched.type()
    watched.wait_for(b"round", 1)
    newer = text.replace("struct T { int a; }", "struct T { int b; int a; }")
    patch = s.define(newer, "cell", wait=0)
    watched.type()
    watched.wait_for(b"round", 2)
    assert patch.state == "pending"
    assert s.pending is patch
    assert s.version == 0
    assert "(v0) still uses struct T" in str(patch.verdict)
    (verdict,) = patch.verdicts
    assert (verdict.name, verdict.when) == ("struct T", "later")
    assert verdict.function.startswith("main")  # its loop may be a function of its own
    assert verdict.point is not None
    assert (verdict.point.unit, verdict.point.line) == ("cell", 12)
    watched.type("q")
    assert patch.wait(20)
    assert s.wait_exit(20) is not None
    assert (s.version, s.pending) == (1, None)
    assert s.eval("t.a") == 1
    assert [(e.version, e.state) for e in s.timeline] == [(0, "applied"), (1, "applied")]


def test_a_newer_text_replaces_the_patch_that_waits(watched: Watched) -> None:
    s = watched.session
    text = rounds(after='printf("%d\\n", t.a);')
    s.define(text, "cell")
    s.run()
    watched.type()
    watched.wait_for(b"round", 1)
    first = s.define(
        text.replace("struct T { int a; }", "struct T { int b; int a; }"), "cell", wait=0
    )
    second = s.define(text.replace("return 1;", "return 3;"), "cell", wait=0)
    assert (first.state, s.pending) == ("cancelled", second)
    watched.type()
    assert second.wait(20)
    watched.type()
    watched.wait_for(b"round 3\n")
    assert s.version == 1
    assert s.units["cell"] == text.replace("return 1;", "return 3;")


def test_a_text_that_does_not_compile_leaves_the_patch_that_waits(watched: Watched) -> None:
    s = watched.session
    s.define(rounds(), "cell")
    s.run()
    watched.type()
    watched.wait_for(b"round", 1)
    patch = s.define(rounds().replace("return 1;", "return 2;"), "cell", wait=0)
    with pytest.raises(DsuError):
        s.define(rounds().replace("return 1;", "return one;"), "cell", wait=0)
    watched.type()
    assert patch.wait(20)
    watched.type()
    watched.wait_for(b"round 2\n")


def test_a_patch_that_takes_the_pending_change_back_is_empty(watched: Watched) -> None:
    s = watched.session
    s.define(rounds(), "cell")
    s.run()
    watched.type()
    watched.wait_for(b"round", 1)
    pending = s.define(rounds().replace("return 1;", "return 2;"), "cell", wait=0)
    if pending.state == "pending":
        patch = s.define(rounds(), "cell", wait=0)
        assert (patch.state, pending.state, s.pending) == ("empty", "cancelled", None)


def test_a_changed_prototype_waits_for_its_caller(watched: Watched) -> None:
    s = watched.session
    s.define(rounds(after='printf("%d\\n", f());'), "cell")
    s.run()
    watched.type()
    watched.wait_for(b"round", 1)
    newer = (
        rounds(after='printf("%d\\n", f(2));').replace("f(void)", "f(int n)").replace("f()", "f(1)")
    )
    patch = s.define(newer, "cell", wait=0)
    for n in (2, 3):  # the point behind the second one has been passed with the third
        watched.type()
        watched.wait_for(b"round", n)
    assert patch.state == "pending"
    assert {v.name for v in patch.verdicts} == {"f"}
    watched.type("q")
    assert patch.wait(20)


def test_many_patches_under_load(session: Session) -> None:
    session.define(LOOP, "cell")
    session.run()
    for i in range(6):
        text = LOOP.replace("return 1;", f"return {i};")
        fields = ["int a;", "int b; int a;", "char pad[40]; int a;"][i % 3]
        text = text.replace("struct T { int a; }", f"struct T {{ {fields} }}")
        patch = session.define(text, "cell", wait=20)
        assert patch.state == "applied"
        assert session.call("work") == i + 1
    assert session.running


def test_patches_that_replace_each_other_quickly(session: Session) -> None:
    """Each withdraws the one before while the process may still look at it."""
    text = LOOP.replace("update();", "")
    session.define(text, "cell")
    session.run()
    patches = [
        session.define(text.replace("return 1;", f"return {i};"), "cell", wait=0)
        for i in range(2, 14)
    ]
    assert {p.state for p in patches[:-1]} == {"cancelled"}
    assert session.pending is patches[-1]
    assert session.output == b""


def test_input_that_nobody_can_give_ends_the_waiting(session: Session) -> None:
    class Nobody(DsuError):
        pass

    def ask() -> str:
        raise Nobody("there is nobody to ask")

    session.define("#include <stdio.h>\nint main(void) { return getchar() == 10 ? 4 : 5; }")
    session.run()
    with pytest.raises(Nobody):
        session.wait_exit(on_input=ask)
    session.write_stdin("\n")
    found = session.wait_exit(30)
    assert found is not None
    assert found.status == 4
