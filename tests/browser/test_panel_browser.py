"""The panel in JupyterLab: it follows the program, and each of its controls does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from lab_page import LIMIT_MS, LabPage
from lab_server import LabServer
from panel_page import AGED, SERVER, PanelPage
from saved_page import as_html


def test_patches_are_steered_and_a_saved_notebook_shows_the_last_state_without_a_kernel(
    lab: LabServer, page: LabPage, pictures: Path
):
    panel = PanelPage(lab, page, "steering.ipynb")
    a_patch_is_held_taken_back_awaited_and_applied(panel)
    assert page.errors == []
    what_is_saved_is_the_last_state(panel, lab.root / "steering.ipynb", pictures)


def a_patch_is_held_taken_back_awaited_and_applied(panel: PanelPage):
    panel.status("version 0, running")
    panel.shows("blocked in a call", "threads")
    here = panel.element.locator("li.dsu-at")
    here.wait_for()
    assert "usleep(2000)" in here.inner_text()

    panel.press("Hold")
    panel.element.locator("button[aria-pressed=true]").wait_for()
    assert "waiting" in panel.edit(AGED)
    panel.status("v1 is held back")
    panel.press("Cancel")
    panel.shows("taken back", "timeline")
    assert "since" not in panel.ask("%dsu t")

    panel.press("Hold")
    panel.element.locator("button[aria-pressed=false]").wait_for()
    assert "waiting" in panel.edit(AGED)
    panel.status("v1 waits for a safe moment")
    panel.shows("✗ waits here", "pending")
    panel.shows("✓ may come here", "pending")
    panel.shows(re.compile("handle .*still uses struct T"), "pending")
    panel.ask("%dsu gate = 1")
    panel.status("version 1, running")
    panel.shows(re.compile(r"waited .* pause .* 1 object converted"), "timeline")
    assert "since = 0" in panel.ask("%dsu t")

    panel.press("Hold")
    panel.element.locator("button[aria-pressed=true]").wait_for()
    panel.edit(AGED.replace("rounds +=", "rounds -="))
    panel.status("v2 is held back")
    panel.press("Apply now")
    panel.status("version 2, running")
    assert "v2, running" in panel.ask("%dsu_status")


def what_is_saved_is_the_last_state(panel: PanelPage, file: Path, pictures: Path):
    page = panel.lab_page
    # Renewed by the panel's thread, when no cell runs.
    panel.press("Hold")
    panel.status("patches are held back")
    page.page.wait_for_function(
        """() => {
            const cells = jupyterapp.shell.currentWidget.content.model.cells;
            const outputs = cells.get(3).outputs.toJSON();
            return JSON.stringify(outputs).includes('patches are held back');
        }""",
        timeout=LIMIT_MS,
    )
    page.save()
    html = as_html(nbformat.read(file, as_version=4))
    saved = file.with_suffix(".html")
    saved.write_text(html)
    for expected in ("v2, running; patches are held back", "type: struct T", "blocking call"):
        assert expected in html
    page.page.goto(saved.as_uri())
    page.page.get_by_role("table", name="Timeline").wait_for()
    page.picture(pictures / "panel-saved.png")


@pytest.mark.long
def test_going_back_is_shown_before_it_happens_and_works_by_keyboard(lab: LabServer, page: LabPage):
    panel = PanelPage(lab, page, "back.ipynb", kernel="dsu")
    keyboard = page.page.keyboard
    panel.ask("%dsu gate = 1")
    assert "v1: applied" in panel.edit(AGED)
    back = panel.button("Roll back to version 0…")
    back.focus()
    keyboard.press("Enter")
    panel.shows("T.since is dropped", "preview")
    panel.status("version 1, running")
    # What asks has the focus, on its harmless answer.
    assert page.page.evaluate("document.activeElement.textContent") == "Keep this version"
    keyboard.press("Enter")
    panel.element.locator(".dsu-preview").wait_for(state="detached")
    assert "since" in panel.ask("t")

    panel.press("Roll back to version 0…")
    panel.press("Roll back")
    panel.status("version 2, running")
    assert "since" not in panel.ask("t")
    assert SERVER.count("\n") == panel.element.locator(".dsu-code li").count() - 1
    # No key for the panel was one for JupyterLab's cells.
    assert page.page.locator(".jp-CodeCell").count() == 4


@pytest.mark.long
def test_the_panel_can_be_read_by_all_and_in_any_width(
    lab: LabServer, page: LabPage, pictures: Path
):
    panel = PanelPage(lab, page, "reading.ipynb")
    panel.edit(AGED)
    panel.shows("✗ waits here", "pending")
    tree = panel.element.aria_snapshot()
    for expected in (
        'group "Steer patches"',
        'button "Apply now"',
        'button "Hold"',
        'table "Where the patch may come"',
        'columnheader "verdict"',
        'region "source of server"',
        'table "Functions"',
        'rowheader "struct T"',
        'img "12 bytes: 4 of data, 4 free to grow, 4 of version"',
        "blocking call, may not change:",
        "is here",
    ):
        assert expected in tree, tree
    panel.press("int main(void)")
    panel.element.locator(".dsu-flash").wait_for()

    wide = panel.element.bounding_box()
    page.page.set_viewport_size({"width": 1280, "height": 1600})
    page.picture(pictures / "panel-light.png", panel.element)
    page.page.evaluate(
        "async () => await jupyterapp.commands.execute("
        "'apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.page.locator("body[data-jp-theme-light=false]").wait_for(state="attached")
    page.picture(pictures / "panel-dark.png", panel.element)
    page.page.set_viewport_size({"width": 500, "height": 2600})
    page.page.wait_for_function("document.querySelector('.dsu-panel').clientWidth < 480")
    page.picture(pictures / "panel-narrow.png", panel.element)
    assert wide is not None
    fits = "panel => panel.scrollWidth <= panel.clientWidth"
    assert panel.element.evaluate(fits)


@pytest.mark.long
def test_a_second_view_in_the_side_panel_steers_and_follows(
    lab: LabServer, page: LabPage, pictures: Path
):
    panel = PanelPage(lab, page, "side.ipynb")
    panel.edit(AGED)
    page.cell(3).locator(".cm-content").click()
    page.page.evaluate(
        """async () => {
            const {shell, commands} = jupyterapp;
            await commands.execute('notebook:create-output-view');
            const views = [...shell.widgets('main'), ...shell.widgets('down')];
            const view = views.find(w => w.node.querySelector('.jp-LinkedOutputView'));
            shell.add(view, 'right', {rank: 1});
            shell.activateById(view.id);
        }"""
    )
    side = page.page.locator("#jp-right-stack .dsu-panel")
    side.wait_for()
    handles = page.page.locator("#jp-main-split-panel > .lm-SplitPanel-handle:visible")
    handles.last.hover()
    page.page.mouse.down()
    page.page.mouse.move(930, 500, steps=5)
    page.page.mouse.up()
    # The still picture gives way there, too.
    assert not page.page.locator("#jp-right-stack .dsu-still").is_visible()
    side.get_by_role("button", name="Hold", exact=True).click()
    panel.status("v1 is held back")
    side.get_by_text("is held back").first.wait_for()
    page.page.set_viewport_size({"width": 1280, "height": 2600})
    page.page.wait_for_function(
        "document.querySelector('#jp-right-stack .dsu-panel').clientWidth > 290"
    )
    page.picture(pictures / "panel-side.png", side)
    assert side.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    assert page.errors == []


FORKING = """#include <signal.h>
#include <unistd.h>
int ends[2], child, rounds;
int serve(int fd) { char c; return read(fd, &c, 1); }
int main(void) {
    signal(SIGCHLD, SIG_IGN);
    pipe(ends);
    child = fork();
    if (!child) _exit(serve(ends[0]));
    for (;;) { rounds++; update(); usleep(2000); }
}"""


@pytest.mark.long
def test_child_processes_are_shown_with_their_version_and_place(
    lab: LabServer, page: LabPage, pictures: Path
):
    panel = PanelPage(lab, page, "forking.ipynb", program=FORKING)
    panel.shows("server:5 in serve", "children")
    marked = panel.element.locator("li.dsu-at", has_text="process")
    assert "int serve(int fd)" in marked.first.inner_text()
    panel.edit(FORKING.replace("return read", "return 1 + read"))
    panel.shows("old: later patches do not reach it", "children")
    page.picture(pictures / "panel-children.png", panel.element)
    assert "v0 (old)" in panel.ask("%dsu_status")
    panel.ask("%dsu write(ends[1], &rounds, 1)")
    panel.element.locator(".dsu-children").wait_for(state="hidden")
    assert page.errors == []


@pytest.mark.long
def test_a_notebook_reopened_without_its_kernel_shows_the_panel_as_it_was(
    lab: LabServer, page: LabPage, pictures: Path
):
    panel = PanelPage(lab, page, "reopened.ipynb")
    panel.ask("%dsu gate = 1")
    panel.edit(AGED)
    panel.status("version 1, running")
    page.save()
    page.end_kernels()
    page.page.reload()
    still = page.output(3).locator(".dsu-still")
    still.wait_for()
    page.page.get_by_text("Error displaying widget").first.wait_for(state="attached")
    assert page.output(3).locator(".jp-OutputArea-child:visible").count() == 1
    assert "v1, running" in still.inner_text()
    for caption in ("Timeline", "Functions", "Types", "Threads"):
        assert still.get_by_role("table", name=caption).is_visible()
    page.page.set_viewport_size({"width": 1280, "height": 2400})
    page.picture(pictures / "panel-reopened.png", page.output(3))
