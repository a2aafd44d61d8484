"""Random structured C functions with a second, independent meaning: a graph to walk exhaustively.

A function is a list of statements (tuples). ``render`` prints it as C, one statement a line;
``Machine`` compiles it to instructions and follows every path, the value of the pointer ``q``
included, to find what each update point (by line) really still uses.
"""

from hypothesis import strategies as st

TYPES = "ABCD"

_use = st.sampled_from(TYPES)
_simple = st.one_of(
    st.tuples(st.just("use"), _use),
    st.tuples(st.just("use"), _use),
    st.just(("point",)),
    st.tuples(st.just("tick+use"), _use),
    st.tuples(st.just("tick&&use"), _use),
    st.tuples(st.just("use,tick"), _use),
    st.tuples(st.just("alias"), _use),
    st.just(("deref",)),
    st.just(("clear",)),
    st.just(("tick",)),
    st.sampled_from([("break",), ("continue",), ("return",), ("goto", 0), ("goto", 1)]),
)


def _compound(inner):
    block = st.lists(inner, max_size=4)
    return st.one_of(
        st.tuples(st.just("if"), block, block),
        st.tuples(st.just("while"), block),
        st.tuples(st.just("forever"), block),
        st.tuples(st.just("do"), block),
        st.tuples(st.just("for"), _use, block),
        st.tuples(st.just("switch"), st.booleans(), st.lists(block, max_size=3)),
    )


statements = st.lists(st.recursive(_simple, _compound, max_leaves=12), min_size=2, max_size=8)


