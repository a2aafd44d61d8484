"""A function and its loop as several ordinary functions.

For a loop in ``main``, with the names that the user will see::

    struct main_loop { ... };                          the variables in scope at the loop
    static int main_loop_body(struct main_loop *loop)  one iteration; returns what comes next:
                                                       0 another one, 1 the loop has ended,
                                                       2 return, 3... a label after the loop
    static int main_loop_to_out(void)                  the number of label ``out``
    static int main_loop_rest(struct main_loop *loop, int next)  the code after the loop

``main`` itself fills the state and calls iterations until one says otherwise. It holds nothing but
the names of these functions from then on, and asks nothing of what the codes mean: both that
decide and those that obey are replaced together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pycparser import c_ast

from dsu_kernel.analysis.syntax.walk import constant_truth
from dsu_kernel.cfront.model import Symbol
from dsu_kernel.cfront.printing.printer import CPrinter
from dsu_kernel.cfront.types import is_scalar
from dsu_kernel.extraction import syntax
from dsu_kernel.extraction.collect import Target
from dsu_kernel.extraction.context import ENDED, RETURNED, Context
from dsu_kernel.extraction.copying import Copier
from dsu_kernel.extraction.localtypes import LocalTypes
from dsu_kernel.extraction.naming import (
    FIRST,
    OUTER,
    RESULT,
    MemberOrder,
    Names,
    member_names,
)
from dsu_kernel.extraction.piece_rewriters import (
    HeadRewriter,
    IterationRewriter,
    RestRewriter,
    after_turn,
    needs_first,
)
from dsu_kernel.extraction.split import Split, labels_in, split
from dsu_kernel.extraction.state import definition, is_constant, member, named_type
from dsu_kernel.extraction.statics import at_file_scope


@dataclass(frozen=True, slots=True)
class Pieces:
    """What takes the place of a function definition; ``main`` is the function itself.

    ``driver`` is its loop that calls the iterations. ``labels`` are the names of the functions that
    tell labels' numbers. ``initial``: the constants with which members begin, as C text.
    """

    items: tuple[c_ast.Node, ...]
    main: c_ast.FuncDef
    driver: c_ast.Node
    labels: tuple[str, ...]
    initial: Mapping[str, str]


def take_apart(
    target: Target,
    names: Names,
    types: LocalTypes,
    statics: Mapping[Symbol, str],
    stems: dict[c_ast.Node, str],
    order: MemberOrder,
) -> Pieces:
    """Write the pieces of a function around one loop."""
    captured = target.captured()
    # The state of the loop around this one is called so in the state of this one.
    own = [OUTER] if target.generated else []
    variables = [*own, *(s.name for s in captured[len(own) :])]
    members = dict(zip(captured, member_names(variables), strict=True))
    parts = split(target)
    tail = frozenset(labels_in(parts.tail))
    renamed = {**statics, **types.enumerators}
    context = Context(target, names, types, members, renamed, stems, tail)
    return _Writer(context, parts, statics, order).run()


class _Writer:
    def __init__(
        self, context: Context, parts: Split, statics: Mapping[Symbol, str], order: MemberOrder
    ) -> None:
        self._context = context
        self._target = context.target
        self._names = context.names
        self._parts = parts
        self._statics = statics
        self._order = order
        self._coord = context.target.loop.coord

    def run(self) -> Pieces:
        """Write the pieces in the order in which they decide on labels."""
        body = self._iteration()
        main, driver = self._main()
        rest = self._rest()
        heads = [self._head(self._names.iteration, None), *self._label_heads(), self._rest_head()]
        labels = [self._label(label, code) for label, code in self._context.exits.items()]
        items = [*self._hoisted(), self._state(), *heads, main, body, *labels, rest]
        names = tuple(map(self._names.label, self._context.exits))
        return Pieces(tuple(items), main, driver, names, self._initial())

    def _hoisted(self) -> list[c_ast.Node]:
        """Return what moves to file scope: types, declarations of others' names, static locals."""
        rewriter = RestRewriter(self._context)
        made = [each for item in self._context.types.items for each in rewriter.moved(item)]
        for item in self._target.before():
            if isinstance(item, c_ast.Decl) and self._is_foreign(item):
                declared = rewriter.plain(item)
                declared.storage = ["extern", *(w for w in item.storage if w != "extern")]
                made.append(declared)
        for symbol, name in self._statics.items():
            made.append(at_file_scope(rewriter, symbol, name))
        return made

    def _is_foreign(self, item: c_ast.Decl) -> bool:
        symbol = self._target.unit.introduces.get(item)
        return symbol is not None and symbol.linkage != "none"

    # ---- the state -------------------------------------------------------------------

    def _state(self) -> c_ast.Decl:
        coord, unit = self._coord, self._target.unit
        found: dict[str, c_ast.Decl] = {}
        if not self._context.void:
            found[RESULT] = self._result(RESULT)
        if needs_first(self._target.loop):
            kind = syntax.specifier(["int"], FIRST, coord)
            found[FIRST] = syntax.declaration(FIRST, kind, coord)
        copier = RestRewriter(self._context)
        for symbol, name in self._context.members.items():
            declared = member(unit, symbol, name, copier.copy)
            assert declared is not None
            found[name] = declared
        if not found:
            kind = syntax.specifier(["int"], "dsu_nothing", coord)
            found["dsu_nothing"] = syntax.declaration("dsu_nothing", kind, coord)
        tag = self._names.tag
        return definition(tag, [found[n] for n in self._order.sorted(tag, found)], coord)

    def _initial(self) -> dict[str, str]:
        """Return the members whose variables begin as constants: so do they in a running loop."""
        found: dict[str, str] = {}
        rewriter, unit = RestRewriter(self._context), self._target.unit
        for symbol, name in self._context.members.items():
            init = getattr(symbol.node, "init", None)
            if is_scalar(symbol.ctype) and init is not None and is_constant(unit, init):
                found[name] = CPrinter().expr(rewriter.copy(init))
        return found

    def _result(self, name: str) -> c_ast.Decl:
        """Return the declaration of ``name`` with the type that the function returns."""
        kind = self._returned(name)
        kind.quals = [word for word in kind.quals or [] if word != "const"]
        return syntax.declaration(name, kind, self._coord)

    def _returned(self, name: str) -> Any:
        kind: Any = Copier().copy(self._target.function.node.decl.type.type)
        named_type(kind).declname = name
        return kind

    # ---- the pieces ------------------------------------------------------------------

    def _pointer(self) -> c_ast.Decl:
        coord, names = self._coord, self._names
        kind = c_ast.PtrDecl([], syntax.struct(names.tag, names.pointer, coord), coord)
        return syntax.declaration(names.pointer, kind, coord)

    def _head(self, name: str, result: c_ast.Node | None) -> c_ast.Decl:
        kind = result or syntax.specifier(["int"], name, self._coord)
        return syntax.static_function(name, [self._pointer()], kind, self._coord)

    def _rest_head(self) -> c_ast.Decl:
        coord, names = self._coord, self._names
        code = syntax.declaration(names.next, syntax.specifier(["int"], names.next, coord), coord)
        result = self._returned(names.rest)
        return syntax.static_function(names.rest, [self._pointer(), code], result, coord)

    def _label_heads(self) -> list[c_ast.Decl]:
        return [self._label_head(label) for label in self._context.exits]

    def _label_head(self, label: str) -> c_ast.Decl:
        name = self._names.label(label)
        kind = syntax.specifier(["int"], name, self._coord)
        return syntax.static_function(name, [], kind, self._coord)

    def _label(self, label: str, code: int) -> c_ast.FuncDef:
        coord = self._coord
        value = c_ast.Return(syntax.number(code, coord), coord)
        return syntax.definition(self._label_head(label), [value], coord)

    def _iteration(self) -> c_ast.FuncDef:
        loop, coord = self._target.loop, self._coord
        rewriter = IterationRewriter(self._context, loop)
        items: list[c_ast.Node] = []
        truth = constant_truth(loop.cond)
        test: list[c_ast.Node] = []
        if truth is not True and not (truth is False and isinstance(loop, c_ast.DoWhile)):
            condition = rewriter.copy(loop.cond)
            test = [
                c_ast.If(syntax.negated(condition, coord), rewriter.code(ENDED, coord), None, coord)
            ]
        if needs_first(loop):
            again = [rewriter.copy(loop.next)] if isinstance(loop, c_ast.For) else test
            reset = syntax.assign(rewriter.field(FIRST, coord), syntax.number(0, coord), coord)
            items.append(
                c_ast.If(
                    rewriter.field(FIRST, coord),
                    reset,
                    syntax.single(again, coord),
                    coord,
                )
            )
        if not isinstance(loop, c_ast.DoWhile):
            items += test
        items += [] if loop.stmt is None else rewriter.statement(loop.stmt)
        items.append(rewriter.code(after_turn(loop), coord))
        return syntax.definition(self._head(self._names.iteration, None), items, coord)

    def _main(self) -> tuple[c_ast.FuncDef, c_ast.For]:
        node, coord, names = self._target.function.node, self._coord, self._names
        rewriter = HeadRewriter(self._context, self._parts.head)
        start: list[c_ast.Node] = [
            syntax.declaration(names.state, syntax.struct(names.tag, names.state, coord), coord)
        ]
        for symbol in self._target.function.params:
            if symbol in self._context.members:
                value = syntax.name(symbol.name, symbol.node.coord if symbol.node else coord)
                start.append(syntax.assign(rewriter.variable(symbol, coord), value, coord))
        body = rewriter.compound(self._parts.head)
        body.block_items = [*start, *(body.block_items or [])]
        assert rewriter.driver is not None
        return c_ast.FuncDef(node.decl, node.param_decls, body, node.coord), rewriter.driver

    def _rest(self) -> c_ast.FuncDef:
        coord, names = self._coord, self._names
        rewriter = RestRewriter(self._context)
        tail = rewriter.statements(self._parts.tail)
        value = None if self._context.void else rewriter.field(RESULT, coord)
        cases: list[c_ast.Node] = [
            c_ast.Case(syntax.number(RETURNED, coord), [c_ast.Return(value, coord)], coord)
        ]
        for label, code in self._context.exits.items():
            cases.append(c_ast.Case(syntax.number(code, coord), [c_ast.Goto(label, coord)], coord))
        chosen = syntax.name(names.next, coord)
        items: list[c_ast.Node] = [c_ast.Switch(chosen, syntax.block(cases, coord), coord), *tail]
        if self._target.function.name == "main" and not self._context.void:
            # Only a function called main returns 0 when it runs off its end.
            items.append(c_ast.Return(syntax.number(0, coord), coord))
        return syntax.definition(self._rest_head(), items, coord)
