"""Data flows one way: nothing imports in a circle, in no folder, and the layers keep their order.

Every import counts, also one inside a function or for the type checker alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "dsu_kernel"
_LAYERS = re.compile(r"^```layers\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Places that load something when it is asked for: commands, Jupyter, tools, a session's replay.
LATE = {
    f"{PACKAGE}.{name}"
    for name in ("__init__", "cli", "live.bindings", "session.session", "terminal.start")
}
ENTRIES = {"__init__", "__main__"}

Trees = Mapping[str, ast.Module]
Graph = Mapping[str, set[str]]


def module_files(top: Path) -> dict[str, Path]:
    """The modules of a package by name; a package's ``__init__`` is a module in it."""
    # What a symbolic link leads to is part of the package, too.
    folders = [top, *(p for p in sorted(top.iterdir()) if p.is_symlink() and p.is_dir())]
    files = {path for folder in folders for path in folder.rglob("*.py")}
    return {".".join(path.relative_to(top.parent).with_suffix("").parts): path for path in files}


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """All statements of a module or function; expressions, which have no imports, are left out."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for statement in getattr(tree, part, ()):
            yield statement
            yield from statements(statement)


def imported(module: str, tree: ast.AST, modules: Iterable[str]) -> Iterator[str]:
    """The modules of the package that a module's text names in imports, wherever they stand."""
    for node in statements(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        above = module.split(".")[: -node.level] if node.level else []
        base = ".".join((*above, *([node.module] if node.module else [])))
        for alias in node.names:
            names = (f"{base}.{alias.name}", f"{base}.{alias.name}.__init__", base)
            yield from [name for name in (*names, f"{base}.__init__") if name in modules][:1]


def parsed(top: Path) -> Trees:
    return {name: ast.parse(path.read_text("utf-8")) for name, path in module_files(top).items()}


def imports(trees: Trees) -> Graph:
    return {name: set(imported(name, tree, trees)) - {name} for name, tree in trees.items()}


def between_parts(graph: Graph, folder: str) -> dict[str, set[str]]:
    """The imports between what stands directly in a folder: modules and folders."""
    inside = folder + "."

    def part(module: str) -> str:
        return module.removeprefix(inside).split(".")[0]

    parts: dict[str, set[str]] = {}
    for module, targets in graph.items():
        if module.startswith(inside):
            known = parts.setdefault(part(module), set())
            known |= {part(target) for target in targets if target.startswith(inside)}
    return {name: targets - {name} for name, targets in parts.items()}


def circle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def layers() -> list[list[str]]:
    """The layers of CONTRIBUTING.md, from the lowest up."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (block,) = _LAYERS.findall(text)
    return [line.partition("  ")[0].split() for line in block.splitlines()]


def upward(graph: Graph, order: list[list[str]]) -> list[str]:
    """The imports that do not lead to a lower layer."""
    level = {name: number for number, names in enumerate(order) for name in names}
    parts = between_parts(graph, PACKAGE)
    return [
        f"{a} → {b}"
        for a in parts.keys() - ENTRIES
        for b in parts[a] - ENTRIES
        if level[b] >= level[a]
    ]


@pytest.fixture(scope="module")
def trees() -> Trees:
    return parsed(ROOT / PACKAGE)


@pytest.fixture(scope="module")
def graph(trees: Trees) -> Graph:
    return imports(trees)


def test_no_folder_has_a_circle(graph: Graph) -> None:
    folders = {name.rpartition(".")[0] for name in graph}
    assert f"{PACKAGE}.cfront.typing" in folders
    assert [found for folder in folders if (found := circle(between_parts(graph, folder)))] == []


def test_every_part_has_its_layer(graph: Graph) -> None:
    named = [name for names in layers() for name in names]
    assert sorted(named) == sorted(set(between_parts(graph, PACKAGE)) - ENTRIES)


def test_layers_import_lower_ones_only(graph: Graph) -> None:
    assert upward(graph, layers()) == []


def test_an_import_in_a_function_has_a_reason(trees: Trees) -> None:
    late = {
        name
        for name, tree in trees.items()
        for function in statements(tree)
        if isinstance(function, ast.FunctionDef) and ".magics." not in name
        for node in statements(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert late == LATE


def test_a_circle_would_be_seen(tmp_path: Path) -> None:
    top = tmp_path / PACKAGE
    for path, text in {
        "low/a.py": "def f():\n    from ..high import b\n",
        "high/b.py": f"if TYPE_CHECKING:\n    from {PACKAGE}.low.a import f\n",
        "high/__init__.py": "",
    }.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(text, "utf-8")
    graph = imports(parsed(top))
    assert graph[f"{PACKAGE}.low.a"] == {f"{PACKAGE}.high.b"}
    assert set(circle(between_parts(graph, PACKAGE))) == {"low", "high"}
    assert upward(graph, [["low"], ["high"]]) == ["low → high"]
    assert circle(between_parts(graph, f"{PACKAGE}.high")) == []