class Renderer:
    """Prints a function; jumps that have no target there become empty statements."""

    def __init__(self, program):
        self.lines = []
        self.labels = set()
        self.program = program

    def text(self):
        head = "\n".join(f"struct {t} {{ int f; }};" for t in TYPES)
        params = ", ".join(f"struct {t} *{t.lower()}" for t in TYPES)
        self.lines = [
            *head.splitlines(),
            "int tick(void) { update(); return 1; }",
            "int cond(int);",
        ]
        self.lines += [f"void run({params}) {{", "int dummy; int *q = &dummy;"]
        for index, statement in enumerate(self.program):
            if index in (1, 3):
                self.lines.append(f"l{index // 2}:;")
                self.labels.add(index // 2)
            self.statement(statement, loop=False, switch=False)
        for number in {0, 1} - self.labels:
            self.lines.append(f"l{number}:;")
        self.lines.append("}")
        return "\n".join(self.lines) + "\n"

    def block(self, items, **inside):
        for item in items:
            self.statement(item, **inside)

    def statement(self, item, *, loop, switch):
        kind = item[0]
        add = self.lines.append
        simple = {
            "point": "update();",
            "deref": "*q = 1;",
            "clear": "q = &dummy;",
            "tick": "tick();",
            "return": "return;",
            "break": "break;" if loop or switch else ";",
            "continue": "continue;" if loop else ";",
        }
        if kind in simple:
            add(simple[kind])
        elif kind == "goto":
            add(f"goto l{item[1]};")
        elif kind in ("use", "alias", "tick+use", "tick&&use", "use,tick"):
            access = f"{item[1].lower()}->f"
            add(
                {
                    "use": f"{access} = 1;",
                    "alias": f"q = &{access};",
                    "tick+use": f"dummy = tick() + {access};",
                    "tick&&use": f"tick() && {access};",
                    "use,tick": f"{access}, tick();",
                }[kind]
            )
        elif kind == "if":
            add("if (cond(0)) {")
            self.block(item[1], loop=loop, switch=switch)
            add("} else {")
            self.block(item[2], loop=loop, switch=switch)
            add("}")
        elif kind == "do":
            add("do {")
            self.block(item[1], loop=True, switch=switch)
            add("} while (cond(1));")
        elif kind == "switch":
            add("switch (cond(2)) {")
            for number, arm in enumerate(item[2]):
                last = item[1] and number == len(item[2]) - 1
                add("default:;" if last else f"case {number}:;")
                self.block(arm, loop=loop, switch=True)
            add("}")
        else:
            step = f"{item[1].lower()}->f" if kind == "for" else ""
            add(
                {"while": "while (cond(3)) {", "forever": "while (1) {"}.get(
                    kind, f"for (; cond(4); {step}) {{"
                )
            )
            self.block(item[-1], loop=True, switch=switch)
            add("}")


class Machine:
    """The same function as instructions: (op, operand, successors), walked exhaustively."""

    def __init__(self, program):
        self.code = []
        self.program = program
        self.line = len(TYPES) + 4
        self.labels = {}
        self.gotos = []
        self.compile()

    def emit(self, op="nop", operand=None, *targets):
        self.code.append([op, operand, list(targets)])
        return len(self.code) - 1

    def here(self):
        return len(self.code)

    def compile(self):
        for index, statement in enumerate(self.program):
            if index in (1, 3):
                self.line += 1
                self.labels[index // 2] = self.emit()
            self.statement(statement, None, None)
        for number in {0, 1} - self.labels.keys():
            self.labels[number] = self.emit()
        self.emit("end")
        for at, label in self.gotos:
            self.code[at][2] = [self.labels[label]]
        for at, (op, _, targets) in enumerate(self.code):
            if op not in ("jump", "end") and at + 1 < len(self.code):
                targets.append(at + 1)

    def block(self, items, brk, cont):
        for item in items:
            self.statement(item, brk, cont)

    def statement(self, item, brk, cont):
        self.line += 1
        kind, line = item[0], self.line
        if kind == "point":
            self.emit("point", line)
        elif kind == "tick":
            self.emit("need", "tick"), self.emit("point", line)
        elif kind in ("use", "alias"):
            self.emit(kind, item[1])
        elif kind in ("deref", "clear"):
            self.emit(kind)
        elif kind == "tick+use":  # either order
            fork = self.emit()
            self.emit("use", item[1])
            self.code[fork][2] = [self.here()]
            self.emit("need", "tick"), self.emit("point", line)
            skip = self.emit()
            self.emit("use", item[1])
            self.code[skip][2] = [self.here()]
        elif kind == "tick&&use":
            self.emit("need", "tick")
            self.emit("point", line)
            fork = self.emit()
            self.emit("use", item[1])
            self.code[fork][2] = [self.here()]
        elif kind == "use,tick":
            self.emit("use", item[1])
            self.emit("need", "tick"), self.emit("point", line)
        elif kind == "return":
            self.gotos.append((self.emit("jump"), "end"))
            self.labels["end"] = None
        elif kind == "goto":
            self.gotos.append((self.emit("jump"), item[1]))
        elif kind in ("break", "continue"):
            target = brk if kind == "break" else cont
            if target is not None:
                target.append(self.emit("jump"))
        else:
            self.compound(item, brk, cont)

    def close(self, jumps, target):
        for at in jumps:
            self.code[at][2] = [target]

    def compound(self, item, brk, cont):
        kind = item[0]
        self.emit("need", "cond") if kind not in ("do", "forever", "while", "for") else None
        if kind == "if":
            fork = self.emit()
            self.block(item[1], brk, cont)
            out = self.emit("jump")
            self.code[fork][2] = [self.here()]
            self.line += 1
            self.block(item[2], brk, cont)
            self.code[out][2] = [self.here()]
        elif kind == "switch":
            breaks = []
            fork = self.emit("jump")
            for arm in item[2]:
                self.line += 1
                self.code[fork][2].append(self.here())
                self.block(arm, breaks, cont)
            if not (item[1] and item[2]):
                self.code[fork][2].append(self.here())
            self.close(breaks, self.here())
        else:
            self.loop(item)
        self.line += 1

    def loop(self, item):
        kind, breaks, continues = item[0], [], []
        head = self.here()
        fork = None
        if kind in ("while", "for"):
            self.emit("need", "cond")
            fork = self.emit()
        self.block(item[-1], breaks, continues)
        self.close(continues, self.here())
        if kind == "for":
            self.emit("use", item[1])
        if kind == "do":
            self.emit("need", "cond")
            self.emit("nop", None, head)
        else:
            self.emit("jump", None, head)
        if fork is not None:
            self.code[fork][2] = [self.here()]
        self.close(breaks, self.here())
        self.emit()

    def required(self):
        """Return for each line with a reachable point the names that some path still uses."""
        self.labels["end"] = len(self.code) - 1
        for at, label in self.gotos:
            self.code[at][2] = [self.labels[label]]
        entered = self.walk({(0, None)})
        found = {}
        for at, q in entered:
            if self.code[at][0] == "point":
                after = self.walk({(t, q) for t in self.code[at][2]})
                uses = found.setdefault(self.code[at][1], set())
                uses.update(filter(None, (self.used(state) for state in after)))
        return found

    def used(self, state):
        op, operand, _ = self.code[state[0]]
        if op in ("use", "alias", "need"):
            return operand
        return state[1] if op == "deref" else None

    def walk(self, states):
        seen = set(states)
        pending = list(states)
        while pending:
            at, q = pending.pop()
            op, operand, targets = self.code[at]
            q = operand if op == "alias" else None if op == "clear" else q
            for target in targets:
                if (target, q) not in seen:
                    seen.add((target, q))
                    pending.append((target, q))
        return seen
