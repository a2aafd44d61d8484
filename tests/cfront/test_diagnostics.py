"""gcc's messages as values and as text."""

from __future__ import annotations

import os
import subprocess

from dsu_kernel.cfront.source.diagnostics import Diagnostic, parse_gcc, render

OUTPUT = """\
In file included from In[2]:1:
my.h:3:9: warning: 'x' defined but not used [-Wunused-variable]
In[3]: In function 'f':
In[3]:4:12: error: 'y' undeclared (first use in this function)
    4 |   return y;
      |          ^
      |          x
In[3]:4:12: note: each undeclared identifier is reported only once
cc1: all warnings being treated as errors
compilation terminated.
"""


def test_messages_notes_and_context() -> None:
    warning, error, note = parse_gcc(OUTPUT)
    assert warning == Diagnostic(
        "my.h", 3, 9, "warning", "'x' defined but not used [-Wunused-variable]",
        ("In file included from In[2]:1:",),
    )  # fmt: skip
    assert (error.file, error.line, error.column, error.severity) == ("In[3]", 4, 12, "error")
    assert error.context == ("In[3]: In function 'f':",)
    assert (note.severity, note.context) == ("note", ())
    assert [d.is_error for d in (warning, error, note)] == [False, True, False]


def test_rendering_shows_the_source_line_and_a_caret() -> None:
    _, error, note = parse_gcc(OUTPUT)
    source = "int a;\n\nint f(void) {\n  return   y;\n}\n"
    assert render([error, note], {"In[3]": source}) == (
        "In[3]: In function 'f':\n"
        "In[3]:4:12: error: 'y' undeclared (first use in this function)\n"
        "    4 |   return   y;\n"
        "      |            ^\n"
        "In[3]:4:12: note: each undeclared identifier is reported only once"
    )


def test_the_caret_counts_bytes_and_keeps_tabs() -> None:
    item = Diagnostic("u", 1, 7, "error", "bad")
    assert render([item], {"u": "\té = é y;"}).split("\n")[1:] == [
        "    1 | \té = é y;",
        "      | \t    ^",
    ]


def test_places_outside_the_source_have_no_excerpt() -> None:
    items = [
        Diagnostic("u", 9, 1, "error", "a"),
        Diagnostic("other", 1, 1, "error", "b"),
        Diagnostic("u", 1, 0, "error", "c"),
        Diagnostic("u", 1, 40, "error", "d"),
    ]
    assert render(items, {"u": "x;"}).split("\n") == [
        "u:9:1: error: a",
        "other:1:1: error: b",
        "u:1: error: c",
        "    1 | x;",
        "u:1:40: error: d",
        "    1 | x;",
    ]


def test_messages_of_the_driver_and_the_linker() -> None:
    text = (
        "gcc: error: unrecognized command-line option '-bogus'\n"
        "/usr/bin/ld: /tmp/x.o: in function `main':\n"
        "In[1]:3: undefined reference to `nothing'\n"
        "/usr/bin/ld: /tmp/x.o:(.text+0x5): undefined reference to `other'\n"
        "collect2: error: ld returned 1 exit status\n"
    )
    option, named, unnamed = parse_gcc(text)
    assert (option.file, option.severity) == ("gcc", "error")
    assert (named.file, named.line, named.message) == (
        "In[1]", 3, "undefined reference to `nothing'",
    )  # fmt: skip
    assert named.context == ("/usr/bin/ld: /tmp/x.o: in function `main':",)
    assert unnamed.message == "undefined reference to `other'"


def test_unknown_lines_are_kept() -> None:
    (item,) = parse_gcc("something quite unexpected\n")
    assert (item.message, item.severity) == ("something quite unexpected", "error")
    assert render([item], {}) == "something quite unexpected"


def test_unit_names_with_colons_and_spaces() -> None:
    (item,) = parse_gcc("my cell: 2:3:4: error: expected ':' before 5: x\n")
    assert (item.file, item.line, item.column) == ("my cell: 2", 3, 4)
    assert item.message == "expected ':' before 5: x"


def test_what_gcc_really_says() -> None:
    text = '# 1 "In[3]"\nint f(void) {\n\treturn 1 +;\n}\nint g(int a) { return h(a, "x" * 2); }\n'
    done = subprocess.run(
        ["gcc", "-Wall", "-fsyntax-only", "-x", "c", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=60,
    )
    found = parse_gcc(done.stderr)
    assert [(d.file, d.line, d.severity) for d in found if d.is_error] == [
        ("In[3]", 2, "error"),
        ("In[3]", 4, "error"),
    ]
    assert any("In function" in line for line in found[0].context)
    assert all(d.file for d in found)
