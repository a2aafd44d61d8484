"""Slots and entries: how calls reach the newest body of a function."""

from __future__ import annotations

from collections.abc import Container

from dsu_kernel.transform.emitted import Emitted
from dsu_kernel.transform.scheme import FunctionScheme

ENTRY_ASM = {
    "x86_64": "jmp *{slot}(%rip)",
    "aarch64": "adrp x16, {slot}; ldr x16, [x16, :lo12:{slot}]; br x16",
}


def defined_slots(emitted: Emitted, owned: Container[str]) -> list[FunctionScheme]:
    """Return the functions whose slots a unit defines; ``owned``: keys of its own functions."""
    return [f for f in emitted.declared.values() if not f.issued or f.key in owned]


def slot_definitions(emitted: Emitted, owned: Container[str], machine: str) -> str:
    """Return the slots of a unit, and the entries of the functions that begin with it."""
    lines = []
    for function in emitted.declared.values():
        kind = f"__typeof__({function.name}) *{function.slot}"
        here = function.key in owned
        if function.issued and here:
            lines.append(f"{kind} = (void *){function.body};")
        elif not function.issued:
            lines.append(f"{kind} __attribute__((weak)) = 0;")
        if function.fresh and here:
            lines.append(_entry(function, machine))
            lines += _end(function, emitted.ends.get(function.key))
    return "\n".join(lines) + "\n"


def _end(function: FunctionScheme, end: str | None) -> list[str]:
    """Run the newest version of a destructor, not the one that this module has."""
    if end is None:
        return []
    body = f"((void (*)(void)){function.slot})();"
    return [f"static __attribute__(({end})) void {function.slot}_end(void) {{ {body} }}"]


def _entry(function: FunctionScheme, machine: str) -> str:
    jump = ENTRY_ASM[machine].format(slot=function.slot_label)
    entry, symbol = function.entry_label, function.symbol
    code = (
        f".pushsection .text; .p2align 4; .globl {symbol}; .type {symbol}, %function; "
        f".globl {entry}; .hidden {entry}; .type {entry}, %function; "
        f"{symbol}: {entry}: {jump}; .size {symbol}, .-{symbol}; "
        f".size {entry}, .-{entry}; .popsection"
    )
    return f'__asm__("{code}");'
