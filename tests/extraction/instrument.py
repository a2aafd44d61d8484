"""An update point in every loop of a program, put into its syntax tree: more loops to extract.

A point without a pending patch does nothing, so the program must behave as it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from pycparser import c_ast

from dsu_kernel.cfront import unit
from dsu_kernel.cfront.parsing.parser import Parsed, parse_unit
from dsu_kernel.engine.execute import read_program, translate
from dsu_kernel.engine.frontend import Frontend
from dsu_kernel.extraction.model import Extraction
from dsu_kernel.toolchain.compiler import Compiler

_POINTS = ("-include", "dsu.h")
_OWN_NAMES = ("-DDSU_NO_SHORT_NAMES",)
_LOOPS = (c_ast.While, c_ast.DoWhile, c_ast.For)


@contextmanager
def points_everywhere(*, first: bool) -> Iterator[None]:
    """Parse programs with a point in each loop, at the beginning or at the end of its body."""

    def parse(text: str, *, filename: str, typedef_names: Iterable[str] = ()) -> Parsed:
        parsed = parse_unit(text, filename=filename, typedef_names=typedef_names)
        for item in parsed.ast.ext:
            if isinstance(item, c_ast.FuncDef):
                _instrument(item, first=first)
        return parsed

    with patch.object(unit, "parse_unit", parse):
        yield


def _instrument(node: c_ast.Node, *, first: bool) -> None:
    for _, child in node.children():
        _instrument(child, first=first)
    if isinstance(node, _LOOPS):
        coord = node.coord
        point = c_ast.FuncCall(c_ast.ID("dsu_update", coord), None, coord)
        body = [] if node.stmt is None else [node.stmt]
        node.stmt = c_ast.Compound([point, *body] if first else [*body, point], coord)


def build_with_points(
    files: list[Path], cflags: tuple[str, ...], *, first: bool
) -> tuple[Path, Path, Extraction]:
    """Return the native host, the module of a program full of points, and what was extracted."""
    own = () if any("dsu.h" in file.read_text("latin-1") for file in files) else _OWN_NAMES
    compiler = Compiler((*cflags, *_POINTS, *own))
    program = read_program([str(file) for file in files])
    with points_everywhere(first=first):
        version, _, _, generated = translate(program, Frontend(compiler))
    module = compiler.shared(generated.units, name=files[0].stem)
    return compiler.runtime().native, module.path, version.extraction
