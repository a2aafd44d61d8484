"""The widgets' scripts are put together from files: each result is one module."""

from __future__ import annotations

import subprocess
from pathlib import Path

import playwright
import pytest

from dsu_kernel.magics.objects import ObjectWidget
from dsu_kernel.magics.panel import PanelWidget
from dsu_kernel.magics.still import StillWidget
from dsu_kernel.magics.timing import TimingWidget

NODE = Path(playwright.__file__).parent / "driver" / "node"


@pytest.mark.parametrize("widget", [ObjectWidget, PanelWidget, TimingWidget])
def test_a_script_is_one_module_that_gives_a_render_function(
    widget: type[StillWidget], tmp_path: Path
):
    module = tmp_path / "script.mjs"
    module.write_text(str(widget._esm), encoding="utf-8")
    check = f"import s from {str(module)!r}; console.log(typeof s.render)"
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", check], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("function\n", "")
