"""What a reader waits for: from a cell's start to its result on the screen; kernels; the panel.

Needs Chromium, JupyterLab and playwright, as the tests of ``tests/browser`` do, and their helpers.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jupyter_client.manager import start_new_kernel
from rich.table import Table

HELPERS = Path(__file__).parents[1] / "tests" / "browser"

PROGRAM = """#include <unistd.h>
struct T { long a; };
struct T t;
int step(void) { return STEP; }
int main(void) { for (;;) { t.a += step(); update(); usleep(1000); } }"""

# Puts a text into a code cell, runs it, and resolves when a test of what the page shows holds.
RUN = """async ([index, source, expected, where]) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = index;
    notebook.activeCell.model.sharedModel.setSource(source);
    const shown = () => [...document.querySelectorAll(where)]
        .some(e => e.textContent.includes(expected));
    const began = performance.now();
    const seen = new Promise(resolve => {
        const look = () => shown() && (observer.disconnect(), resolve(performance.now() - began));
        const observer = new MutationObserver(look);
        observer.observe(document.body, {childList: true, subtree: true, characterData: true});
    });
    jupyterapp.commands.execute('notebook:run-cell');
    return await seen;
}"""


def browser_tables(rounds: int) -> Sequence[Table]:
    """Measure in one browser."""
    sys.path.insert(0, str(HELPERS))
    lab_page, lab_server = map(importlib.import_module, ("lab_page", "lab_server"))
    if why := lab_page.why_no_browser():
        raise SystemExit(f"no measurement in a browser: {why}")
    with tempfile.TemporaryDirectory() as folder:
        server = lab_server.LabServer(Path(folder) / "home")
        try:
            server.await_ready()
            with lab_page.chromium(Path(folder) / "profile") as context:
                return [_latency(server, lab_page.LabPage(server, context), rounds), _kernels()]
        finally:
            server.stop()


def _latency(server: Any, page: Any, rounds: int) -> Table:  # noqa: ANN401 - helpers of the tests
    program = PROGRAM.replace("STEP", "1")
    cells = ["%load_ext dsu_kernel", f"%%dsu_c p\n{program}", "%dsu_run --wait 0.1", "%dsu_panel"]
    page.open(server.write("latency.ipynb", [*cells, "1"]))
    page.run_all()
    page.page.locator(".dsu-panel").wait_for()

    def run(index: int, source: str, expected: str, where: str) -> float:
        return float(page.page.evaluate(RUN, [index, source, expected, where]))

    below = ".jp-OutputArea-output"
    table = Table("from the start of a cell to", "p50 ms", "p95 ms", title="In the browser")
    versions = iter(range(1, 10_000))

    def edit(where: str) -> float:
        number = next(versions)
        text = f"%%dsu_c p\n{program.replace('return 1', f'return {number + 1}')}"
        return run(1, text, f"v{number}: applied" if where == below else f"v{number}", where)

    measured: dict[str, Callable[[int], float]] = {
        "the value of a Python expression": lambda i: run(4, f"{i} + 70000", f"{70000 + i}", below),
        "the value of %dsu EXPR": lambda i: run(4, f"%dsu {i} + 80000", f"{80000 + i}", below),
        "an edited function, applied": lambda _: edit(below),
        "the same, in the panel": lambda _: edit(".dsu-badge.dsu-now"),
    }
    for title, measure in measured.items():
        times = sorted(measure(i) for i in range(rounds))
        table.add_row(title, f"{statistics.median(times):.0f}", f"{times[int(0.95 * rounds)]:.0f}")
    share = _busy_share(page)
    table.add_row("share of a processor that the page uses, panel live", f"{share:.1%}", "")
    return table


def _busy_share(page: Any) -> float:  # noqa: ANN401
    """Scripts, style and layout of the page while the panel follows a running program."""
    tools = page.page.context.new_cdp_session(page.page)
    tools.send("Performance.enable")

    def spent() -> float:
        metrics = {m["name"]: m["value"] for m in tools.send("Performance.getMetrics")["metrics"]}
        return float(metrics["TaskDuration"])

    before, began = spent(), time.monotonic()
    page.page.wait_for_timeout(5000)
    return (spent() - before) / (time.monotonic() - began)


def _kernels() -> Table:
    """From nothing to the first answer."""
    table = Table("kernel", "p50 s", "of 5", title="Start of a kernel, to its first answer")
    for name, question in (("python3", "1 + 1"), ("dsu", "1 + 1")):
        times = []
        for _ in range(5):
            began = time.monotonic()
            manager, client = start_new_kernel(kernel_name=name)
            client.execute_interactive(question, output_hook=lambda _: None)
            times.append(time.monotonic() - began)
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        table.add_row(name, f"{statistics.median(times):.2f}", f"{min(times):.2f}–{max(times):.2f}")
    return table
