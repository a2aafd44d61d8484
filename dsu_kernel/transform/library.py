"""Calls of library functions that copy, clear, sort or free wrapped objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pycparser import c_ast

from dsu_kernel.transform.wrapper import WrapperText

# Where the arguments stand: target, source, size.
_COPIES = {"memcpy": (0, 1, 2), "memmove": (0, 1, 2), "mempcpy": (0, 1, 2), "bcopy": (1, 0, 2)}
_CLEARS = {"memset": (0, 2), "bzero": (0, 1), "explicit_bzero": (0, 1)}

Replacing = Callable[[Mapping[c_ast.Node, str]], str]


def library_call(
    call: c_ast.FuncCall,
    name: str,
    form: str,
    wrapped: WrapperText,
    args: list[str],
    replacing: Replacing,
) -> str | None:
    """Return what a call becomes where it takes more than moving bytes, None where it does not.

    ``name`` is that of the function, without ``__builtin_``, ``args`` are the arguments as text,
    ``replacing`` prints the call with some of them exchanged.
    """
    if form == "clear" and (wrapped.late or wrapped.values):
        target, size = (args[i] for i in _CLEARS[name])
        return f"__clear_{wrapped.name}({target}, {size})"
    if form == "copy" and (wrapped.late or wrapped.values):
        return _copy(call, name, wrapped, args, replacing)
    if form == "sort" and wrapped.late:
        return _sort(call, wrapped, args, replacing)
    if form == "free" and wrapped.values:
        return f"__free_{wrapped.name}({args[0]})"
    return None


def _copy(
    call: c_ast.FuncCall, name: str, wrapped: WrapperText, args: list[str], replacing: Replacing
) -> str:
    target, source, size = _COPIES[name]
    if wrapped.values:
        text = f"__copy_{wrapped.name}({args[target]}, __from, __bytes)"
        if name == "mempcpy":
            text = f"(void *)((char *){text} + __bytes)"
    else:
        nodes = call.args.exprs
        fresh = f"__source_{wrapped.name}(__from, __bytes)"
        text = replacing({nodes[source]: fresh, nodes[size]: "__bytes"})
    given = f"const void *__from = {args[source]}; unsigned long __bytes = {args[size]};"
    return f"({{ {given} {text}; }})"


def _sort(call: c_ast.FuncCall, wrapped: WrapperText, args: list[str], replacing: Replacing) -> str:
    """Let objects of one version change places: see ``__fresh_T``."""
    base, count = call.args.exprs[:2]
    fresh = f"(void *)__source_{wrapped.name}(__base, __count * {args[2]})"
    text = replacing({base: fresh, count: "__count"})
    return f"({{ void *__base = {args[0]}; unsigned long __count = {args[1]}; {text}; }})"
