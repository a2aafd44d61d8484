"""The steps from text to a module, without a process: errors in gcc's words, times, modules."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pytest

from dsu_kernel.engine.engine import Engine, Stopwatch
from dsu_kernel.errors import CompileError, DsuError, UnsupportedConstruct
from dsu_kernel.patch.transformers import UserState, UserTransformer
from dsu_kernel.program.model import Program, Unit
from dsu_kernel.toolchain.compiler import Compiler


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Compiler(), 0)


def program(*texts: str, names: str = "abc") -> Program:
    return Program(tuple(Unit(n, t, f"In[{n}]") for n, t in zip(names, texts, strict=False)))


# ---- text -> version ----


def test_errors_are_gccs_with_the_units_own_line(engine: Engine) -> None:
    with pytest.raises(CompileError) as caught:
        engine.version(program("int a;", "\nint f(void) { return b; }"), 0, Stopwatch())
    assert "In[b]:2:22: error: ‘b’ undeclared" in str(caught.value)
    assert "    2 | int f(void) { return b; }\n      |                      ^" in str(caught.value)


def test_what_gcc_accepts_but_we_do_not_is_named(engine: Engine) -> None:
    nested = "int f(void) { int g(void) { return 1; } return g(); }"
    with pytest.raises(UnsupportedConstruct, match=r"In\[a\]:1:19: the nested function 'g'"):
        engine.version(program(nested), 0, Stopwatch())


def test_gccs_words_come_first_when_both_refuse(engine: Engine) -> None:
    nested = "int f(void) { int g(void) { return nothing; } return g(); }"
    with pytest.raises(CompileError, match="‘nothing’ undeclared"):
        engine.version(program(nested), 0, Stopwatch())


def test_earlier_cells_may_use_later_functions_without_a_word_from_gcc(engine: Engine) -> None:
    version = engine.version(
        program("double f(void) { return g(1); }", "double g(double a) { return a / 2; }"),
        0,
        Stopwatch(),
    )
    assert set(version.functions) == {"f", "g"}


def test_nesting_without_end(engine: Engine) -> None:
    with pytest.raises(DsuError, match="nesting"):
        engine.version(program(f"int n = {'(' * 20000}1{')' * 20000};"), 0, Stopwatch())


# ---- stages ----


def test_stages_are_timed_and_add_up() -> None:
    watch = Stopwatch()
    for _ in range(2):
        with watch.stage("parse"):
            pass
    with pytest.raises(ZeroDivisionError), watch.stage("compile"):
        raise ZeroDivisionError
    assert set(watch.seconds) == {"parse", "compile"}
    assert all(seconds >= 0 for seconds in watch.seconds.values())


def test_a_module_goes_through_all_stages(engine: Engine) -> None:
    watch = Stopwatch()
    version = engine.version(program("int n = 41; int f(void) { return ++n; }"), 0, watch)
    now, module = engine.first(version, watch)
    built = engine.build(module, watch)
    assert list(watch.seconds) == ["parse", "difference", "transform", "compile"]
    assert set(built.generated.shown) == {"f"}
    assert now.image.functions.keys() == {"f"}
    assert built.path.name.startswith("v0-")


def test_a_module_exports_its_descriptor_entries_and_storage_only(engine: Engine) -> None:
    watch = Stopwatch()
    version = engine.version(program("int n = 41; int f(void) { return ++n; }"), 0, watch)
    built = engine.build(engine.first(version, watch)[1], watch)
    loaded = ctypes.CDLL(str(built.path))
    entry: Callable[[], int] = loaded.__dsu_f_f
    assert [entry(), entry()] == [42, 43]
    assert ctypes.c_int.in_dll(loaded, "__dsu_g_n").value == 43
    assert loaded.dsu_module
    for hidden in ("f", "n", "f_v0", "f_fptr", "__dsu_pending"):
        with pytest.raises(AttributeError):
            getattr(loaded, hidden)


# ---- plans ----


def test_user_code_that_is_no_c_is_told_in_its_own_lines(engine: Engine) -> None:
    watch = Stopwatch()
    old = program("struct T { int a; }; struct T t; int f(void) { return t.a; }")
    new = program("struct T { int a; int b; }; struct T t; int f(void) { return t.a; }")
    now, _ = engine.first(engine.version(old, 0, watch), watch)
    user = UserTransformer("T", "\nxout->b = xin->c;", "transform T")
    plan = engine.plan(now, engine.version(new, 1, watch), {"T": user}, watch)
    assert plan.module is not None
    with pytest.raises(CompileError) as caught:
        engine.build(plan.module, watch, {"transform T": user.text})
    assert "transform T:2:14: error: ‘struct __T0’ has no member named ‘c’" in str(caught.value)
    assert "    2 | xout->b = xin->c;" in str(caught.value)


def test_plans_leave_what_is_in_force_alone(engine: Engine) -> None:
    watch = Stopwatch()
    now, _ = engine.first(engine.version(program("int n;"), 0, watch), watch)
    image = now.image
    plan = engine.plan(
        now, engine.version(program("long n;"), 1, watch), {}, watch, UserState("n = 3;", "state")
    )
    assert now.image is image
    assert plan.after.image is not image
    assert plan.module is not None
    assert plan.module.before is image
