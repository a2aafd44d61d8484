"""What an asm statement gives to the assembler beyond instructions: it may be there only once.

A body that another one has in it is there twice: labels would clash, and an entry of a section
would be counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pycparser import c_ast

from dsu_kernel.cfront.syntax.nodes import Asm

# Of data and places among the instructions, each copy has its own.
_PLAIN = frozenset(
    {"byte", "word", "hword", "short", "long", "int", "quad", "xword", "octa", "value"}
    | {"2byte", "4byte", "8byte", "inst", "ascii", "asciz", "string", "zero", "skip", "space"}
    | {"align", "balign", "p2align", "intel_syntax", "att_syntax", "code64"}
)
_BETWEEN_LITERALS = re.compile(r'"\s*"')
_END = re.compile(r"\\n|[\n;]")
# ``%=`` is another number in each copy, and labels that are numbers may come again.
_OWN_LABEL = re.compile(r"(?:\d+|[\w.$%{}\[\]]*%=[\w.$%{}\[\]=]*)\s*:")
_NAMES = re.compile(r"[\w.$%{}\[\]]+\s*[:=]")
_DIRECTIVE = re.compile(r"\.(\w+)")


def only_once(node: c_ast.Node) -> bool:
    """Whether a syntax node is an asm statement whose text cannot come twice in a module."""
    return isinstance(node, Asm) and any(map(_has_effect, _statements(node.template)))


def _statements(template: str) -> Iterator[str]:
    text = _BETWEEN_LITERALS.sub("", template).replace('"', " ").replace("\\t", " ")
    for statement in _END.split(text):
        rest = statement.strip()
        while own := _OWN_LABEL.match(rest):
            rest = rest[own.end() :].strip()
        yield rest


def _has_effect(statement: str) -> bool:
    directive = _DIRECTIVE.match(statement)
    if _NAMES.match(statement):
        return True
    return directive is not None and directive[1] not in _PLAIN
