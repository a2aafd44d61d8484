"""The magics that show memory, over a real program: tables that stand alone, and text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from dsu_kernel.errors import DsuError
from dsu_kernel.magics import load, unload

LIST = """
struct node { struct node *next; int value; };
struct node b = {0, 2}, a = {&b, 1};
struct node *first = &a, *wild = (struct node *)16;
"""
GROWN = LIST.replace("int value;", "int value; int weight;")
VOID = frozenset({"br"})


class Balance(HTMLParser):
    """Finds tags that are not closed, and the ids and links of a document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        found = dict(attrs)
        self.ids |= {found.get("id") or ""} - {""}
        self.links |= {(found.get("href") or "").removeprefix("#")} - {""}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InteractiveShell]:
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.ipython_dir = str(tmp_path_factory.mktemp("ipython"))
    shell = InteractiveShell(config=config)
    load(shell)
    shell.run_cell_magic("dsu_c", "list", LIST)
    shell.run_line_magic("dsu", "first->value")
    shell.run_cell_magic("dsu_c", "list", GROWN)
    yield shell
    unload(shell)


def html(shell: InteractiveShell, name: str, line: str) -> str:
    figure = shell.run_line_magic(name, line)
    text = figure._repr_html_()
    assert isinstance(text, str)
    document = Balance(text)
    assert document.open == []
    assert document.links <= document.ids
    assert repr(figure) == str(figure.data)
    return text


def test_layouts_are_tables_with_a_column_for_each_byte(shell: InteractiveShell):
    text = html(shell, "dsu_layout", "struct node")
    for row in re.findall(r"<tr><td.*?</tr>", text):
        assert sum(map(int, re.findall(r'colspan="(\d+)"', row))) <= 16
    assert "<code>int weight</code>" in text
    assert "tt_node" in text


def test_the_latest_update_is_shown_with_its_objects(shell: InteractiveShell):
    text = html(shell, "dsu_layout", "")
    assert "<code>int weight</code>" in text
    assert "<code>*wild</code>" not in text
    assert "<code>b</code>" in text


def test_objects_link_to_what_their_pointers_lead_to(shell: InteractiveShell):
    text = html(shell, "dsu_object", "--depth 2 first")
    assert len(Balance(text).links) == 2
    assert "v0, will be converted to v1 at first use" in text
    assert "which cannot be read" in html(shell, "dsu_object", "wild")


def test_two_figures_do_not_share_ids(shell: InteractiveShell):
    one, two = (Balance(html(shell, "dsu_object", "first")).ids for _ in range(2))
    assert not one & two


def test_the_browser_follows_pointers_where_it_is_clicked(shell: InteractiveShell):
    widget = shell.run_line_magic("dsu_object", "--depth 0 first")
    (at,) = re.findall(r'data-do="follow" data-node="0" data-at="(\d+)"', widget.html)
    widget._clicked(widget, {"do": "follow", "node": "0", "at": at}, [])
    assert widget.news == "*first is shown"
    assert f'id="{widget.visit["id"]}"' in widget.html
    widget._clicked(widget, {"do": "follow", "node": "0", "at": "1"}, [])
    assert "no pointer at 0x1" in widget.error
    widget._clicked(widget, {"do": "convert", "node": "1"}, [])
    assert widget.error == ""
    assert widget.news == "*first: v1, the newest"
    assert "before its conversion" in widget.html
    assert Balance(widget.html).open == []
    data, _ = widget._repr_mimebundle_()
    assert "<button" not in data["text/html"]


def test_an_object_is_converted_when_that_is_asked_for(shell: InteractiveShell):
    text = html(shell, "dsu_object", "--convert b")
    assert "v0, will be converted" in text
    assert "v1, the newest" in text
    row = html(shell, "dsu_objects", "node").partition("<code>b</code>")[2].partition("</tr>")[0]
    assert "v1, the newest" in row


@pytest.mark.parametrize(
    ("name", "line"),
    [("dsu_object", ""), ("dsu_objects", ""), ("dsu_object", "--depth x a")],
)
def test_what_is_missing_is_said(shell: InteractiveShell, name: str, line: str):
    with pytest.raises(DsuError, match=r"which|needs a number"):
        shell.run_line_magic(name, line)


def test_the_stylesheet_is_part_of_the_package():
    import dsu_kernel.magics

    assert (Path(dsu_kernel.magics.__file__).parent / "figures.css").exists()


SMALL = """
struct T { int x; };
int f(void) {
    struct T t = {1};
    return t.x;
}
---
struct T { int x; int *y; };
int f(void) {
    struct T t = {2};
    return t.x;
}
"""


def test_bad_timing_is_a_widget_that_can_do_without_a_kernel(shell: InteractiveShell):
    widget = shell.run_cell_magic("dsu_bad_timing", "--entry f --runs 2", SMALL)
    data, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert Balance(data["text/html"]).open == []
    assert "requested at each step" in data["text/html"]
    assert data["text/plain"].startswith("a program of your own: an update of T")
    overview = json.loads(widget.overview)
    assert overview["changed"] == ["T"]
    assert overview["sets"][0]["4"] == ["T"]
    widget.choice = {"moment": 1, "analysis": True}
    run = json.loads(widget.run)
    assert (run["moment"], run["analysis"]) == (1, True)
    assert "waiting" in [picture["phase"] for picture in run["pictures"]]
    widget.choice = {"moment": None, "analysis": True}
    assert json.loads(widget.run)["moment"] is None
