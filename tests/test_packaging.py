"""What is installed, and what a checkout looks like."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md",
    "benchmarks", "docs", "dsu_kernel", "magics", "notebooks", "pyproject.toml",
    "runtime_c", "tests",
}  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def test_the_wheel_has_the_runtime_the_magics_and_the_demo(wheel: set[str]):
    scripts = ("magics/scripts/elements.js", "magics/scripts/panel.js")
    for name in ("runtime_c/dsu.h", "magics/commands.py", *scripts, "demo/kv_v0.c", "py.typed"):
        assert f"dsu_kernel/{name}" in wheel
    runtime = {f"dsu_kernel/runtime_c/{path.name}" for path in (ROOT / "runtime_c").glob("*.[ch]")}
    assert runtime <= wheel


def test_the_wheel_installs_no_other_top_level_name(wheel: set[str]):
    shared = "dsu_kernel-0.1.0.data/data/share/jupyter/kernels/dsu/kernel.json"
    assert shared in wheel
    code = {name for name in wheel if ".dist-info/" not in name and name != shared}
    assert {name.split("/")[0] for name in code} == {"dsu_kernel"}


def test_magics_are_imported_by_their_full_name():
    code = "import dsu_kernel.magics, sys; assert 'magics' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd="/")


def test_the_engine_imports_no_jupyter():
    code = (
        "import dsu_kernel, dsu_kernel.cli, sys\n"
        "from dsu_kernel import Session\n"
        "print([m for m in ('IPython', 'ipykernel', 'traitlets') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd="/", text=True, capture_output=True
    )
    assert done.stdout.strip() == "[]"


def committed() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=False, text=True, capture_output=True
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    return [Path(name) for name in done.stdout.split("\0") if name]


def test_nothing_else_lies_at_the_root():
    assert {path.parts[0] for path in committed()} <= TOP_LEVEL


def test_the_folders_inside_the_package_are_links():
    for name in ("magics", "runtime_c"):
        link = ROOT / "dsu_kernel" / name
        assert link.is_symlink()
        assert link.resolve() == ROOT / name


def test_no_machine_and_no_registry_is_named():
    forbidden = re.compile(rb"pypi\.org|pythonhosted|/work/main|/root/|file:///")
    for path in committed():
        file = ROOT / path
        if file.is_file() and path != Path("tests/test_packaging.py"):
            found = forbidden.search(file.read_bytes())
            assert not found, f"{path}: {found}"
