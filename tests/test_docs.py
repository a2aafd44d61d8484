"""The documentation is true as far as a test can tell: its paths exist, its examples run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["README.md", *sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))]
# A path that is written short stands below one of these.
BASES = ("", "dsu_kernel", "runtime_c", "tests", "tests/analysis", "tests/sanitize", "docs")
_PATH = re.compile(r"`([\w./-]+(?:\.py|\.c|\.h|\.md|/))`")
_LINK = re.compile(r"\]\((?!http)([^)#]+)\)")
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def exists(path: str) -> bool:
    if any((ROOT / base / path).exists() for base in BASES):
        return True
    # `allocators.py` behind `heap/births.py` in one cell of a table.
    return "/" not in path and any((ROOT / "dsu_kernel").rglob(path))


@pytest.mark.parametrize("page", PAGES)
def test_paths_exist(page: str) -> None:
    assert [path for path in _PATH.findall(text_of(page)) if not exists(path)] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    assert [link for link in _LINK.findall(text_of(page)) if not (folder / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_machine_is_mentioned(page: str) -> None:
    assert not re.search(r"/(home|root|tmp|work)/|pypi", text_of(page))


@pytest.mark.parametrize("page", PAGES)
def test_python_examples_give_what_they_say(page: str) -> None:
    for block in _BLOCK.findall(text_of(page)):
        shown = [m.group(1) for m in re.finditer(r"# (\S.*)$", block, re.MULTILINE)]
        assert run(block) == shown


def run(block: str) -> list[str]:
    """Run an example; the value of each line that says one."""
    values: list[str] = []
    lines = []
    for line in block.splitlines():
        code, mark, _ = line.partition("# ")
        spoken = re.match(r"(\s*)(.+?)\s*$", code)
        if mark and spoken:
            line = f"{spoken[1]}__said.append(repr(({spoken[2]})))"
        lines.append(line)
    exec("\n".join(lines), {"__said": values})
    return values
