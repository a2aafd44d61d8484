"""One function's body made ready for the analysis of continuations.

Everything that can be held is a bit: a name, or a local variable that carries pointers into
something. Each syntax node knows the bits of all that is used at it or below it, and whether a
closer look is needed: most of a program is plain code without calls that can reach a point.
"""

from __future__ import annotations

from collections.abc import Iterable

from pycparser import c_ast

from dsu_kernel.analysis.library import callbacks
from dsu_kernel.analysis.safety.calls.callgraph import CallGraph
from dsu_kernel.analysis.safety.pointers.aliases import Aliases
from dsu_kernel.analysis.safety.uses import UseRules, result_type
from dsu_kernel.analysis.safety_facts import Call, Name
from dsu_kernel.analysis.syntax.walk import constant_truth
from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.syntax.nodes import Asm, ComputedGoto, StmtExpr

_JUMPS = (
    c_ast.Goto,
    c_ast.Return,
    c_ast.Break,
    c_ast.Continue,
    c_ast.Label,
    c_ast.Case,
    c_ast.Default,
    ComputedGoto,
    Asm,
    StmtExpr,
)


class Body:
    """The bits of one function. With ``all_points`` every call of the program is of interest."""

    def __init__(
        self,
        graph: CallGraph,
        aliases: Aliases,
        rules: UseRules,
        key: str,
        *,
        all_points: bool,
        closer: Iterable[c_ast.Node] = (),
    ) -> None:
        self.graph = graph
        self.key = key
        self.unit = graph.unit_of[key]
        self.function = graph.functions[key]
        self.root: c_ast.Compound = self.function.node.body
        self.tree = graph.scans[key].tree
        self.nodes = self.tree.nodes
        self.calls = {call.node: call for call in graph.calls(key)}
        self.exposed = aliases.exposed(key)
        self._carried = aliases.carried(key)
        self._all_points = all_points
        self._bits: dict[Name | Symbol, int] = {}
        self._own: dict[c_ast.Node, int] = {}
        self._below: dict[c_ast.Node, int] = {}
        self._busy: set[c_ast.Node] = set(closer)
        self._names: dict[int, frozenset[Name]] = {}
        self._cleanups: dict[c_ast.Node, int] = {}
        self._note_uses(rules)
        self._note_variables(rules)
        self._sum_up()
        self.variables = self.mask(self._carried)
        self.everything = self._below[self.root] | self.variables

    def own(self, node: c_ast.Node) -> int:
        """The bits that the node itself uses."""
        return self._own.get(node, 0)

    def below(self, node: c_ast.Node) -> int:
        """The bits used at the node or below it."""
        return self._below[node]

    def busy(self, node: c_ast.Node) -> bool:
        """Whether the node needs a closer look than ``below``."""
        return node in self._busy

    def mask(self, symbols: Iterable[Symbol | None]) -> int:
        """The bits of those variables that carry something."""
        found = 0
        for symbol in symbols:
            if symbol is not None and symbol in self._carried:
                found |= self._bit(symbol)
        return found

    def exposed_in(self, declarations: Iterable[c_ast.Node]) -> int:
        """What may be used until the end of the scope of some declared variables.

        Those whose address is a value somewhere, and the functions that clean up.
        """
        found = 0
        for node in declarations:
            symbol = self.unit.introduces.get(node)
            found |= self._cleanups.get(node, 0)
            if symbol in self.exposed:
                found |= self.mask([symbol])
        return found

    def killed(self, node: c_ast.Assignment) -> int:
        """The bit of the variable that a plain assignment overwrites, or 0."""
        if node.op != "=" or not isinstance(node.lvalue, c_ast.ID):
            return 0
        symbol = self.unit.refs.get(node.lvalue)
        return 0 if symbol in self.exposed else self.mask([symbol])

    def targets(self, call: Call) -> frozenset[str]:
        """The functions of interest that a call may run."""
        if self._all_points:
            return self.graph.targets(call)
        return self.graph.spanning_targets(call)

    def is_site(self, node: c_ast.Node) -> bool:
        """Whether the node is a call at or during which an update may happen."""
        call = self.calls.get(node) if isinstance(node, c_ast.FuncCall) else None
        return call is not None and bool(self.targets(call) or self.graph.is_point(call))

    def never_returns(self, call: Call) -> bool:
        """Whether control does not come back from a call."""
        if call.kind == "library":
            return call.callee in callbacks.NEVER_RETURN
        function = self.graph.functions.get(call.callee) if call.callee is not None else None
        return function is not None and "noreturn" in function.attributes

    def expand(self, state: int) -> frozenset[Name]:
        """The names of a state, those behind variables included."""
        found = self._names.get(state)
        if found is None:
            names: set[Name] = set()
            for item, index in self._bits.items():
                if state >> index & 1:
                    names |= {item} if isinstance(item, Name) else self._carried[item]
            found = self._names[state] = frozenset(names)
        return found

    def _bit(self, item: Name | Symbol) -> int:
        return 1 << self._bits.setdefault(item, len(self._bits))

    def _note_uses(self, rules: UseRules) -> None:
        for node, uses in rules.node_uses(self.nodes, result_type(self.function)).items():
            for name, _ in uses:
                self._own[node] = self.own(node) | self._bit(name)

    def _note_variables(self, rules: UseRules) -> None:
        written: set[c_ast.Node] = set()
        for node in self.nodes:
            if isinstance(node, c_ast.Assignment) and self.killed(node):
                written.add(node.lvalue)
                self._busy.add(node)
            elif isinstance(node, c_ast.Decl):
                for name, _ in rules.cleanups(node):
                    self._cleanups[node] = self._cleanups.get(node, 0) | self._bit(name)
                if self.unit.introduces.get(node) in self._carried:
                    self._busy.add(node)
            elif isinstance(node, c_ast.ID):
                if node not in written:
                    self._own[node] = self.own(node) | self.mask([self.unit.refs.get(node)])
            elif isinstance(node, _JUMPS) or self._is_special(node):
                self._busy.add(node)
        if self._all_points:
            self._busy.update(self.nodes)

    def _is_special(self, node: c_ast.Node) -> bool:
        if isinstance(node, c_ast.FuncCall):
            return self.is_site(node) or self.never_returns(self.calls[node])
        return _is_endless(node)

    def _sum_up(self) -> None:
        for node in reversed(self.nodes):
            mask = self.own(node)
            for child in self.tree.below[node]:
                mask |= self._below[child]
                if child in self._busy:
                    self._busy.add(node)
            self._below[node] = mask


def _is_endless(node: c_ast.Node) -> bool:
    if not isinstance(node, c_ast.While | c_ast.DoWhile | c_ast.For):
        return False
    return constant_truth(node.cond) is True
