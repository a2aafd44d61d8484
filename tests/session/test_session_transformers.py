"""Type transformers that the user writes."""

from __future__ import annotations

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import CompileError, DsuError, PatchRefused, TransformerFault
from dsu_kernel.wording import told

CENTS = "struct T { int cents; };\nstruct T t = {250}, many[3] = {{1}, {2}, {3}};\n"
EUROS = "struct T { double euros; int version; };\nstruct T t, many[3];\n"


def test_it_sees_the_old_and_the_new_value(session: Session) -> None:
    session.define(CENTS, "cell")
    session.transform("T", "xout->euros = xin->cents / 100.0; xout->version = 2;")
    session.define(EUROS, "cell")
    assert session.eval("t").euros == 2.5
    assert session.eval("many[2].euros") == 0.03
    assert session.eval("many[1].version") == 2


def test_it_counts_once(session: Session) -> None:
    session.define(CENTS, "cell")
    session.transform("struct T", "xout->euros = xin->cents / 100.0;")
    session.define(EUROS, "cell")
    session.define(EUROS.replace("int version", "int version, more"), "cell")
    assert session.eval("t").euros == 2.5


def test_chains_of_transformers_over_skipped_versions(session: Session) -> None:
    session.define(CENTS, "cell")
    session.transform("T", "xout->euros = xin->cents / 100.0;")
    session.define(EUROS, "cell")
    session.transform("T", "xout->cents = (int)(xin->euros * 100 + 0.5) + 1;")
    session.define(CENTS, "cell")
    session.transform("T", "xout->euros = xin->cents * 10;")
    session.define(EUROS, "cell")
    assert session.eval("t").euros == 2510
    assert session.eval("many[0].euros") == 20


def test_one_that_does_not_compile(session: Session) -> None:
    session.define(CENTS, "cell")
    session.transform("T", "int ok = 1;\nxout->nonsense = xin->cents + ok;\n", "In[9]")
    with pytest.raises(CompileError) as caught:
        session.define(EUROS, "cell")
    lines = str(caught.value).splitlines()
    assert "In[9]:2:5: error: ‘struct __T1’ has no member named ‘nonsense’" in lines
    assert "    2 | xout->nonsense = xin->cents + ok;" in lines
    assert (session.version, session.eval("t.cents")) == (0, 250)
    session.transform("T", "xout->version = 7;", "In[10]")
    session.define(EUROS, "cell")
    assert session.eval("t").version == 7


@pytest.mark.parametrize("text", ["xout->euros = ;", "xout->euros = 1", "if (", "} int x; {"])
def test_syntax_errors_leave_everything_as_it_was(session: Session, text: str) -> None:
    session.define(CENTS, "cell")
    session.transform("T", text, "In[9]")
    with pytest.raises(CompileError, match=r"In\[9\]:1"):
        session.define(EUROS, "cell")
    assert (session.version, session.eval("t.cents")) == (0, 250)


def test_one_that_crashes(session: Session) -> None:
    session.define(CENTS, "cell")
    session.transform("T", "xout->version = 5;\n*(int *)8 = 1;", "In[9]")
    session.define(EUROS, "cell")
    with pytest.raises(TransformerFault) as caught:
        session.eval("t")
    text = str(caught.value)
    assert text.startswith("the transformer of struct T crashed; 1 object has what the generated")
    assert "Segmentation fault (SIGSEGV) at address 0x8" in text
    assert "tt_T_user  In[9]:2" in text
    assert repr(session.eval("t")) == "{euros = 0.0, version = 0}"  # told once
    assert session.eval("1 + 1") == 2
    (found,) = session.types
    assert found.faults == 1
    assert str(found).endswith("1 converted, 1 transformer crashes")


def test_it_may_call_functions_of_the_program(session: Session) -> None:
    more = "int log_calls; double half(int x) { log_calls++; return x / 2.0; }\n"
    session.define(CENTS + more, "cell")
    session.transform("T", "xout->euros = half(xin->cents);")
    session.define(EUROS + more, "cell")
    assert session.eval("t").euros == 125
    assert session.eval("log_calls") == 1


def test_for_a_type_that_is_not_there(session: Session) -> None:
    session.define(CENTS, "cell")
    with pytest.raises(DsuError, match="there is no struct Nope in the program"):
        session.transform("Nope", "xout->version = 1;")


# ---- state transformers ----

