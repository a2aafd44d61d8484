"""Parsing of preprocessed GNU C: pycparser's parser, extended over several small classes.

``source.lexer`` makes the tokens; ``base``, ``expressions``, ``declarators``, ``declarations`` and
``statements`` each extend one part of the grammar.

What a reader of the trees should know:

* ``int a, *b;`` gives two ``Decl`` nodes that share the nodes of the type specifiers (a ``Struct``
  defined inline is one node under several declarators) and of attributes among the specifiers;
* ``Decl.attributes`` holds everything that applies to the declared entity, wherever it stood:
  attributes among the specifiers, then those after the declarator, and the asm label;
  ``PtrDecl.attributes`` and ``Struct.attributes`` hold those of the pointer and the record type;
* names of keywords are canonical (``__const`` is ``const``), see ``source.lexer``;
* ``__extension__`` before a declaration leaves no trace: it only silences pedantic warnings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pycparser import c_ast
from pycparser import c_parser as stock
from pycparser.c_lexer import Token

from dsu_kernel.cfront.parsing.statements import StatementParser
from dsu_kernel.cfront.source.lexer import GnuLexer
from dsu_kernel.errors import ParseError


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a file-scope item stands: first and last character, 1-based, in its unit."""

    unit: str
    start_line: int
    start_col: int
    end_line: int
    end_col: int


class GnuParser(StatementParser):
    """Parses one text; afterwards ``extents`` knows the place of every file-scope item.

    All declarators of one declaration have the extent of the whole declaration.
    """

    def __init__(self, typedef_names: Iterable[str] = ()) -> None:
        self.extents: dict[c_ast.Node, Extent] = {}
        super().__init__(typedef_names)

    def parse(self, text: str, filename: str = "", debug: bool = False) -> c_ast.FileAST:
        """Parse preprocessed text; line markers in it decide the units and lines."""
        try:
            self.clex.input(text, filename)
            assert isinstance(self.clex, GnuLexer)
            self._begin(self.clex.tokens)
            return self._parse_translation_unit_or_empty()
        except stock.ParseError as error:
            raise ParseError(str(error), self._place()) from error
        except RecursionError as error:
            raise ParseError("the nesting is too deep here", self._place()) from error

    def _parse_translation_unit(self) -> list[c_ast.Node]:
        items: list[c_ast.Node] = []
        while self._peek() is not None:
            start = self._list[self._index]
            parsed = self._parse_external_declaration()
            extent = _extent(start, self._list[self._index - 1])
            self.extents.update((node, extent) for node in parsed)
            items += parsed
        return items


def _extent(first: Token, last: Token) -> Extent:
    end = last.column + len(last.value) - 1
    return Extent(first.filename, first.lineno, first.column, last.lineno, end)


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """A syntax tree with the extents of its file-scope items."""

    ast: c_ast.FileAST
    extents: dict[c_ast.Node, Extent]


def parse_unit(user_text: str, *, filename: str, typedef_names: Iterable[str] = ()) -> Parsed:
    """Parse preprocessed text and keep the extents of its items.

    ``typedef_names`` are names that count as typedefs from the start (those of system headers).
    """
    parser = GnuParser(typedef_names)
    ast = parser.parse(user_text, filename)
    return Parsed(ast, parser.extents)


def parse(user_text: str, *, filename: str, typedef_names: Iterable[str] = ()) -> c_ast.FileAST:
    """Parse preprocessed text into a pycparser tree with the nodes of ``syntax.nodes``."""
    return parse_unit(user_text, filename=filename, typedef_names=typedef_names).ast
