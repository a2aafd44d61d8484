"""Syntax-tree nodes for GNU C that pycparser does not have.

They follow pycparser's own conventions (``__slots__``, ``attr_names``, ``children()``), so its
visitors walk them like any other node. Where pycparser's nodes suffice they are used as they are:

* ``a ?: b`` is a ``TernaryOp`` whose ``iftrue`` is None;
* ``__alignof__``, ``_Alignof``, ``__real__``, ``__imag__`` and ``__extension__`` are ``UnaryOp``;
* builtins that take types (``__builtin_va_arg``, ``__builtin_offsetof``, ...) are ``FuncCall``
  with ``Typename`` nodes among their arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from pycparser import c_ast
from pycparser.c_parser import Coord

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"|[A-Za-z_$][\w$]*|[()\[\],:]")
_GNU = re.compile(r"\s*(?:gnu|__gnu__)\s*::")


class GnuNode(c_ast.Node):
    """Base of the nodes here: subclasses name their children in ``child_names``."""

    __slots__ = ("__weakref__", "coord")
    child_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, coord: Coord | None = None) -> None:
        self.coord = coord

    def __repr__(self) -> str:
        fields = (*self.attr_names, *self.child_names)
        return f"{type(self).__name__}({', '.join(f'{f}={getattr(self, f)!r}' for f in fields)})"

    def children(self) -> tuple[tuple[str, c_ast.Node], ...]:
        """The (name, child) pairs, list fields as ``name[i]``, like pycparser's nodes."""
        found: list[tuple[str, c_ast.Node]] = []
        for name in self.child_names:
            value = getattr(self, name)
            if isinstance(value, list):
                found += [(f"{name}[{i}]", child) for i, child in enumerate(value)]
            elif value is not None:
                found.append((name, value))
        return tuple(found)

    def __iter__(self) -> Iterator[c_ast.Node]:
        for _, child in self.children():
            yield child


class StmtExpr(GnuNode):
    """A statement expression ``({ ... })``."""

    __slots__ = ("block",)
    child_names = ("block",)

    def __init__(self, block: c_ast.Compound, coord: Coord | None = None) -> None:
        super().__init__(coord)
        self.block = block


class GnuAttribute(GnuNode):
    """One verbatim ``__attribute__((...))`` (or ``[[...]]``), in its owner's ``attributes`` list.

    ``inner`` marks the rare place after an opening parenthesis, ``void (ATTR *f)(void)``: it is
    then kept with the ``FuncDecl`` or ``ArrayDecl`` that follows the closing parenthesis.
    """

    __slots__ = ("inner", "text")
    attr_names = ("text",)

    def __init__(self, text: str, coord: Coord | None = None, *, inner: bool = False) -> None:
        super().__init__(coord)
        self.text = text
        self.inner = inner

    @property
    def names(self) -> tuple[str, ...]:
        """The attributes' names without surrounding underscores: ``("packed", "aligned")``."""
        return tuple(name for name, _ in self.entries)

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """The attributes as (name, argument text), e.g. ``(("aligned", "8"), ("packed", ""))``."""
        start = self.text.index("[[" if self.is_standard else "((") + 2
        body = self.text[start : len(self.text.rstrip()) - 2]
        return tuple(_entry(part) for part in _split_commas(body) if part.strip())

    @property
    def gnu_entries(self) -> tuple[tuple[str, str], ...]:
        """The attributes that ``__attribute__`` can say: not ``[[deprecated]]`` and its like."""
        if not self.is_standard:
            return self.entries
        words = _split_commas(self.text[2 : len(self.text.rstrip()) - 2])
        return tuple(_entry(word) for word in words if _GNU.match(word))

    @property
    def is_standard(self) -> bool:
        """True for the standard's spelling ``[[...]]``."""
        return self.text.startswith("[[")


def _split_commas(body: str) -> list[str]:
    """Split attribute text at the commas that stand outside parentheses and strings."""
    parts: list[str] = []
    depth = start = 0
    for match in _WORD.finditer(body):
        token = match.group()
        if token in "([":
            depth += 1
        elif token in ")]":
            depth -= 1
        elif token == "," and depth == 0:
            parts.append(body[start : match.start()])
            start = match.end()
    return [*parts, body[start:]]


def _entry(part: str) -> tuple[str, str]:
    """Take one attribute apart into its bare name and the text of its arguments."""
    name, paren, rest = part.partition("(")
    name = name.rpartition("::")[2].strip()
    if name.startswith("__") and name.endswith("__") and len(name) > 4:
        name = name[2:-2]
    return name, rest.rstrip()[:-1].strip() if paren else ""


class AsmLabel(GnuNode):
    """The assembler name of a declarator, ``__asm__("name")``, in ``Decl.attributes``."""

    __slots__ = ("text",)
    attr_names = ("text",)

    def __init__(self, text: str, coord: Coord | None = None) -> None:
        super().__init__(coord)
        self.text = text

    @property
    def name(self) -> str:
        """The name itself."""
        return "".join(_STRING.findall(self.text))


class AsmOperand(GnuNode):
    """One operand of an asm statement: ``[name] "constraint" (expr)``; ``name`` may be None."""

    __slots__ = ("constraint", "expr", "name")
    attr_names = ("name", "constraint")
    child_names = ("expr",)

    def __init__(
        self, name: str | None, constraint: str, expr: c_ast.Node, coord: Coord | None = None
    ) -> None:
        super().__init__(coord)
        self.name = name
        self.constraint = constraint
        self.expr = expr


class Asm(GnuNode):
    """An asm statement or file-scope asm; strings are kept as spelled, with their quotes.

    A basic asm (without colons) has ``outputs``, ``inputs``, ``clobbers`` and ``labels`` None.
    """

    __slots__ = ("clobbers", "inputs", "labels", "outputs", "qualifiers", "template")
    attr_names = ("qualifiers", "template", "clobbers", "labels")
    child_names = ("outputs", "inputs")

    def __init__(
        self,
        qualifiers: Sequence[str],
        template: str,
        outputs: list[AsmOperand] | None = None,
        inputs: list[AsmOperand] | None = None,
        clobbers: list[str] | None = None,
        labels: list[str] | None = None,
        coord: Coord | None = None,
    ) -> None:
        super().__init__(coord)
        self.qualifiers = list(qualifiers)
        self.template = template
        self.outputs = outputs
        self.inputs = inputs
        self.clobbers = clobbers
        self.labels = labels


class CaseRange(GnuNode):
    """``low ... high``, as ``Case.expr`` or ``ArrayDesignator.expr``."""

    __slots__ = ("high", "low")
    child_names = ("low", "high")

    def __init__(self, low: c_ast.Node, high: c_ast.Node, coord: Coord | None = None) -> None:
        super().__init__(coord)
        self.low = low
        self.high = high


class LabelAddress(GnuNode):
    """The address of a label, ``&&name``."""

    __slots__ = ("name",)
    attr_names = ("name",)

    def __init__(self, name: str, coord: Coord | None = None) -> None:
        super().__init__(coord)
        self.name = name


class ComputedGoto(GnuNode):
    """``goto *expr;``."""

    __slots__ = ("expr",)
    child_names = ("expr",)

    def __init__(self, expr: c_ast.Node, coord: Coord | None = None) -> None:
        super().__init__(coord)
        self.expr = expr


class LocalLabels(GnuNode):
    """``__label__ a, b;`` at the head of a block."""

    __slots__ = ("names",)
    attr_names = ("names",)

    def __init__(self, names: Sequence[str], coord: Coord | None = None) -> None:
        super().__init__(coord)
        self.names = list(names)
