"""Loops in generated C, which has to compile under every ``-std``, C89 included."""

from __future__ import annotations


def counting_loop(index: str, first: str, condition: str, body: str) -> str:
    """Return a block that runs ``body`` for ``index`` from ``first`` while ``condition`` holds."""
    return (
        f"{{ unsigned long {index}; for ({index} = {first}; {condition}; {index}++) {{ {body} }} }}"
    )