COUNT = """\
int n; int f(void) { return 1; }
int deep(int n) { volatile char room[1000]; room[n & 7] = n; return deep(n + 1) + room[n & 7]; }
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("n = deep(n);", "(SIGSEGV): the stack is full"),
        ("extern void exit(int); exit(0);", "the state transformer ended the process"),
        ("int raise(int); raise(9);", "the state transformer was ended by signal 9"),
        ("n = 3;\n*(int *)8 = 1;", "the state transformer crashed\nSegmentation fault (SIGSEGV)"),
        ("n = 3;\nreturn 5;", "the state transformer returned 5"),
    ],
)
def test_a_state_transformer_that_fails_changes_nothing(
    session: Session, text: str, words: str
) -> None:
    session.define(COUNT, "cell")
    session.state(text, "In[5]")
    with pytest.raises(PatchRefused) as caught:
        session.define(COUNT.replace("return 1", "return 2"), "cell")
    assert words in str(caught.value)
    if "crashed" in words:
        assert "In[5]:2" in str(caught.value)
    session.state("")
    assert (session.version, session.call("f"), session.eval("n")) == (0, 1, 0)


def test_a_state_transformer_runs_once(session: Session) -> None:
    session.define(COUNT, "cell")
    session.state("n += 10 + f();")
    session.define(COUNT.replace("return 1", "return 2"), "cell")
    session.define(COUNT.replace("return 1", "return 3"), "cell")
    assert session.eval("n") == 12


def test_a_state_transformer_may_come_to_update_points(session: Session) -> None:
    text = """
#include <unistd.h>
int n, main_n;
int f(void) { update(); usleep(1); return ++n; }
int main(void) { for (;;) { update(); usleep(100); main_n += STEP; } }
"""
    session.define("#define STEP 1" + text, "cell")
    session.run("main")
    session.state("n = 5; f();")
    patch = session.define("#define STEP 2" + text, "cell", wait=20)
    assert patch.state == "applied"
    assert session.eval("n") == 6


# ---- what is set for the next patch ----


def test_what_is_set_stays_until_a_patch_has_used_it(session: Session) -> None:
    text = "struct T { int a; }; struct T t = {3}; int f(void) { return t.a; }"
    grown = text.replace("int a;", "int a; int b;")
    session.define(text, "cell")
    assert not session.given()
    session.state("return t.b;", "In[5]")
    session.transform("T", "xout->b = 7;")
    with pytest.raises(PatchRefused) as caught:
        session.define(grown, "cell")
    (note,) = caught.value.__notes__
    assert "the state transformer (In[5]), the transformer of struct T" in note
    assert note in told(caught.value, {"given": "given()"})
    session.state("t.b++;", "In[6]")
    assert session.define(grown, "cell").state == "applied"
    assert session.eval("t.b") == 8
    assert not session.given()


def test_a_transformer_that_is_no_c_stays_to_be_mended(session: Session) -> None:
    session.define("struct T { int a; }; struct T t; int f(void) { return t.a; }", "cell")
    session.transform("T", "xout->b = ;")
    with pytest.raises(CompileError) as caught:
        session.define("struct T { int a, b; }; struct T t; int f(void) { return t.a; }", "cell")
    assert "the transformer of struct T" in caught.value.__notes__[0]
    session.clear_given()
    assert not session.given()
    assert session.define("struct T { int a, b; }; struct T t; int f(void) { return t.a; }", "cell")


def test_macros_of_the_unit_and_of_headers_are_known_in_transformers(session: Session) -> None:
    text = (
        "#include <limits.h>\n#include <stddef.h>\n#define OWN(x) ((x) + 1)\n"
        "struct T { int a; }; struct T t = {3}; int f(void) { return t.a; }"
    )
    session.define(text, "cell")
    session.transform(
        "T", "xout->b = OWN(xin->a);\nxout->c = INT_MAX; /* } */\nif (xin == NULL) {\n}", "In[9]"
    )
    session.define(text.replace("int a;", "int a, b, c;"), "cell")
    assert str(session.eval("t")) == "{a = 3, b = 4, c = 2147483647}"


def test_a_mistake_beside_a_macro_is_on_its_line(session: Session) -> None:
    text = "#define OWN 1\nstruct T { int a; }; struct T t; int f(void) { return t.a; }"
    session.define(text, "cell")
    session.transform("T", "xout->a = OWN;\nxout->nonsense = OWN;", "In[9]")
    with pytest.raises(CompileError, match=r"In\[9\]:2:5: error: .*nonsense"):
        session.define(text.replace("int a;", "int a, b;"), "cell")


def test_calls_in_a_state_transformer_fit_the_prototypes(session: Session) -> None:
    session.define(COUNT, "cell")
    session.state("\n  n = f(1, 2);", "In[5]")
    with pytest.raises(DsuError) as caught:
        session.define(COUNT.replace("return 1", "return 2"), "cell")
    assert str(caught.value).startswith("In[5]:2:7: error: too many arguments to function ‘f’\n")
    assert session.version == 0


def test_a_state_transformer_that_is_no_c_is_told_in_its_own_lines(session: Session) -> None:
    session.define(COUNT, "cell")
    for text, words in (
        ("\n\n  nonsense", "In[5]:3:3: error: ‘nonsense’ undeclared"),
        ("if (n) {", "In[5]:"),
    ):
        session.state(text, "In[5]")
        with pytest.raises(DsuError) as caught:
            session.define(COUNT.replace("return 1", "return 2"), "cell")
        assert str(caught.value).startswith(words)
        assert "dsu" not in str(caught.value)
        assert "still set for the next patch" in caught.value.__notes__[0]
    session.state("n = 4", "In[6]")  # the last semicolon may be missing
    session.define(COUNT.replace("return 1", "return 3"), "cell")
    assert session.eval("n") == 4
