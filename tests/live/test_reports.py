"""What is made of the runtime's reports."""

import json
from pathlib import Path

from dsu_kernel.errors import DsuError
from dsu_kernel.live.frames import Frame, Symboliser
from dsu_kernel.live.reports import CrashReport, ExitReport, Held, PatchReport, Point
from dsu_kernel.toolchain.compiler import SourceLine

RUNTIME = Path("/cache/libdsu.so")
MODULE = "/cache/v2.so"
THUNK = "/cache/run.so"


def frame(module, function="", **more):
    return {"module": module, "offset": "0x10", "function": function, **more}


def crash(*frames, symbolise=lambda _module, offsets: [(SourceLine("", "", 0),)] * len(offsets)):
    symboliser = Symboliser(symbolise, RUNTIME)
    symboliser.add_module(Path(MODULE))
    symboliser.add_module(Path(THUNK))
    form = {"signal": "SIGSEGV", "address": "0x8", "stack_full": False, "pid": 7, "frames": frames}
    return CrashReport.parse(json.dumps(form), symboliser)


def test_only_the_programs_part_of_a_stack_is_shown():
    def symbolise(module, offsets):
        names = {MODULE: "store_put_v2", THUNK: "dsu_thunk"}
        return [(SourceLine(names.get(str(module), "__GI_system"), "In[3]", 12),)] * len(offsets)

    report = crash(
        frame("/lib/libc.so.6"),
        frame(MODULE, "store_put", unit="In[3]", version=2),
        frame(str(RUNTIME)),
        frame(THUNK),
        frame(str(RUNTIME)),
        frame("/usr/bin/python3"),
        symbolise=symbolise,
    )
    assert report.frames == (
        Frame("system", "", 0, None),
        Frame("store_put", "In[3]", 12, 2),
        Frame("dsu_thunk", "In[3]", 12, None),
    )
    assert str(report).splitlines() == [
        "Segmentation fault (SIGSEGV) at address 0x8",
        "  in system",
        "  called from store_put  In[3]:12  (v2)",
    ]


def test_frames_are_looked_up_when_they_are_asked_for():
    asked = []

    def symbolise(_module, offsets):
        asked.append(offsets)
        return [(SourceLine("f", "In[1]", 1),)] * len(offsets)

    report = crash(frame(MODULE), symbolise=symbolise)
    assert asked == []
    assert report.frames is report.frames
    assert asked == [[16]]


def test_without_symbols_the_runtimes_words_are_left():
    def symbolise(_module, _offsets):
        raise DsuError("addr2line failed")

    report = crash(frame(MODULE, "f", unit="In[1]", version=0), frame(""), symbolise=symbolise)
    assert report.frames == (Frame("f", "In[1]", 0, 0),)
    assert [str(item) for item in report.frames] == ["f  In[1]  (v0)"]
    assert crash(frame("")).frames == (Frame("?? (no code)", "", 0, None),)


def test_inlined_functions_have_frames_of_their_own():
    def symbolise(_module, _offsets):
        generated, inner = SourceLine("__con_T", "<generated>", 1), SourceLine("g_v2", "In[1]", 4)
        atoi, outer = SourceLine("atoi", "/include/stdlib.h", 9), SourceLine("f_v3", "In[2]", 8)
        return [(generated, inner, atoi, SourceLine("h_v1_here", "In[2]", 5), outer)]

    report = crash(frame(MODULE, "f", unit="In[2]", version=3), symbolise=symbolise)
    assert report.frames == (
        Frame("g", "In[1]", 4, 2),
        Frame("atoi", "/include/stdlib.h", 9, None),
        Frame("h", "In[2]", 5, 1),
        Frame("f", "In[2]", 8, 3),
    )


def test_deep_stacks_are_shown_in_part():
    deep = crash(*[frame(MODULE, "f", unit="In[1]", version=1)] * 50, frame(THUNK, "main"))
    assert len(deep.frames) == 51
    assert str(deep).splitlines()[2] == "  ... and 49 more of the same"
    both = crash(*[frame(MODULE, name) for name in "fg" * 25])
    assert str(both).splitlines()[-1] == "  ... and 20 more"


def test_how_a_program_ended():
    assert str(ExitReport(3, None, None, 1)) == "the program exited with status 3"
    text = str(ExitReport(None, "SIGTERM", None, 1))
    assert text == "the program was ended by Terminated (SIGTERM)"
    report = crash(frame(MODULE, "f"))
    assert str(ExitReport(None, "SIGSEGV", report, 1)) == str(report)


def test_a_report_about_a_patch():
    held = {"name": "T", "kind": "T", "function": "foo", "version": 0, "unit": "In[1]", "line": 3}
    form = {
        "state": "pending",
        "pause_ns": 0,
        "waited_ns": 5,
        "tries": 2,
        "error": "",
        "verdict": {
            "point": {"id": 1, "function": 4, "name": "foo", "unit": "In[1]", "line": 5},
            "held": [{**held, "id": 9}],
            "why": "",
        },
    }
    report = PatchReport.parse(json.dumps(form))
    assert (report.state, report.tries, report.waited_ns) == ("pending", 2, 5)
    assert report.verdict is not None
    assert report.verdict.point == Point("foo", "In[1]", 5)
    assert report.verdict.held == (Held(**held),)
