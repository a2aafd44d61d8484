"""Bad timing as an interactive figure: a view of recorded runs, chosen by moment and analysis."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import traitlets

from .html import script, stylesheet
from .still import Still, StillWidget
from .timing_html import timing_html, worst
from .timing_json import overview, run

if TYPE_CHECKING:
    from dsu_kernel.steps.trace import Timing


class TimingWidget(StillWidget):
    """Shows one run; the script chooses which by setting ``choice``."""

    _esm = script("elements", "timing_memory", "timing")
    _css = stylesheet()
    overview = traitlets.Unicode().tag(sync=True)
    run = traitlets.Unicode().tag(sync=True)
    choice = traitlets.Dict().tag(sync=True)

    def __init__(self, timing: Timing) -> None:
        first = worst(timing)
        super().__init__(
            overview=json.dumps(overview(timing)),
            run=json.dumps(run(first)),
            choice={"moment": first.moment, "analysis": first.analysis},
        )
        self.timing = timing

    @traitlets.observe("choice")
    def _chosen(self, change: dict[str, Any]) -> None:
        """Show another run; all were recorded, so this is only a look-up."""
        if not hasattr(self, "timing"):
            return
        wanted = change["new"]
        moment = wanted.get("moment")
        trace = (
            self.timing.quiet
            if moment is None
            else self.timing.at(int(moment), analysis=bool(wanted.get("analysis")))
        )
        self.run = json.dumps(run(trace))

    def still(self) -> Still:
        """Every moment's result, and one run picture by picture."""
        return Still(str(self.timing), timing_html(self.timing))
