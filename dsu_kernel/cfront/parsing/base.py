"""What all parts of the parser stand on: tokens, scopes and errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NoReturn

from pycparser.c_lexer import Token
from pycparser.c_parser import Coord, CParser

from dsu_kernel.cfront.source.lexer import GnuLexer
from dsu_kernel.cfront.syntax.declarations import Declarator, declared_name
from dsu_kernel.cfront.syntax.tree import place_at
from dsu_kernel.errors import ParseError, Place, UnsupportedConstruct

# Types that gcc knows without a declaration and that behave like typedef names.
BUILTIN_TYPEDEFS: Final = frozenset(
    {"__builtin_va_list", "__builtin_ms_va_list", "__builtin_sysv_va_list"}
    | {"__int128_t", "__uint128_t"}
)
_SPELLING: Final = {
    "SEMI": ";", "LPAREN": "(", "RPAREN": ")", "LBRACE": "{", "RBRACE": "}", "COLON": ":",
    "LBRACKET": "[", "RBRACKET": "]", "COMMA": ",", "EQUALS": "=", "WHILE": "while",
    "ID": "an identifier", "STRING_LITERAL": "a string",
}  # fmt: skip


class TokenParser(CParser):
    """Token access over a list, with typedef names told apart by the scopes."""

    def __init__(self, typedef_names: Iterable[str] = ()) -> None:
        super().__init__(lexer=GnuLexer)
        self._seed = dict.fromkeys((*BUILTIN_TYPEDEFS, *typedef_names), True)
        self._begin([])

    def _begin(self, tokens: list[Token]) -> None:
        """Start on ``tokens`` with fresh scopes."""
        self._list: list[Token] = tokens
        # Looking ahead past the end finds None, without a test at every token.
        self._buffer: list[Token | None] = [*tokens, None, None, None]
        self._index = 0
        self._scope_stack = [dict(self._seed)]
        # Names that were ever a typedef: all others need no look into the scopes.
        self._ever_typedef = set(self._seed)

    # ---- errors -------------------------------------------------------------------------

    def _parse_error(self, msg: str, coord: Coord | str | None) -> NoReturn:
        raise ParseError(msg, place_at(coord) or self._place())

    def _unsupported(self, construct: str, coord: Coord | None, hint: str = "") -> NoReturn:
        raise UnsupportedConstruct(construct, place_at(coord) or self._place(), hint)

    def _unexpected(self, wanted: str) -> NoReturn:
        """Fail at the current token, in the manner of gcc's own messages."""
        tok = self._buffer[self._index]
        before = self._buffer[self._index - 1] if self._index else None
        if wanted == "';'" and tok and before and (before.type, tok.type) == ("ID", "ID"):
            self._parse_error(f"unknown type name '{before.value}'", self._tok_coord(before))
        found = f"before '{tok.value}'" if tok else "at end of input"
        self._parse_error(f"expected {wanted} {found}", None)

    def _place(self) -> Place | None:
        """The place of the current token, at the end of input of the last one."""
        tok = self._buffer[self._index] or (self._list[-1] if self._list else None)
        return Place(tok.filename, tok.lineno, tok.column) if tok else None

    # ---- tokens -------------------------------------------------------------------------

    def _peek(self, k: int = 1) -> Token | None:
        tok = self._buffer[self._index + k - 1]
        if tok is not None and tok.value in self._ever_typedef:
            self._classify_identifier(tok)
        return tok

    def _classify_identifier(self, tok: Token | None) -> None:
        if tok is not None and tok.type in ("ID", "TYPEID"):
            tok.type = "TYPEID" if self._is_type_in_scope(tok.value) else "ID"

    def _peek_type(self, k: int = 1) -> str | None:
        tok = self._buffer[self._index + k - 1]
        if tok is None:
            return None
        if tok.value in self._ever_typedef:
            self._classify_identifier(tok)
        return tok.type

    def _advance(self) -> Token:
        tok = self._buffer[self._index]
        if tok is None:
            self._unexpected("more")
        if tok.value in self._ever_typedef:
            self._classify_identifier(tok)
        self._index += 1
        return tok

    def _accept(self, token_type: str) -> Token | None:
        if self._peek_type() == token_type:
            return self._advance()
        return None

    def _expect(self, token_type: str) -> Token:
        if self._peek_type() != token_type:
            wanted = _SPELLING.get(token_type, token_type.lower())
            self._unexpected(wanted if " " in wanted else f"'{wanted}'")
        return self._advance()

    def _expect_name(self) -> Token:
        """An identifier in a name space of its own (labels, members, tags)."""
        if self._peek_type() not in ("ID", "TYPEID"):
            self._unexpected("an identifier")
        return self._advance()

    def _mark(self) -> int:
        return self._index

    def _reset(self, mark: int) -> None:
        self._index = mark

    def _here(self) -> Coord | None:
        """The coordinates of the current token."""
        tok = self._buffer[self._index]
        return self._tok_coord(tok) if tok else None

    # ---- scopes -------------------------------------------------------------------------

    def _push_scope(self, names: dict[str, bool] | None = None) -> None:
        self._scope_stack.append({} if names is None else names)

    def _pop_scope(self) -> dict[str, bool]:  # type: ignore[override]
        return self._scope_stack.pop()

    def _add_typedef_name(self, name: str, coord: Coord | None) -> None:
        """Enter a typedef name; a clash within one scope is left to gcc's diagnosis."""
        self._scope_stack[-1][name] = True
        self._ever_typedef.add(name)

    def _add_identifier(self, name: str, coord: Coord | None) -> None:
        if name in self._ever_typedef:
            self._scope_stack[-1][name] = False

    def _declare(self, decl: Declarator, *, typedef: bool) -> None:
        """Enter the name of a declarator: its scope begins before its initialiser."""
        name = declared_name(decl)
        if name is not None:
            if typedef:
                self._add_typedef_name(name, None)
            else:
                self._add_identifier(name, None)
