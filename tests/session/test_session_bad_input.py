"""Bad input: a clear error, nothing changed, the session usable afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dsu_kernel import Session
from dsu_kernel.errors import (
    CompileError,
    DsuError,
    ParseError,
    PatchRefused,
    UnsupportedConstruct,
)

GOOD = """\
#include <stdio.h>
int g = 5;
int f(int a) { return a + g; }
struct T { int a; };
struct T t = {3};
union U { struct A { int x; } a; int raw[4]; } u;
"""


@pytest.fixture(scope="module")
def shared() -> Iterator[Session]:
    with Session() as s:
        s.define(GOOD, "In[1]")
        s.eval("g = 7")
        yield s


@pytest.fixture
def unharmed(shared: Session) -> Iterator[Session]:
    """A session; after the test everything is as it was, and it works."""
    yield shared
    assert shared.version == 0
    assert shared.units == {"In[1]": GOOD}
    assert shared.pending is None
    assert shared.eval("g") == 7
    assert shared.call("f", 1) == 8
    assert [f.name for f in shared.functions] == ["f"]


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("int f(int a) { return a +; }", "2:1:26", "expected expression before ‘;’ token"),
        ("int f(int a)\n{\n\tretrun a;\n}", "2:3:2", "unknown type name ‘retrun’"),
        ("int f(int a) { return b; }", "2:1:23", "‘b’ undeclared"),
        ("int f(int a) { return a", "2:1:24", "expected ‘;’ at end of input"),
        ("char *h(void) { return 1.5; }", "2:1:24", "incompatible types when returning"),
        ("double h(int a) { return a; }\nint h(int a) { return a; }", "2:2:5", "conflicting types"),
        ("int main(void) { return 0; }\nint main(void) { return 1; }", "2:2:5", "redefinition of"),
        ("int h = 1; int h = 2;", "2:1:16", "redefinition of ‘h’"),
        ("int q = ;", "2:1:9", "expected expression"),
        ("typedef int g;", "2:1:13", "redeclared as different kind of symbol"),
        ("#include <nonexistent.h>\nint z;", "2:1:10", "nonexistent.h: No such file"),
        ("#error boom", "2:1:2", "#error boom"),
        ("#if 1\nint q;", "2:1", "unterminated #if"),
        ('_Static_assert(0, "no");', "2:1:1", 'static assertion failed: "no"'),
        ("int h(int a) { case 3: return 1; }", "2:1:16", "case label not within a switch"),
        ("int h(void) { break; }", "2:1:15", "break statement not within loop"),
        ("}", "2:1:1", "expected identifier"),
        ('"abc', "2:1:1", "missing terminating"),
        ("/* open", "2:1:1", "unterminated comment"),
        ("int h(void) { return 08; }", "2:1:22", "invalid digit"),
        ("@", "2:1:1", "stray ‘@’"),
        ("\nint z = \udcc3;", "2:2:9", "stray ‘\\303’"),
        ("struct Self { struct Self inner; };", "2:1:27", "incomplete type"),
        ("int h(void) { __asm__(\"bogus\"); return 1; }", "2:1", "no such instruction"),
        ("extern int nowhere; int *p(void) { return &nowhere; }", "2:1:44", "undefined reference"),
    ],
)  # fmt: skip
def test_gcc_says_what_is_wrong_and_where(
    unharmed: Session, text: str, where: str, words: str
) -> None:
    with pytest.raises(CompileError) as caught:
        unharmed.define(text, "In[2]")
    place = "In[" + where.replace(":", "]:", 1)
    lines = str(caught.value).splitlines()
    (found,) = [i for i, line in enumerate(lines) if place + ":" in line and words in line][:1]
    if where.count(":") == 2:
        source, caret = lines[found + 1 : found + 3]
        assert source.endswith(text.split("\n")[int(where.split(":")[1]) - 1])
        assert caret.endswith("^")


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("int first // ;", "1:10", "expected ‘=’, ‘,’, ‘;’, ‘asm’ or ‘__attribute__’"),
        ("int first = '\"'\n\n", "1:16", "expected ‘,’ or ‘;’"),
        ("int first; struct S { int a; }\n#define A\n", "1:31", "expected ‘;’, identifier or ‘(’"),
        ("int é; int first(void) {\n  return 1;", "2:12", "expected declaration or statement"),
        ("int first(int)", "1:15", "expected ‘{’"),
    ],
)
def test_a_text_that_ends_too_early_is_at_fault_and_not_what_follows_it(
    session: Session, text: str, place: str, words: str
) -> None:
    session.define("int first;", "one")
    session.define("int second(void) { return 2; }", "two")
    with pytest.raises(CompileError) as caught:
        session.define(text, "one")
    lines = [line for line in str(caught.value).splitlines() if " error: " in line]
    assert lines == [f"one:{place}: error: {words} at end of input"]
    assert session.eval("first + second()") == 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("int k;\nint a\0b;", "In[2]:2:6: NUL character"),
        ("int k;\n/* \ud800 */", "In[2]:2:4: U+D800 (half a character)"),
    ],
)
def test_characters_that_no_file_holds(unharmed: Session, text: str, what: str) -> None:
    with pytest.raises(ParseError, match=re.escape(f"{what} in the source text")):
        unharmed.define(text, "In[2]")


def test_a_text_is_a_string_and_a_name_stands_in_one_line(unharmed: Session) -> None:
    with pytest.raises(TypeError, match="the text of a unit is a str, not bytes"):
        unharmed.define(b"int k;", "In[2]")  # type: ignore[arg-type]
    with pytest.raises(DsuError, match="cannot name a unit"):
        unharmed.define("int k;", 'In[2]"\n#error')


def test_the_caret_stands_under_the_column(unharmed: Session) -> None:
    with pytest.raises(CompileError) as caught:
        unharmed.define('const char *k = "häß"; int h(void) { return nope; }', "In[2]")
    source, caret = str(caught.value).splitlines()[2:4]
    assert source.index("nope") == caret.index("^")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("int h(void) { int inner(int k) { return k; } return inner(1); }", "1:19", "nested func"),
        ("#pragma dsu bogus", "1:9", "#pragma dsu bogus"),
        (
            "int v(int, ...);\ninline __attribute__((always_inline, gnu_inline)) int "
            "w(int n, ...) { return v(n, __builtin_va_arg_pack()); }",
            "2:83",
            "__builtin_va_arg_pack",
        ),
    ],
)
def test_unsupported_constructs_are_named(
    unharmed: Session, text: str, where: str, words: str
) -> None:
    with pytest.raises(UnsupportedConstruct, match=re.escape(f"In[2]:{where}: ")) as caught:
        unharmed.define(text, "In[2]")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("struct A { int x; }", "struct A { int x; int y; }", "struct A"),
        ("int raw[4]; } u", "int raw[4]; long more; } u", "union U"),
    ],
)
def test_a_fixed_type_does_not_change(unharmed: Session, old: str, new: str, name: str) -> None:
    with pytest.raises(PatchRefused) as caught:
        unharmed.define(GOOD.replace(old, new), "In[1]")
    (refusal,) = [r for r in caught.value.refusals if r.name == name]
    assert refusal.reason.startswith(f"{name} is fixed: it is a")
    assert (refusal.place.unit, refusal.place.line) == ("In[1]", 6)
    assert "In[1]:6" in str(caught.value)
    assert unharmed.timeline[-1].state == "refused"


def test_asm_outside_functions_comes_with_the_first_version(unharmed: Session) -> None:
    with pytest.raises(PatchRefused, match="asm at file scope"):
        unharmed.define('__asm__(".globl zz\\nzz: ret");', "In[2]")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("", "there is no expression"),
        ("int q = 3;", "not an expression"),
        ("if (1) f(2);", "not an expression"),
        ("1 +", "expression:1:4: error: expected expression at end of input\n    1 | 1 +\n"),
        ("f(3", "expression:1:4: error: expected ‘)’ at end of input\n    1 | f(3\n"),
        ("f(", "expression:1:3: error: expected expression at end of input\n    1 | f(\n"),
        ("nope", "expression:1:1: error: ‘nope’ undeclared"),
        ("t.nope", "‘struct T’ has no member named ‘nope’"),
        ("nowhere(1)", "undefined reference to ‘nowhere’"),
        ("1)+(2", "expression:1:2: error"),
    ],
)
def test_expressions_that_are_none(unharmed: Session, expression: str, words: str) -> None:
    with pytest.raises(DsuError) as caught:
        unharmed.eval(expression)
    assert words in str(caught.value)
    if "at end of input" in words:
        assert str(caught.value).count("error: ") == 1


def test_texts_without_definitions_are_empty_patches() -> None:
    with Session() as s:
        s.define(GOOD, "In[1]")
        for text in ("", "   \n\n", "// a comment", "#define UNUSED 1"):
            assert s.define(text, "In[2]").state == "empty"
        assert s.version == 0


def test_before_there_is_a_program() -> None:
    with Session() as s:
        assert s.eval("1 + 1") == 2
        assert (s.types, s.functions, s.globals) == ((), (), ())
        for act in (lambda: s.call("f"), lambda: s.run(), lambda: s.restart()):
            with pytest.raises(DsuError, match=r"no (function|program)"):
                act()
        with pytest.raises(CompileError):
            s.define("int f(", "In[1]")
        assert s.units == {}
        s.define(GOOD, "In[1]")
        assert s.call("f", 1) == 6


def test_gcc_is_missing() -> None:
    with pytest.raises(DsuError, match="the C compiler 'no-such-gcc' was not found; install gcc"):
        Session(gcc="no-such-gcc")


def test_flags_that_gcc_does_not_know() -> None:
    with Session(cflags="-nonsense") as s, pytest.raises(CompileError, match="-nonsense"):
        s.define(GOOD)


def test_flags_count() -> None:
    with Session(cflags=["-DVALUE=5", "-Wall", "-Werror"]) as s:
        s.define("int x = VALUE;")
        assert s.eval("x") == 5
        with pytest.raises(CompileError, match="unused variable"):
            s.define("int h(void) { int v; return 1; }")


def test_a_cell_of_20000_lines() -> None:
    lines = "".join(
        f"int fn{i}(int a)\n{{\n" + "  a += 1;\n" * 95 + "  return a;\n}\n" for i in range(205)
    )
    assert lines.count("\n") > 20_000
    with Session() as s:
        s.define("int ok(void) { return 1; }", "small")
        with pytest.raises(CompileError) as caught:
            s.define(lines + "int f(void) { return nope; }", "big")
        assert f"big:{lines.count(chr(10)) + 1}:22: error: ‘nope’ undeclared" in str(caught.value)
        assert (s.version, s.call("ok")) == (0, 1)


def test_a_long_cell_works() -> None:
    lines = "".join(f"int fn{i}(int a)\n{{\n  return a + {i};\n}}\n\n" for i in range(400))
    with Session() as s:
        s.define(lines, "big")
        assert s.call("fn399", 1) == 400
        patch = s.define(lines.replace("a + 77;", "a + 78;"), "big")
        assert patch.difference.issued == {"fn77"}
        assert s.call("fn77", 0) == 78


def test_deep_nesting() -> None:
    with Session() as s:
        s.define("int deep(void) { return " + "(" * 300 + "1" + ")" * 300 + "; }", "deep")
        assert s.call("deep") == 1
        chain = "".join(f"x == {i} ? {i} : " for i in range(600))
        s.define(f"int chain(int x) {{ return {chain} -1; }}", "chain")
        assert s.call("chain", 500) == 500
        with pytest.raises(DsuError, match="nesting"):
            s.define("int deep(void) { return " + "(" * 5000 + "1" + ")" * 5000 + "; }", "deep")
        assert s.call("deep") == 1


def test_100_mb_of_output() -> None:
    seen = 0

    def count(stream: str, data: bytes) -> None:
        nonlocal seen
        seen += len(data)

    with Session(on_output=count) as s:
        s.define(
            "#include <stdio.h>\n#include <string.h>\n"
            "int main(void) { static char line[1000]; memset(line, 'x', 999); line[998] = 10;"
            "for (int i = 0; i < 105000; i++) fputs(line, stdout); return 3; }\n"
            'int more(void) { printf("out"); return 1; }'
        )
        s.run()
        report = s.wait_exit(60)
        assert report is not None
        assert report.status == 3
        assert seen == 105000 * 999
        assert 0 < len(s.output) <= 1 << 20
        s.call("more")
        assert s.output.endswith(b"xxx\nout")
