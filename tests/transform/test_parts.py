"""Large units in parts: which part has what."""

from __future__ import annotations

import pytest
from planning import Imagined

from dsu_kernel.engine.engine import Stopwatch
from dsu_kernel.transform import parts
from dsu_kernel.transform.module import generate

FUNCTIONS = (
    "struct T { int n; } t = {1}; static int table[] = {1, 2, 3}; const int limit = 3;"
    "static int leaf(int x) { return x + table[0]; }"
    "int first(void) { static int n; return leaf(n++); }"
    "int second(void) { static int n = limit; return leaf(n++) + (int)(sizeof table); }"
    "int third(void) { return first() + t.n; }"
)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MANY", 4)


def texts_of(texts: str) -> tuple[str, ...]:
    """The generated units; of several the last is the module's own."""
    process = Imagined(texts)
    return generate(process.first, process.engine.abi).units


def test_bodies_and_static_locals_are_in_one_part_each() -> None:
    first, second, _ = texts_of(FUNCTIONS)
    assert "first_v0(void)\n{" in first
    assert "first_v0(void)\n{" not in second
    assert "second_v0(void)\n{" in second
    assert "first__static_n = " not in second
    assert "int second__static_n = " in second


def test_objects_are_in_the_first_part_with_their_lengths() -> None:
    first, second, _ = texts_of(FUNCTIONS)
    assert "table[] = {1, 2, 3}" in first
    assert "extern int table[3]" in second
    assert "__dsu_g_t" in first
    assert "__dsu_g_t" not in second


def test_leaves_are_in_each_part_that_calls_them() -> None:
    first, second, _ = texts_of(FUNCTIONS)
    assert "leaf_v0(int x)\n{" in first
    assert "leaf_v0(int x)\n{" in second
    assert "leaf.entry: jmp" in first.replace("__dsu_f_leaf: ", "")
    assert "leaf.entry: jmp" not in second


@pytest.mark.parametrize("more", ["", 'int g(void); __asm__(".globl g; g: ret");'])
def test_what_cannot_come_twice_is_not_divided(more: str) -> None:
    assert len(texts_of(FUNCTIONS + more)) == (1 if more else 3)


def test_the_whole_is_compiled_where_a_part_needs_a_constant_of_the_other() -> None:
    watch = Stopwatch()
    operand = Imagined(FUNCTIONS.replace("= limit;", '= 3; __asm__("" : : "i"(limit));'))
    assert not operand.engine.build(operand.first, watch).generated.divided
    # One that an initialiser reads is repeated.
    initialiser = Imagined(FUNCTIONS)
    assert initialiser.engine.build(initialiser.first, watch).generated.divided


def test_a_patch_of_few_functions_is_not_divided() -> None:
    process = Imagined(FUNCTIONS)
    plan = process.go(FUNCTIONS.replace("first() + ", "first() - "))
    assert plan.module is not None
    assert len(generate(plan.module, process.engine.abi).units) == 1
