"""Thunks: what is evaluated, how its value is taken, and what it holds while calls run."""

from __future__ import annotations

import re

import pytest
from planning import Imagined

from dsu_kernel.cfront.model import TranslationUnit
from dsu_kernel.errors import ParseError
from dsu_kernel.transform.thunk import evaluated, thunk_text
from dsu_kernel.updating.evaluation import LABEL, Evaluator, looking_plan

PROGRAM = """\
#include <string.h>
struct T { int a; int bits : 3; };
struct T one; int n; static int row[3]; enum e { A, B } which; const char *names[2];
struct T make(int a) { struct T t = {a}; return t; }
struct T *at(void) { return &one; }
int twice(int a) { return 2 * a; }
void reset(void) { n = 0; }
int apply(int (*f)(int), const void *data) { return data ? f(1) : 0; }
int deref(int *p) { return *p; }
"""


@pytest.fixture(scope="module")
def process() -> Imagined:
    return Imagined(PROGRAM)


def fragment(process: Imagined, text: str, steps: str = "") -> TranslationUnit:
    version = process.now.version
    source = Evaluator._source(steps, text)
    return process.engine.frontend.fragment(version, version.units[0], LABEL, source)


def thunk(process: Imagined, text: str, steps: str = "") -> str:
    unit = process.now.version.units[0]
    plan = looking_plan(process.now)
    return thunk_text(plan, unit, fragment(process, text, steps), process.engine.abi)


def answer(process: Imagined, text: str) -> str:
    """The statements that give the value, spaces normalised."""
    whole = thunk(process, text)
    return " ".join(whole[whole.index("dsu_hold(") :].split("\n", 1)[1].split()).rstrip("} ")


def held(process: Imagined, text: str) -> set[str]:
    match = re.search(r"__dsu_held\[\] = \{ ([^}]*) \}", thunk(process, text))
    assert match
    numbers = {int(word.rstrip("u")) for word in match[1].split(", ")} - {0}
    return {key for (_, key), number in process.now.image.ids.items() if number in numbers}


# ---- what is an expression ----


@pytest.mark.parametrize("text", ["n", "n + 1", "one", "row", "make(3)", "({ int a = 2; a; })"])
def test_expressions(process: Imagined, text: str) -> None:
    assert evaluated(fragment(process, text)) is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no expression"),
        (";", "there is no expression"),
        ("int m = 1", "not an expression"),
        ("if (n) n = 1", "not an expression"),
        ("return", "not an expression"),
    ],
)
def test_other_text(process: Imagined, text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        evaluated(fragment(process, text))


# ---- how a value is taken ----


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n", "int __value = (n);"),
        ("one.bits", "int __value = (__con_T(&one)->bits);"),
        ("which", "unsigned int __value = (which);"),
        ("&one", "__auto_type __value = (&one);"),
        ("names[0]", "__auto_type __value = (names[0]);"),
        ("make(1)", "struct T __value = (make(1));"),
        ("one", "dsu_out_record_open(__out,"),  # read where it is
        ("row", "dsu_out_array_open(__out,"),
        ('"text"', "dsu_out_text(__out,"),
        ("reset()", "reset();"),
        ("(void)n", "(void)n;"),
    ],
)
def test_value(process: Imagined, text: str, said: str) -> None:
    assert said in answer(process, text)


def test_calls_go_through_entries(process: Imagined) -> None:
    text = thunk(process, "twice(n)")
    assert "twice_v0" not in text
    assert "twice_fptr(" not in text
    assert re.search(r"extern int twice\(int a\) __asm__\(\"__dsu_f_twice\"\)", text)
    assert re.search(r"extern int n __asm__\(\"__dsu_g_n\"\)", text)


def test_a_thunk_for_another_version_answers_stale(process: Imagined) -> None:
    assert 'if (dsu_version() != 0u) { dsu_out_record_open(__out, "<stale>");' in thunk(
        process, "n"
    )


def test_steps_come_first(process: Imagined) -> None:
    text = thunk(process, "twice(__a)", "int __a = 4;")
    assert text.index("int __a = 4;") < text.index("twice(__a)", text.index("int __a"))


def test_macros_and_headers_of_the_program_can_be_used(process: Imagined) -> None:
    assert "strlen" in answer(process, 'strlen("abc")')


# ---- what it holds ----


def test_a_plain_call_holds_what_its_result_shows(process: Imagined) -> None:
    assert held(process, "twice(3)") == set()
    assert held(process, "twice(n)") == set()
    assert held(process, "make(1)") == {"struct T"}
    assert held(process, "at()") == set()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("deref(&one.a)", {"struct T", "one"}),
        ("deref(row + 1)", {"row"}),
        ("deref(n ? &one.a : &n)", {"struct T", "one", "n"}),
        ("deref((int[]){1, 2})", set()),
        ("apply(twice, 0)", {"twice"}),
        ("apply(twice, (int *[]){&one.a})", {"twice", "struct T", "one"}),
        ("int *p = &n; deref(p)", {"n"}),
    ],
)
def test_a_call_holds_what_its_arguments_point_into(
    process: Imagined, text: str, names: set[str]
) -> None:
    assert held(process, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "n",
        "twice(twice(1))",
        "twice(1) + n",
        "at()->a",
        "strlen(*names)",
        "reset(); twice(1)",
        "deref(({ int *p = &n; p; }))",
        "int *p; p = &n; deref(p)",
    ],
)
def test_anything_else_holds_everything(process: Imagined, text: str) -> None:
    assert held(process, text) == {key for _, key in process.now.image.ids}
