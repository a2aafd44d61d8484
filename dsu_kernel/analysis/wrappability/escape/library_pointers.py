"""What calls of the library do with the pointers that they are given: edges of the escape graph."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from pycparser import c_ast

from dsu_kernel.analysis.library import libc
from dsu_kernel.analysis.library.moves import Movement, movement
from dsu_kernel.analysis.syntax.walk import arguments
from dsu_kernel.analysis.wrappability.code.code import Code
from dsu_kernel.analysis.wrappability.code.moves import Body
from dsu_kernel.analysis.wrappability.escape.interior import is_local
from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.types import Array, Pointer, Record

ESCAPED: Hashable = "escaped"
# Everything passed in a variable argument list of the program.
LISTED: Hashable = "listed"
_FROM_ADDRESSES = frozenset({"strtok_r", "strsep"})


def variable(symbol: Symbol) -> Hashable:
    """Return the node of what is stored in a variable: local pointers and numbers are followed."""
    if is_local(symbol) and not isinstance(symbol.ctype, Array | Record):
        return symbol
    return ESCAPED


class LibraryPointers:
    """Reads calls of the library; ``edges`` adds edges from sources to a target.

    ``forgotten``: the addresses of local variables that were given to functions that forget them.
    """

    def __init__(self, code: Code, edges: Callable[[Iterable[Hashable], Hashable], None]) -> None:
        self._code = code
        self._edges = edges
        self.forgotten: set[c_ast.Node] = set()

    def call(self, body: Body, call: c_ast.FuncCall, name: str, args: list[list[Hashable]]) -> None:
        """Connect the arguments (``args``: their sources) with where they go."""
        nodes = arguments(call)
        if name == "va_arg":
            self._edges([LISTED], call)
        if not libc.forgets(name) and any(self._is_list(body, node) for node in nodes):
            self._edges([LISTED], ESCAPED)
        if not libc.forgets(name):
            for sources in args:
                self._edges(sources, ESCAPED)
            return
        if name == "pthread_create" and len(args) == 4:
            self._edges(args[3], ESCAPED)
        places = [self._local_address(body, node) for node in nodes]
        variables: list[Hashable] = [place for place in places if place is not None]
        everything = [source for sources in args for source in sources]
        moves = movement(name)
        if moves is not None:
            self._moved(call, moves, args, places)
            everything = []
        for place in variables:
            self._edges(everything, place)
        if name in _FROM_ADDRESSES:
            self._edges(variables, call)
        returned = libc.RETURNS_ARGUMENT.get(name)
        if returned is not None and returned < len(args):
            self._edges(args[returned], call)
        self._callbacks(body, nodes, everything)

    def _moved(
        self,
        call: c_ast.FuncCall,
        moves: Movement,
        args: list[list[Hashable]],
        places: list[Symbol | None],
    ) -> None:
        """Connect what is moved with where it goes, which is anywhere but for local variables."""
        flows: list[Hashable] = []
        for index, place in enumerate(places):
            if index not in moves.targets or (moves.atomic and index == 0):
                flows += [] if place is None else [place]
            if index not in moves.targets and moves.atomic and index > 0:
                flows += args[index]
        for index in moves.targets:
            place = places[index] if index < len(places) else None
            self._edges(flows, ESCAPED if place is None else variable(place))
        if moves.atomic:
            self._edges(flows, call)

    def _is_list(self, body: Body, node: c_ast.Node) -> bool:
        ctype = self._code.value_type(body.unit, node)
        while isinstance(ctype, Pointer):
            ctype = ctype.target
        names = (getattr(ctype, "name", ""), getattr(getattr(ctype, "key", None), "tag", ""))
        return any("va_list" in name for name in names)

    def _callbacks(self, body: Body, nodes: list[c_ast.Node], everything: list[Hashable]) -> None:
        for node in nodes:
            node = self._code.strip_casts(node)
            symbol = body.unit.refs.get(node) if isinstance(node, c_ast.ID) else None
            definition = self._code.definition(symbol)
            if definition is not None and symbol is not None and symbol.kind == "function":
                for param in definition.params:
                    self._edges(everything, param)

    def _local_address(self, body: Body, node: c_ast.Node) -> Symbol | None:
        """Return the local variable whose address an argument is, noting that it is forgotten."""
        node = self._code.strip_casts(node)
        if isinstance(node, c_ast.UnaryOp) and node.op == "&" and isinstance(node.expr, c_ast.ID):
            symbol = body.unit.refs.get(node.expr)
            if symbol is not None and is_local(symbol):
                self.forgotten.add(node)
                return symbol
        return None
