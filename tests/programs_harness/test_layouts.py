"""A program in which every type that may change has another layout still does the same.

All members of all free and pinned structs are aligned to 16 bytes, so that sizes and offsets change
everywhere; plain gcc compiles the rest. Whoever saw the old layout would give the verdict away.
"""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

import pytest
from program_corpus import CProgram, programs
from program_runs import CFLAGS, LIBS, REPOSITORY, difference, plain, run
from pycparser import c_ast

from dsu_kernel.analysis.wrappability.wrappability import analyse
from dsu_kernel.cfront.headers import HeaderCache
from dsu_kernel.cfront.model import RecordDef, TranslationUnit
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.source.preprocess import preprocess
from dsu_kernel.cfront.syntax.nodes import GnuAttribute
from dsu_kernel.cfront.unit import build_unit

CORPUS = programs()
SMALL = ("lists_trees/", "hash_tables/", "containers/", "pools/", "parsers/", "hostile/")
INCLUDE = ("-isystem", str(REPOSITORY / "runtime_c"))


@functools.cache
def headers() -> HeaderCache:
    return HeaderCache()


def read(file: Path) -> TranslationUnit:
    flags = [*INCLUDE, "-iquote", str(file.parent)]
    text = file.read_text(encoding="utf-8-sig", errors="surrogateescape")
    pre = preprocess(text, flags, name=str(file), cwd=file.parent)
    return build_unit(pre, str(file), file_mode=True, headers=headers())


def align_members(definition: RecordDef) -> None:
    for member in definition.node.decls:
        if isinstance(member, c_ast.Decl) and member.name and member.bitsize is None:
            attribute = GnuAttribute("__attribute__((aligned(16)))")
            member.attributes = [*(member.attributes or []), attribute]


def relaid(program: CProgram, folder: Path) -> Path | None:
    """Build the program with other layouts; None if all its types are fixed."""
    units = [read(file) for file in program.files]
    facts = analyse(units)
    found = [unit.records[key] for unit in units for key in unit.records if facts.wrapped(key)]
    if not found:
        return None
    for definition in found:
        align_members(definition)
    files = []
    for number, unit in enumerate(units):
        file = folder / f"{number}.c"
        text = f"{unit.system_text}\n{CPrinter().unit(unit.items)}"
        file.write_text(text, encoding="utf-8", errors="surrogateescape")
        files.append(str(file))
    binary = folder / "a.out"
    subprocess.run(["gcc", *CFLAGS, "-w", *files, "-o", str(binary), *LIBS], check=True)
    return binary


def check(program: CProgram, folder: Path) -> None:
    binary = relaid(program, folder)
    if binary is not None:
        actual = run([str(binary)], program)
        told = difference(plain(program), actual, stderr=program.writes_stderr)
        assert not told, f"{program.name}: {told}"


@pytest.mark.parametrize(
    "each", [p for p in CORPUS if p.name.startswith(SMALL)], ids=lambda each: each.name
)
def test_other_layouts(each: CProgram, tmp_path: Path) -> None:
    check(each, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("each", CORPUS, ids=lambda each: each.name)
def test_other_layouts_everywhere(each: CProgram, tmp_path: Path) -> None:
    check(each, tmp_path)
