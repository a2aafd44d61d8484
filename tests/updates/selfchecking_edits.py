"""Random self-checking programs, and random edits of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from selfchecking import SCALARS, Function, Local, Member, Program, Statement

Kinds = tuple[tuple[str, int], ...]
_PLAIN: Kinds = (
    ("check", 14), ("set", 8), ("count", 8), ("agree", 5), ("alias", 9), ("point", 10),
    ("region", 4), ("tick", 5), ("nap", 2), ("call", 12), ("poke", 8), ("through", 8),
    ("assign", 2), ("whole", 4), ("heap", 5), ("if", 5), ("loop", 12), ("leave", 3),
)  # fmt: skip
# For functions in which no update can happen, until an edit gives them a point.
_CALM: Kinds = (
    ("check", 14), ("set", 8), ("count", 6), ("agree", 4), ("alias", 6), ("poke", 2), ("call", 3),
    ("whole", 3), ("if", 4), ("loop", 4), ("leave", 1), ("keep", 3),
)  # fmt: skip
# For functions that do little but keep pointers into objects while updates come.
_POINTING: Kinds = (
    ("alias", 8),
    ("point", 5),
    ("tick", 5),
    ("nap", 2),
    ("poke", 2),
    ("whole", 2),
    ("count", 2),
)
_NESTED = frozenset({"heap", "if", "loop"})
_COUNTERS = ("int", "long", "short", "char")
_FIELDS = (*SCALARS, "int", "int", "bits", "pointer", "array", "pad")
_HOWS = ("literal", "literal", "fill", "copy", "static", "alias", "alias")


@dataclass
class Maker:
    """Draws programs and edits."""

    rng: Random
    made: int = 0
    edits: list[str] = field(default_factory=list)

    def fresh(self, prefix: str) -> str:
        """Return a name that was never used."""
        self.made += 1
        return f"{prefix}{self.made}"

    def salt(self) -> int:
        """Return what decides later on what a statement works on."""
        return self.rng.randrange(1 << 30)

    # ---- programs -------------------------------------------------------------------------------

    def first(self) -> Program:
        """Return a first version."""
        rng = self.rng
        structs: dict[str, tuple[Member, ...]] = {}
        for tag in ("A", "B", "C")[: rng.randint(1, 3)]:
            kinds = ["int", *(rng.choice(_FIELDS) for _ in range(rng.randint(1, 3)))]
            if structs and rng.random() < 0.3:
                kinds.append(rng.choice(list(structs)))
            rng.shuffle(kinds)
            structs[tag] = tuple(Member(self.fresh("f"), kind) for kind in kinds)
        counters = {self.fresh("c"): rng.choice(_COUNTERS) for _ in range(rng.randint(1, 2))}
        program = Program(structs, counters, {}, rng.randrange(1000))
        functions = {}
        for index in range(rng.randint(4, 6)):
            name = f"p{index}" if index < 2 else f"w{index}"
            functions[name] = self.function(program, name, pointed=index < 2)
        return replace(program, functions=functions)

    def function(self, program: Program, name: str, *, pointed: bool) -> Function:
        """Return a function with parameters, locals and statements."""
        if self.rng.random() < 0.25:
            return self._calm(program, name, pointed)
        extracts = self.rng.random() < 0.4
        many = 0 if pointed else self.rng.randint(0, 3)
        params = tuple(self.param(program, extracts) for _ in range(many))
        if not extracts and self.rng.random() < 0.25:
            tag = self.rng.choice(list(program.structs))
            pointers = (Local(self.fresh("l"), tag, "alias", self.salt()),)
            body = self.body(self.rng.randint(3, 6), False, kinds=_POINTING)
            body += (("alias", self.salt()),)
            return Function(name, params, pointers, body, pointed)
        body = self.body(self.rng.randint(3, 7), extracts)
        return Function(name, params, self.locals(program, extracts), body, pointed)

    def _calm(self, program: Program, name: str, pointed: bool) -> Function:
        """Return a function without an update point; others may give it pointers."""
        many = 0 if pointed else self.rng.randint(0, 2)
        params = tuple(self.param(program, False) for _ in range(many))
        body = self.body(self.rng.randint(2, 4), False, kinds=_CALM)
        return Function(name, params, self.locals(program, False), body, pointed)

    def param(self, program: Program, extracts: bool) -> tuple[str, str]:
        """Return a parameter."""
        rng = self.rng
        tag = rng.choice(list(program.structs))
        aliases = () if extracts else ("alias", "alias")
        kind = rng.choice(("scalar", "scalar", "pointer", "pointer", "value", "call", *aliases))
        match kind:
            case "scalar":
                return self.fresh("x"), rng.choice(SCALARS)
            case "pointer":
                return self.fresh("t"), f"{tag} *"
            case "value":
                return self.fresh("v"), tag
        return self.fresh("k"), kind

    def locals(self, program: Program, extracts: bool) -> tuple[Local, ...]:
        """Return some locals."""
        tags = list(program.structs)
        hows = _HOWS[:5] if extracts else _HOWS
        return tuple(
            Local(self.fresh("l"), self.rng.choice(tags), self.rng.choice(hows), self.salt())
            for _ in range(self.rng.choice((0, 1, 1, 2, 3)))
        )

    def body(
        self, count: int, extracts: bool, depth: int = 0, kinds: Kinds = _PLAIN
    ) -> tuple[Statement, ...]:
        """Return some statements.

        ``extracts``: there may be update points in loops; then no pointers into objects are
        variables, which would pin their types (see docs/LIMITATIONS.md) and leave little to try.
        """
        names, weights = zip(*kinds, strict=True)
        made: list[Statement] = []
        for kind in self.rng.choices(names, weights, k=count):
            if depth and not extracts:
                kind = {"point": "tick", "region": "nap"}.get(kind, kind)
            if kind not in _NESTED:
                made.append((kind, self.salt()))
            elif depth < 2:
                # What an iteration begins with after an update is for the user to say: see there.
                inside = extracts and kind != "heap"
                inner = self.body(self.rng.randint(1, 3), inside, depth + 1)
                made.append((kind, self.salt(), inner))
        return tuple(made)

    # ---- edits ----------------------------------------------------------------------------------

    def next(self, program: Program) -> Program:
        """Return an edited version."""
        edits: Mapping[Callable[[Program], Program], int] = {
            self._add_field: 14,
            self._remove_field: 8,
            self._reorder: 6,
            self._retype_field: 12,
            self._retype_counter: 10,
            self._change_prototype: 10,
            self._rewrite: 6,
            self._edit_body: 8,
            self._awaken: 8,
            self._delete: 4,
            self._add: 4,
        }
        self.edits = []
        changed = program
        while changed == program:
            many = self.rng.randint(1, 3)
            for edit in self.rng.choices(list(edits), list(edits.values()), k=many):
                self.edits.append(edit.__name__.strip("_"))
                changed = edit(changed)
        return replace(changed, number=program.number + 1)

    def _fields(self, program: Program) -> tuple[str, list[Member]]:
        tag = self.rng.choice(list(program.structs))
        return tag, list(program.structs[tag])

    def _add_field(self, program: Program) -> Program:
        tag, members = self._fields(program)
        at = self.rng.choice((0, len(members), len(members), self.rng.randint(0, len(members))))
        members.insert(at, Member(self.fresh("f"), self.rng.choice(_FIELDS), weak=True))
        return _with(program, tag, members)

    def _remove_field(self, program: Program) -> Program:
        tag, members = self._fields(program)
        if len(members) < 2:
            return program
        del members[self.rng.randrange(len(members))]
        return _with(program, tag, members)

    def _reorder(self, program: Program) -> Program:
        tag, members = self._fields(program)
        self.rng.shuffle(members)
        return _with(program, tag, members)

    def _retype_field(self, program: Program) -> Program:
        tag, members = self._fields(program)
        at = self.rng.randrange(len(members))
        old = members[at]
        if old.kind in program.structs:
            return program
        new = self.rng.choice(_FIELDS)
        carried = {old.kind, new} <= {*SCALARS, "bits"}
        # What nobody has written may hold anything, and another type would show it.
        name = f"{old.name}_" if old.kind == "pad" and new != "pad" else old.name
        members[at] = Member(name, new, weak=old.weak or not carried)
        return _with(program, tag, members)

    def _retype_counter(self, program: Program) -> Program:
        name = self.rng.choice(list(program.counters))
        kind = self.rng.choice(_COUNTERS)
        return replace(program, counters={**program.counters, name: kind})

    def _some(self, program: Program) -> Function:
        return program.functions[self.rng.choice(list(program.functions))]

    def _change_prototype(self, program: Program) -> Program:
        f = self._some(program)
        if f.pointed:
            return program
        params = list(f.params)
        how = self.rng.randrange(3 if _extracting(f.body) else 4)
        if how == 0 and params:
            del params[self.rng.randrange(len(params))]
        elif how == 1:
            self.rng.shuffle(params)
        elif how == 2 and params and params[0][1] in SCALARS:
            params[0] = (params[0][0], self.rng.choice(SCALARS))
        elif how == 3:
            params.insert(self.rng.randint(0, len(params)), self.param(program, _may_extract(f)))
        return _function(program, replace(f, params=tuple(params)))

    def _rewrite(self, program: Program) -> Program:
        f = self._some(program)
        made = self.function(program, f.name, pointed=f.pointed)
        if _extracting(f.body):
            made = replace(made, locals=f.locals, body=self.body(4, _may_extract(f)))
        return _function(program, replace(made, params=f.params))

    def _edit_body(self, program: Program) -> Program:
        f = self._some(program)
        at = self.rng.randint(0, len(f.body))
        body = (*f.body[:at], *self.body(1, _may_extract(f)), *f.body[at + 1 :])
        return _function(program, replace(f, body=body))

    def _awaken(self, program: Program) -> Program:
        """Let updates happen in a function, where there may have been none."""
        f = self._some(program)
        at = self.rng.randint(0, len(f.body))
        point = (self.rng.choice(("point", "point", "region", "tick")), self.salt())
        more = (*f.body[:at], point, *f.body[at:])
        return _function(program, replace(f, body=more))

    def _delete(self, program: Program) -> Program:
        f = self._some(program)
        alike = [g for g in program.functions.values() if g.pointed == f.pointed]
        if len(alike) < 2:
            return program
        left = {name: g for name, g in program.functions.items() if name != f.name}
        return replace(program, functions=left)

    def _add(self, program: Program) -> Program:
        pointed = self.rng.random() < 0.3
        name = self.fresh("p" if pointed else "w")
        return _function(program, self.function(program, name, pointed=pointed))


def _with(program: Program, tag: str, members: list[Member]) -> Program:
    return replace(program, structs={**program.structs, tag: tuple(members)})


def _extracting(body: tuple[Statement, ...], inside: bool = False) -> bool:
    """Whether loops are taken apart: variables that an edit adds begin as zero in a running one."""
    return any(
        (inside and kind in {"point", "region"})
        or _extracting(rest[0] if rest else (), inside or kind == "loop")
        for kind, _salt, *rest in body
    )


def _may_extract(f: Function) -> bool:
    """Whether no variable of the function is a pointer into an object."""
    return not any(local.how == "alias" for local in f.locals) and not any(
        kind == "alias" for _, kind in f.params
    )


def _function(program: Program, f: Function) -> Program:
    return replace(program, functions={**program.functions, f.name: f})
