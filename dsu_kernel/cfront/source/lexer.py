"""Preprocessed GNU C text to tokens, in one pass of one regular expression.

The tokens are pycparser's own (``Token(type, value, lineno, column, filename)``), so that its
parser can be subclassed. What differs from ``pycparser.c_lexer``:

* alternate keyword spellings become the plain one (``__const`` is ``const``), except where the
  meaning differs (``__alignof__`` against ``_Alignof``, ``__thread`` against ``_Thread_local``);
* ``__attribute__((...))`` and ``[[...]]`` are one ``ATTRIBUTE_BEGIN`` token of verbatim text;
* line markers inside an attribute are followed and left out of its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from pycparser.c_lexer import CLexer, Dialect, Token

_UCN = r"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}"
_MASTER: Final = re.compile(
    rf"""[ \t\f\v\r]*(?:
    (?P<STRING>(?:u8|[LuU])?"(?:[^"\\\n]|\\.)*")
  | (?P<CHAR>(?:u8|[LuU])?'(?:[^'\\\n]|\\.)+')
  | (?P<ID>(?:[A-Za-z_$]|[^\x00-\x7f]|{_UCN})(?:[\w$]|[^\x00-\x7f]|{_UCN})*)
  | (?P<NUMBER>\.?[0-9](?:[eEpP][+-]|[0-9A-Za-z_.]|'[0-9A-Za-z_])*)
  | (?P<NEWLINE>\n)
  | (?P<COMMENT>/\*(?s:.*?)\*/|//[^\n]*)
  | (?P<PUNCT>\.\.\.|<<=|>>=|->|\+\+|--|&&|\|\||<<|>>|[<>=!]=|[-+*/%&|^]=
      |<:|:>|<%|%>|[-+*/%|&~^!<>=?()\[\]{{}},.;:])
  | (?P<HASH>\#[^\n]*)
  | (?P<END>\Z)
    )""",
    re.VERBOSE,
)
_PUNCTUATION: Final = {
    "...": "ELLIPSIS", "<<=": "LSHIFTEQUAL", ">>=": "RSHIFTEQUAL", "++": "PLUSPLUS",
    "--": "MINUSMINUS", "->": "ARROW", "&&": "LAND", "||": "LOR", "<<": "LSHIFT",
    ">>": "RSHIFT", "<=": "LE", ">=": "GE", "==": "EQ", "!=": "NE", "*=": "TIMESEQUAL",
    "/=": "DIVEQUAL", "%=": "MODEQUAL", "+=": "PLUSEQUAL", "-=": "MINUSEQUAL",
    "&=": "ANDEQUAL", "|=": "OREQUAL", "^=": "XOREQUAL", "=": "EQUALS", "+": "PLUS",
    "-": "MINUS", "*": "TIMES", "/": "DIVIDE", "%": "MOD", "|": "OR", "&": "AND",
    "~": "NOT", "^": "XOR", "!": "LNOT", "<": "LT", ">": "GT", "?": "CONDOP",
    "(": "LPAREN", ")": "RPAREN", "[": "LBRACKET", "]": "RBRACKET", "{": "LBRACE",
    "}": "RBRACE", ",": "COMMA", ".": "PERIOD", ";": "SEMI", ":": "COLON",
}  # fmt: skip
_DIGRAPHS: Final = {"<:": "[", ":>": "]", "<%": "{", "%>": "}"}

# Alternate spelling -> the plain one, whose token type pycparser knows.
_ALIASES: Final = {
    "__const": "const", "__const__": "const", "__volatile": "volatile",
    "__volatile__": "volatile", "__restrict": "restrict", "__restrict__": "restrict",
    "__inline": "inline", "__inline__": "inline", "__signed": "signed",
    "__signed__": "signed", "__complex": "_Complex", "__complex__": "_Complex",
}  # fmt: skip
# Spelling -> (token type, value) for keywords that pycparser's map lacks.
_GNU_KEYWORDS: Final = {
    **dict.fromkeys(("typeof", "__typeof", "__typeof__"), ("TYPEOF", "typeof")),
    **dict.fromkeys(("asm", "__asm", "__asm__"), ("ASM", "asm")),
    **dict.fromkeys(("__alignof", "__alignof__"), ("_ALIGNOF", "__alignof__")),
    **dict.fromkeys(("__real", "__real__"), ("REAL_IMAG", "__real__")),
    **dict.fromkeys(("__imag", "__imag__"), ("REAL_IMAG", "__imag__")),
    "__extension__": ("EXTENSION", "__extension__"),
    "__label__": ("LOCAL_LABEL", "__label__"),
    "__thread": ("_THREAD_LOCAL", "__thread"),
    # Types spelled by one word; _FLOAT-like tokens only need to be simple type specifiers.
    **{
        word: ("FLOAT", word)
        for word in (
            "_Float16", "_Float32", "_Float64", "_Float128", "_Float32x", "_Float64x",
            "__float128", "__float80", "__bf16", "__auto_type",
            "_Decimal32", "_Decimal64", "_Decimal128",
        )
    },
}  # fmt: skip
_ATTRIBUTE_WORDS: Final = frozenset({"__attribute__", "__attribute"})
_NOT_KEYWORDS: Final = ("offsetof", "_Pragma")

_MARKER: Final = re.compile(r'#\s*(?:line\s+)?(\d+)(?:\s+"((?:[^"\\]|\\.)*)")?(?:\s+\d+)*\s*\Z')
_PRAGMA: Final = re.compile(r"#\s*pragma\b[ \t]*(.*?)\s*\Z")
_IGNORED_DIRECTIVE: Final = re.compile(r"#\s*(?:ident|sccs)\b|#\s*\Z")
_GROUP_PART: Final = re.compile(
    r"""[(\[]|[)\]]|\n(?:[ \t]*\#[^\n]*)?|(?:u8|[LuU])?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'"""
    r"""|[^()\[\]\n"']+"""
)
_NUMBER: Final = re.compile(
    r"""(?:0[xX][0-9a-fA-F']+|0[bB][01']+|[0-9][0-9']*)(?P<int>[uUlLiIjJ]*)\Z
      | (?: (?:[0-9][0-9']*\.?[0-9']*|\.[0-9][0-9']*)(?:[eE][+-]?[0-9][0-9']*)?
          | 0[xX](?:[0-9a-fA-F']+\.?[0-9a-fA-F']*|\.[0-9a-fA-F']+)[pP][+-]?[0-9][0-9']* )
        (?P<float>(?:[fF](?:16|32|64|128)x?|[fFlLqQwW]|[dD][fFdDlL]?)?[iIjJ]?
        |[iIjJ](?:[fF](?:16|32|64|128)x?|[fFlLqQwW]))\Z""",
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)")


def unescape_marker(name: str) -> str:
    """The file name meant by the text between the quotes of a line marker."""
    if "\\" not in name:
        return name
    raw = _ESCAPE.sub(
        lambda m: bytes([int(m[1], 8) & 255]) if len(m[1]) == 3 else m[1],
        name.encode("utf-8", "surrogateescape"),
    )
    return raw.decode("utf-8", "surrogateescape")


def escape_marker(name: str) -> str:
    """The text to put between the quotes of a line marker to mean ``name``."""
    return name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\012")


class GnuLexer(CLexer):
    """Tokenizes the whole text in ``input()``; the tokens are in ``tokens``."""

    def __init__(
        self, error_func: Callable[[str, int, int], None], *, dialect: Dialect = "legacy"
    ) -> None:
        super().__init__(error_func, dialect=dialect)
        for word in _NOT_KEYWORDS:
            self._keyword_map.pop(word, None)
        self._keywords = {word: (kind, word) for word, kind in self._keyword_map.items()}
        self._keywords |= {a: (self._keyword_map[w], w) for a, w in _ALIASES.items()}
        self._keywords |= _GNU_KEYWORDS
        self.tokens: list[Token] = []

    def input(self, text: str, filename: str = "") -> None:
        """Tokenize ``text``; a fault is reported through the error function."""
        super().input(text, filename)
        self.tokens = []
        self._next = 0
        self._tokenize()

    def token(self) -> Token | None:
        """The next token, None at the end (pycparser's protocol)."""
        if self._next >= len(self.tokens):
            return None
        self._next += 1
        return self.tokens[self._next - 1]

    def _tokenize(self) -> None:
        """Scan all text; the frequent kinds are handled here, the rare ones in methods."""
        text, append, keywords = self._lexdata, self.tokens.append, self._keywords
        match_at = _MASTER.match
        while True:
            match = match_at(text, self._pos)
            if match is None:
                self._illegal_character()
                return
            kind = match.lastgroup or "END"
            start, end = match.span(kind)
            self._pos = end
            if kind == "NEWLINE":
                self._lineno += 1
                self._line_start = end
                continue
            value = match[kind]
            column = start - self._line_start + 1
            if kind == "ID":
                if value in keywords:
                    kind, value = keywords[value]
                elif value in _ATTRIBUTE_WORDS:
                    self._attribute(start, end, column)
                    continue
            elif kind == "PUNCT":
                value = _DIGRAPHS.get(value, value)
                if value == "[" and text.startswith("[", end):
                    self._standard_attribute(start, column)
                    continue
                kind = _PUNCTUATION[value]
            elif kind == "STRING":
                kind = "STRING_LITERAL"
            elif kind == "CHAR":
                kind = "CHAR_CONST"
            elif kind == "NUMBER":
                kind = self._number_kind(value, start)
            elif kind == "END":
                return
            else:
                self._rare(kind, value, start, column)
                continue
            append(Token(kind, value, self._lineno, column, self._filename))

    def _rare(self, kind: str, value: str, start: int, column: int) -> None:
        """A comment (when gcc ran with -C) or a directive."""
        if kind == "COMMENT":
            if "\n" in value:
                self._lineno += value.count("\n")
                self._line_start = start + value.rindex("\n") + 1
        elif self._lexdata[self._line_start : start].strip():
            self._error("stray '#' in program", start)
        else:
            self._directive(value, start, column)

    def _number_kind(self, value: str, start: int) -> str:
        match = _NUMBER.match(value)
        if match is None:
            self._error(f"invalid numeric constant '{value}'", start)
            return "INT_CONST_DEC"
        return "FLOAT_CONST" if match["int"] is None else "INT_CONST_DEC"

    def _directive(self, line: str, start: int, column: int) -> None:
        """Follow a line marker, or pass on a pragma; ``#ident`` is a comment in the object file."""
        if marker := _MARKER.match(line):
            self._move_to(marker)
        elif pragma := _PRAGMA.match(line):
            self.tokens.append(self._make("PPPRAGMA", "pragma", column))
            if pragma[1]:
                self.tokens.append(self._make("PPPRAGMASTR", pragma[1], column + pragma.start(1)))
        elif not _IGNORED_DIRECTIVE.match(line):
            self._error(f"unexpected preprocessing directive '{line.strip()}'", start)

    def _move_to(self, marker: re.Match[str]) -> None:
        """Take the position that a line marker gives to the next line."""
        self._lineno = int(marker[1]) - 1
        if marker[2] is not None:
            self._filename = unescape_marker(marker[2])

    def _make(self, kind: str, value: str, column: int) -> Token:
        return Token(kind, value, self._lineno, column, self._filename)

    def _attribute(self, start: int, end: int, column: int) -> None:
        """One ``__attribute__((...))`` as one token."""
        token = self._make("ATTRIBUTE_BEGIN", "", column)
        token.value = "__attribute__" + self._group(end, start)
        self.tokens.append(token)

    def _standard_attribute(self, start: int, column: int) -> None:
        """One ``[[...]]`` as one token; no expression begins with two brackets in C."""
        token = self._make("ATTRIBUTE_BEGIN", "", column)
        token.value = self._group(start, start)
        self.tokens.append(token)

    def _group(self, pos: int, start: int) -> str:
        """The balanced group after ``pos`` on one line, with the position moved behind it."""
        text = self._lexdata
        parts: list[str] = []
        depth = 0
        while match := _GROUP_PART.match(text, pos):
            part = match[0]
            pos = match.end()
            if part[0] == "\n":
                self._new_line(part, pos)
                part = " "
            elif part in "([":
                depth += 1
            elif part in ")]":
                depth -= 1
            elif depth == 0 and part.strip():
                break
            parts.append(part)
            if depth == 0 and part in ")]":
                self._pos = pos
                return "".join(parts).strip()
        self._error("unterminated attribute", start)
        return ""

    def _new_line(self, part: str, end: int) -> None:
        """Count a newline inside a group, and follow the marker on the line after it."""
        self._lineno += 1
        self._line_start = end
        if (line := part.strip()) and (marker := _MARKER.match(line)):
            self._move_to(marker)

    def _illegal_character(self) -> None:
        rest = self._lexdata[self._pos :]
        skipped = len(rest) - len(rest.lstrip(" \t\f\v\r"))
        char = rest[skipped]
        names = {'"': 'missing terminating " character', "'": "missing terminating ' character"}
        self._error(names.get(char, f"stray {char!r} in program"), self._pos + skipped)
