"""Printed text means what was parsed: compiled before and after, programs behave alike."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pycparser import c_ast
from roundtrip_programs import PROGRAMS

from dsu_kernel.cfront.parsing.parser import parse
from dsu_kernel.cfront.printing.printer import CPrinter, compact_markers
from dsu_kernel.cfront.source.preprocess import Preprocessed, preprocess
from dsu_kernel.cfront.syntax.declarations import defined_record

NAMES = tuple(PROGRAMS)
TYPEDEFS = ("va_list", "size_t", "wchar_t")


def whole_text() -> str:
    """All programs as one file, with a main that runs them in turn."""
    pieces = ["#include <stdio.h>\n"]
    for number, name in enumerate(NAMES):
        pieces.append(f'#line 1 "{name}"\n{PROGRAMS[name].replace("@", f"t{number}_")}\n')
    calls = (f'printf("== {name}\\n"); t{number}_run();' for number, name in enumerate(NAMES))
    pieces.append(f'#line 1 "main"\nint main(void) {{ {" ".join(calls)} return 0; }}\n')
    return "".join(pieces)


def print_back(text: str, *, line_markers: bool = False) -> str:
    tree = parse(text, filename="all.c", typedef_names=TYPEDEFS)
    return compact_markers(CPrinter(line_markers=line_markers).visit(tree))


def compile_and_run(text: str, exe: Path) -> dict[str, str]:
    """Standard output by program."""
    source = exe.with_suffix(".c")
    source.write_text(text)
    subprocess.run(["gcc", "-w", "-O0", "-o", str(exe), str(source)], check=True, timeout=120)
    done = subprocess.run([exe], check=True, capture_output=True, text=True, timeout=20)
    sections = done.stdout.split("== ")[1:]
    return {name: body for name, _, body in (section.partition("\n") for section in sections)}


@dataclass(frozen=True)
class Outputs:
    original: dict[str, str]
    printed: dict[str, str]
    marked: dict[str, str]


@pytest.fixture(scope="module")
def preprocessed() -> Preprocessed:
    return preprocess(whole_text(), [], name="all.c")


@pytest.fixture(scope="module")
def outputs(preprocessed: Preprocessed, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder = tmp_path_factory.mktemp("roundtrip")
    system, user = preprocessed.system_text, preprocessed.user_text
    return Outputs(
        compile_and_run(system + user, folder / "original"),
        compile_and_run(system + print_back(user), folder / "printed"),
        compile_and_run(system + print_back(user, line_markers=True), folder / "marked"),
    )


@pytest.mark.parametrize("name", NAMES)
def test_behaviour_survives_printing(outputs: Outputs, name: str) -> None:
    assert outputs.original[name].strip()
    assert outputs.printed[name] == outputs.original[name]
    assert outputs.marked[name] == outputs.original[name]


def test_printing_is_stable(preprocessed: Preprocessed) -> None:
    once = print_back(preprocessed.user_text)
    assert print_back(once) == once


def items(node: c_ast.Node) -> Iterator[c_ast.Node]:
    """All items of all blocks below ``node``, in order."""
    for child in node:
        if isinstance(node, c_ast.Compound):
            yield child
        yield from items(child)


def test_line_markers_keep_every_statement_at_its_line(preprocessed: Preprocessed) -> None:
    text = preprocessed.user_text
    marked = print_back(text, line_markers=True)
    before = parse(text, filename="all.c", typedef_names=TYPEDEFS)
    after = parse(marked, filename="all.c", typedef_names=TYPEDEFS)

    def places(tree: c_ast.Node) -> list[tuple[str, str, int]]:
        # The printer adds braces and empty statements; a name after an inline record's body
        # stands where the lines of the body end.
        moved = (c_ast.Compound, c_ast.EmptyStatement, c_ast.Label)
        return [
            (type(i).__name__, i.coord.file, i.coord.line)
            for i in items(tree)
            if not isinstance(i, moved) and defined_record(i) is None
        ]

    old, new = places(before), places(after)
    assert set(old) <= set(new)
