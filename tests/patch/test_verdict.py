"""Verdicts: why a patch waits or is refused, as data and as text."""

from __future__ import annotations

import json
import re

from planning import Imagined

from dsu_kernel.errors import Place
from dsu_kernel.live.reports import PatchReport
from dsu_kernel.patch.difference import Difference
from dsu_kernel.patch.handle import Patch, few, summarise
from dsu_kernel.patch.refusal import Refusal, Refusals
from dsu_kernel.patch.verdict import Moment, moments, refused, waiting

SINCE = 1000.0
TEXT = "struct T {{ {} }}; struct T one; int g(int a) {{ return a; }}"


def difference(old: str, new: str) -> Difference:
    return Imagined(TEXT.format(old)).plan(TEXT.format(new)).difference


def report(**verdict: object) -> PatchReport:
    """A report as the runtime writes it."""
    row = {
        "state": "pending", "version": 1, "pause_ns": 0, "waited_ns": 0, "tries": 1, "error": "",
        "refusal": 0, "verdict": {"point": POINT, "held": [], "why": ""} | verdict,
    }  # fmt: skip
    return PatchReport.parse(json.dumps(row))


POINT = {"id": 1, "function": 2, "name": "serve", "unit": "a", "line": 7}


def held(name: str, kind: str) -> dict[str, object]:
    return {"name": name, "id": 3, "kind": kind, "function": "serve", "version": 0, "line": 9,
            "unit": "b"}  # fmt: skip


# ---- a patch that waits ----


def test_what_is_held_is_named_with_its_frame_and_line() -> None:
    change = difference("int a; int b;", "int b; int a;")
    (verdict,) = waiting(report(held=[held("struct T", "T")]), SINCE, change)
    assert (verdict.when, verdict.name, verdict.function) == ("later", "struct T", "serve")
    assert (verdict.point, verdict.place) == (Place("a", 7), Place("b", 9))
    assert verdict.reason == "serve (v0) still uses struct T as it was, from b:9 on"
    assert re.match(r"at the update point a:7: serve .*\(waiting for \d+\.\d s\)\n", str(verdict))


def test_what_would_help_depends_on_what_is_held() -> None:
    change = difference("int a; int b;", "int b; int a;")
    said = {
        kind: waiting(report(held=[held(name, kind)]), SINCE, change)[0].help
        for kind, name in (("T", "struct T"), ("F", "g"), ("G", "one"))
    }
    assert "appending fields to struct T instead" in said["T"]
    assert said["F"] == "serve has to return from this call, or keep g as it was"
    assert said["G"] == "serve has to be done with one"


def test_a_line_with_several_points_is_named_once() -> None:
    there, elsewhere = Moment("a", 3, "f", "now", (), ()), Moment("a", 9, "g", "now", (), ())
    both = (there, there, elsewhere)
    (verdict,) = waiting(report(held=[held("one", "G")]), SINCE, Difference(), both)
    assert verdict.help.endswith("; it can be applied at a:3 in f, a:9 in g")


def test_appending_is_not_advised_when_fields_were_only_appended() -> None:
    change = difference("int a;", "int a; char b[99];")
    (verdict,) = waiting(report(held=[held("struct T", "T")]), SINCE, change)
    assert verdict.help == "it is tried again at each point; serve has to leave this code first"


def test_each_name_gets_a_verdict() -> None:
    both = [held("struct T", "T"), held("g", "F")]
    assert [v.name for v in waiting(report(held=both), SINCE, Difference())] == ["struct T", "g"]


def test_other_reasons_are_the_runtimes_words() -> None:
    (verdict,) = waiting(report(why="a signal handler is active"), SINCE, Difference())
    assert (verdict.name, verdict.reason) == ("", "a signal handler is active")


def test_no_point_was_reached_yet() -> None:
    row = {"state": "pending", "version": 1, "pause_ns": 0, "waited_ns": 0, "tries": 0, "error": "",
           "refusal": 0, "verdict": None}  # fmt: skip
    (verdict,) = waiting(PatchReport.parse(json.dumps(row)), SINCE, Difference())
    assert verdict.point is None
    assert "has not come to an update point" in verdict.reason
    assert "put update()" in verdict.help


# ---- a patch that is refused ----


def test_a_refusal_is_a_verdict_that_says_never() -> None:
    found = Refusals()
    found.add("f", "no", Place("a", 3), "do this")
    found.add_all([Refusal("g", "never", None, "")])
    first, second = map(refused, found.items)
    assert (first.when, first.name, first.place, str(first)) == ("never", "f", Place("a", 3),
                                                                "no\n  do this")  # fmt: skip
    assert str(found.items[0]).startswith("no (a:3")
    assert str(found.items[0]).endswith("; do this")
    assert (str(found.items[1]), str(second)) == ("never", "never")


# ---- before anything happens ----


def test_moments_are_now_without_common_names() -> None:
    process = Imagined(
        "#include <dsu.h>\nstruct T { int a; }; void f(struct T *t) { update(); t->a = 1; }"
    )
    sets = process.now.facts.safety.restriction_sets().values()
    (later,) = moments(sets, frozenset({("T", "struct T")}))
    (now,) = moments(sets, frozenset({("G", "other")}))
    assert (later.when, later.names, later.chain) == ("later", ("struct T",), ())
    assert (now.when, str(now)) == ("now", "a:2 in f: now")


# ---- the patch as its user sees it ----


def test_a_summary_names_what_changes() -> None:
    old = "int gone; int n = 1; int f(void) { return n; } const int K = 1;"
    new = "int n = 2; int f(void) { return n + 1; } const int K = 2; struct N { int a; };"
    text = summarise(Imagined(old).plan(new).difference)
    assert text == ("new: struct N; changed: f; constant: K; deleted: gone; kept value: n")
    assert summarise(Difference()) == "nothing changed"
    assert few(tuple("abcdefgh")) == "a, b, c, d, e, f and 2 more"


def test_losses_are_listed_before_anything_happens() -> None:
    plan = Imagined(TEXT.format("int a; int *p;") + " int m; int k;").plan(
        TEXT.format("char *p;") + " char *k;"
    )
    patch = Patch(1, "a", plan.difference, refusals=plan.refusals)
    assert patch.state == "planned"
    assert patch.losses == (
        "struct T.a is dropped",
        "struct T.p: int * does not carry over to char *; it starts as zero",
        "k: int does not carry over to char *; it starts as zero",
        "m is deleted",
    )
