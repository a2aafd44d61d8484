"""Bad timing: real runs of the slides' example, an update at each step, analysis on and off."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError, DsuError, PatchRefused
from dsu_kernel.steps import recorder
from dsu_kernel.steps.pair import Change, compiled
from dsu_kernel.steps.programs import SLIDES, USED, change_of
from dsu_kernel.steps.recorder import Recorder
from dsu_kernel.steps.timing import bad_timing
from dsu_kernel.steps.trace import Picture, Timing, Trace


@pytest.fixture(scope="module")
def used() -> Timing:
    return bad_timing(USED)


@pytest.fixture(scope="module")
def slides() -> Recorder:
    return Recorder(compiled(SLIDES))


def phases(trace: Trace) -> list[str]:
    return [picture.phase for picture in trace.pictures]


def variables(picture: Picture) -> dict[str, str]:
    return {cell.name: cell.text for a in picture.stack for cell in a.variables}


def test_the_sets_are_those_of_the_slides(slides: Recorder):
    trace = slides.record(None)
    first = [p for p in trace.pictures if p.run == 0]
    assert [(p.stack[0].function, p.line, set(p.restricted)) for p in first] == [
        ("call", 6, {"T", "foo"}),
        ("call", 7, {"T", "foo"}),
        ("foo", 3, {"T"}),
        ("foo", 4, {"T"}),
        ("call", 8, set()),
    ]
    assert not trace.wrong
    assert trace.applied is None


def test_without_the_analysis_an_int_is_written_over_a_pointer(slides: Recorder):
    trace = slides.record(1, analysis=False)
    assert phases(trace)[:6] == ["step", "step", "applied", "converted", "step", "step"]
    old, new, call, after = (trace.pictures[i] for i in (1, 3, 4, 5))
    assert variables(old)["t"] == "{x = 1, y = 2}"
    t = new.stack[0].variables[0]
    assert t.state is not None
    assert (t.state.version, t.part("y").text, new.heap[0].text) == (1, "2", "1")
    (arrow,) = [arrow for arrow in call.arrows if arrow.wrong]
    assert str(arrow).endswith("expected int *, got struct __T1 **")
    assert after.wrong
    before, spoilt = call.stack[1].variables[0].data, after.stack[1].variables[0].data
    assert spoilt == (1).to_bytes(4, "little") + before[4:]  # what *x = 1 does to t
    assert "type error: x is used as int *" in after.events[0]
    assert trace.wrong
    assert not trace.crashed


def test_with_the_analysis_the_update_waits_for_the_end_of_call(slides: Recorder):
    trace = slides.record(2)
    assert trace.applied == 4
    waiting = next(p for p in trace.pictures if p.phase == "waiting")
    assert "still uses struct T" in waiting.events[0]
    assert not trace.wrong
    last = [p for p in trace.pictures if p.run == 1 and len(p.stack) == 2][-1]
    assert [a.version for a in last.stack] == [0, 1]  # foo has not changed, call has
    assert variables(last)["z"] == "1"


def test_what_is_used_afterwards_crashes_or_not_by_the_moment(used: Timing):
    off = [trace.crashed for trace in used.unguarded]
    assert off == [False, True, True, False, False, False]
    crash = used.at(1, analysis=False)
    assert "SIGSEGV" in crash.outcome
    assert "in sum  program:6  (v1)" in crash.outcome
    assert crash.pictures[-1].phase == "end"
    assert [trace.outcome for trace in used.guarded] == ["call returned 3"] * 6
    assert not any(trace.wrong for trace in used.guarded)


def test_a_patch_that_waits_is_applied_between_the_calls(used: Timing):
    trace = used.at(5, analysis=True)
    applied = next(p for p in trace.pictures if p.phase == "applied")
    assert applied.stack == ()
    assert applied.events == ("the update is applied: no code of the program is active",)
    assert "applied between the calls" in str(trace)


def test_the_text_tells_the_story(used: Timing):
    text = str(used)
    assert "analysis off: applied at step 1; CRASH: Segmentation fault" in text
    assert "analysis on: applied at step 4; call returned 3" in text
    run = str(used.at(1, analysis=False))
    assert "the type transformer runs: t {x = 1, y = 2} becomes {x = 0x" in run
    assert "! type error" in run


LIST = """\
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
struct node { struct node *next; int value; };
struct node *head;
jmp_buf back;
void push(int value) {
    struct node *n = malloc(sizeof *n);
    *n = (struct node){head, value};
    head = n;
}
void leave(void) { int deep = 7; longjmp(back, deep); }
int main(void) {
    int total = 0;
    for (int i = 1; i < 3; i++)
        push(i);
    switch (total) { case 0: total = 10; break; default: total = 20; }
    if (setjmp(back) == 0) { leave(); }
    for (struct node *n = head; n; n = n->next) { total += n->value; }
    puts("done");
    return total;
}
"""


def test_any_small_program_can_be_watched():
    change = Change("list", LIST, LIST.replace("int value; }", "int value; int weight; }"), {})
    trace = Recorder(compiled(change)).record(None)
    assert trace.output == "done\n"
    assert trace.outcome == "main returned 13"
    last = trace.pictures[-2]
    assert [a.function for a in last.stack] == ["main"]  # longjmp has left the others
    assert [cell.name for cell in last.heap] == ["*head", "*head->next"]
    with Session() as session:
        session.define(LIST, "list")
        assert session.call("main") == 13


def test_the_steps_of_a_run_have_an_end(monkeypatch: pytest.MonkeyPatch):
    text = "int n;\nvoid f(void) {\n    n = 1;\n    while (n) { n++; }\n}\n"
    change = Change("loop", text, text.replace("n = 1", "n = 2"), {}, "f")
    watched = Recorder(compiled(change))
    assert "stopped after 400 steps" in watched.record(None).outcome
    monkeypatch.setattr(recorder, "PATIENCE", 0.3)
    text = text.replace("{ n++; }", ";")
    change = Change("loop", text, text.replace("n = 1", "n = 2"), {}, "f")
    with pytest.raises(DsuError, match="did not come to a step"):
        Recorder(compiled(change)).record(None)


def test_a_change_is_read_from_a_text():
    change = change_of("int f;\n---\nint g;\n--- transform struct T\nxout->a = 1;\n", "f", 2)
    assert (change.old, change.new) == ("int f;\n", "int g;\n")
    assert change.transformers == {"T": "\nxout->a = 1;\n"}
    with pytest.raises(DsuError, match="a line of ---"):
        change_of("int f;")


@pytest.mark.parametrize(
    ("old", "new", "error", "words"),
    [
        ("int f(void) { return 1; }", "int f( void) { return 1; }", DsuError, "mean the same"),
        ("int f(void) { return 1; }", "int f(void) { return g; }", CompileError, "program:1"),
        (
            "int f(void) { return 1; } int (*p)(void) = f;",
            "int f(int x) { return 1; } int (*p)(void) = (void *)f;",
            PatchRefused,
            "f",
        ),
    ],
)
def test_what_cannot_be_tried_is_said(old: str, new: str, error: type[Exception], words: str):
    with pytest.raises(error, match=words):
        compiled(Change("x", old, new, {}, "f"))


def test_unknown_programs_are_an_error():
    with pytest.raises(DsuError, match="there are slides, used"):
        bad_timing("nothing")
