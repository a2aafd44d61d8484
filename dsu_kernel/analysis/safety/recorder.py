"""What a function holds at its calls and points, noted while the continuations are computed."""

from __future__ import annotations

from dataclasses import dataclass

from pycparser import c_ast

from dsu_kernel.analysis.safety.bodies import Body
from dsu_kernel.analysis.safety.pointers.aliases import Aliases
from dsu_kernel.analysis.safety.pointers.pointers import records_behind
from dsu_kernel.analysis.safety_facts import Call, Name, Point, Site
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.cfront.model import Place, place_of


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The result for one function, in the order of the text; the points have no ids yet (0)."""

    sites: tuple[Site, ...]
    points: tuple[Point, ...]


class Recorder:
    """Collects sites and points during the last run over a body."""

    def __init__(self, body: Body, aliases: Aliases, all_points: bool) -> None:
        self.on = False
        self._body = body
        self._aliases = aliases
        self._all_points = all_points
        self._sites: dict[c_ast.Node, Site] = {}
        self._points: dict[tuple[c_ast.Node, bool], Point] = {}
        scan = body.graph.scans[body.key]
        spanning = any(map(body.graph.spans, scan.cleanups))
        self._always = body.everything if scan.setjmp or spanning else 0

    def result(self) -> Held:
        """Return what was collected, in the order of the text."""
        order = {node: index for index, node in enumerate(self._body.nodes)}
        end = len(order)
        sites = sorted(self._sites.items(), key=lambda item: order[item[0]])
        points = sorted(
            self._points.items(), key=lambda item: end if item[0][1] else order[item[0][0]]
        )
        return Held(self._interruption() + tuple(s for _, s in sites), tuple(p for _, p in points))

    def boundary(self, node: c_ast.Node, state: int, *, after: bool = False) -> None:
        """Note a statement boundary, if those are asked for."""
        if self.on and self._all_points:
            place = self._end() if after else place_of(node)
            held = self._body.expand(state | self._always)
            self._points[node, after] = Point(0, self._body.key, place, held, node, after)

    def call(self, call: Call, state: int) -> None:
        """Note a call; ``state`` is what may be used after it."""
        body = self._body
        if not self.on or not body.is_site(call.node):
            return
        given = self._aliases.handed(body.key, call.node)
        if call.kind == "library":
            given = given.union(*(records_behind(body.unit, a) for a in arguments(call.node)))
        held = body.expand(state | self._always) | given
        targets = body.targets(call)
        if body.graph.is_point(call) and not self._all_points:
            self._points[call.node, False] = Point(
                0, body.key, call.place, held, call.node, region=call.region
            )
        if targets:
            callee = call.callee if call.kind == "direct" and call.callee in targets else None
            if callee is not None and body.never_returns(call):
                held |= {Name("F", callee)}
            self._sites[call.node] = Site(callee, call.place, held, call.node, targets)

    def _interruption(self) -> tuple[Site, ...]:
        """A site for calls that no expression shows: signal handlers, ends of scopes."""
        graph = self._body.graph
        targets = graph.signal_handlers if graph.anywhere else frozenset()
        cleanups = graph.scans[self._body.key].cleanups
        targets |= {key for key in cleanups if self._all_points or graph.spans(key)}
        if not targets:
            return ()
        held = self._body.expand(self._body.everything)
        return (Site(None, self._body.function.place, held, None, targets),)

    def _end(self) -> Place:
        function = self._body.function
        extent = self._body.unit.extents.get(function.node)
        start = function.place
        return Place(start.unit, extent.end_line, extent.end_col) if extent else start
