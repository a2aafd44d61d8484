"""The figures in a real browser: bad timing step by step, a walk over objects, still pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_page import LabPage
from lab_server import LabServer

LIST = """%%dsu_c list
struct node { struct node *next; int value; };
struct node c = {0, 3}, b = {&c, 2}, a = {&b, 1};
struct node *first = &a;
int value(void) { return first->value; }"""
CELLS = [
    "%load_ext dsu_kernel",
    LIST,
    "%dsu value()",
    LIST.replace("int value; }", "int value; int weight; }"),
    "%dsu_object --depth 0 first",
    "%dsu_bad_timing used",
    "%dsu_layout node",
]


@pytest.mark.long
def test_figures_in_the_notebook(lab: LabServer, page: LabPage, pictures: Path):
    page.open(lab.write("figures.ipynb", CELLS))
    page.run_all()

    walk = page.page.locator(".dsu-objects")
    walk.get_by_role("button", name="follow *first").click()
    walk.get_by_role("button", name="follow *first->next").click()
    walk.locator("section").nth(2).wait_for()
    assert walk.get_by_role("status").inner_text() == "*first->next is shown"
    assert page.page.evaluate("document.activeElement.getAttribute('aria-label')") == "*first->next"
    assert walk.get_by_text("v0, will be converted to v1 at first use").count() == 2
    walk.get_by_role("button", name="Convert it now").first.click()
    walk.get_by_text("v1, the newest", exact=True).wait_for()
    assert walk.get_by_text("before its conversion").count() == 1

    figure = page.page.locator(".dsu-timing")
    assert "Picture 2 of 8" in figure.get_by_role("status").inner_text()
    figure.get_by_role("button", name="Next").focus()
    for _ in range(3):
        page.page.keyboard.press("ArrowRight")
    assert "type error: x is used as int *" in figure.get_by_role("status").inner_text()
    assert figure.locator(".dsu-arrow-wrong").count() > 0
    page.page.keyboard.press("End")
    assert "SIGSEGV" in figure.get_by_role("status").inner_text()
    figure.get_by_label("on", exact=True).check()
    waits = figure.get_by_text("the update has to wait")
    waits.wait_for()
    figure.get_by_role("combobox").select_option("4")
    figure.get_by_text("the update is applied: nothing forbids it").wait_for()
    tree = figure.aria_snapshot()
    assert '- radio "on" [checked]' in tree
    assert "- table" in tree

    assert page.output(6).locator("table.dsu-mem").count() == 2
    for theme, width in (("light", 1280), ("narrow", 520)):
        page.page.set_viewport_size({"width": width, "height": 1000})
        for index in (4, 5, 6):
            page.picture(pictures / f"figure-{index}-{theme}.png", page.output(index))
    assert page.errors == []


@pytest.mark.long
def test_a_saved_notebook_shows_still_figures(lab: LabServer, page: LabPage, pictures: Path):
    name = lab.write("still.ipynb", [*CELLS[:4], "%dsu_object first", "%dsu_bad_timing"])
    page.open(name)
    page.run_all()
    for index in (4, 5):
        page.output(index).locator(".dsu-live").wait_for()
        assert page.output(index).locator(".jp-OutputArea-child:visible").count() == 1
    page.save()
    page.end_kernels()
    page.page.reload()
    page.page.locator(".dsu-still").first.wait_for()
    error = page.page.get_by_text("Error displaying widget")
    error.first.wait_for(state="attached")
    assert not any(error.nth(i).is_visible() for i in range(error.count()))
    assert "requested at each step" in page.output(5).inner_text()
    assert page.output(4).locator("a[href^='#']").count() == 1
    page.picture(pictures / "figures-still.png")
