"""The names under which things appear in generated text, and where each is defined."""

from __future__ import annotations

import re

import pytest
from planning import Imagined

from dsu_kernel.patch.plan import Plan
from dsu_kernel.program.image import mangle
from dsu_kernel.transform.module import generate
from dsu_kernel.transform.scheme import static_name


def flat(process: Imagined, plan: Plan | None = None) -> str:
    """The units of a module after the runtime's declarations, spaces normalised."""
    return " ".join(re.sub(r"(?m)^# \d.*$", "", "".join(process.text(plan).units)).split())


@pytest.mark.parametrize(
    ("key", "symbol"),
    [("foo", "foo"), ("foo@a.c", "foo.40a.2ec"), ("f::n#2", "f.3a.3an.232"), ("é", ".e9")],
)
def test_mangle(key: str, symbol: str) -> None:
    assert mangle(key) == symbol


def test_static_name() -> None:
    assert static_name("foo::n") == "foo__static_n"
    assert static_name("foo::n#2") == "foo__static_n_2"


# ---- functions ----


def test_the_first_module_defines_body_slot_and_entry() -> None:
    text = flat(Imagined("int foo(int a) { return a; }"))
    assert 'extern int foo(int a) __asm__("foo.entry")' in text
    assert "static int foo_v0(int a) { return a; }" in text
    assert "__typeof__(foo) *foo_fptr = (void *)foo_v0;" in text
    assert "__dsu_f_foo: foo.entry: " in text


def test_a_patch_defines_a_body_and_its_own_slot_only() -> None:
    process = Imagined("int foo(int a) { return a; } int bar(int a) { return foo(a) + foo(a); }")
    text = flat(process, process.go(
        "int foo(int a) { return a + 1; } int bar(int a) { return foo(a) + foo(a); }"
    ))  # fmt: skip
    assert 'extern int foo(int a) __asm__("__dsu_f_foo")' in text
    assert "static int foo_v1(int a)" in text
    assert "static int bar_v1(int a)" in text  # it calls foo directly
    assert "__dsu_f_foo: " not in text


def test_what_a_patch_only_calls_has_an_empty_slot() -> None:
    old = "#pragma dsu indirect foo\nint foo(void) { return 1; } int bar(void) { return foo(); }"
    process = Imagined(old)
    text = flat(process, process.go(old.replace("foo(); }", "foo() + 1; }")))
    assert "__typeof__(foo) *foo_fptr __attribute__((weak)) = 0;" in text
    assert "return foo_fptr() + 1;" in text


def test_names_that_the_program_uses_itself_are_left_to_it() -> None:
    text = flat(Imagined("int foo(void) { return 1; } int foo_v0; int foo_fptr;"))
    assert "static int foo_v0_(void)" in text
    assert "*foo_fptr_ = (void *)foo_v0_;" in text


def test_main_keeps_returning_zero_and_static_functions_are_private() -> None:
    process = Imagined({"x.c": "static int f(void) { return 1; } int main(void) { f(); }"})
    text = flat(process)
    assert "static int main_v0(void) { f_v0(); return 0; }" in text
    assert '__asm__("f.entry.u0")' in text
    assert "__dsu_f_f.40x.2ec: f.entry.u0: " in text


def test_a_body_that_spans_an_update_keeps_its_frame() -> None:
    text = flat(Imagined("#include <dsu.h>\nvoid f(void) { update(); } void g(void) {}"))
    spanning = (
        '__attribute__((noipa, optimize("no-optimize-sibling-calls"))) static void f_v0(void)'
    )
    assert spanning in text
    assert "static void g_v0(void) { }" in text.replace("{}", "{ }")
    assert "__atomic_load_n(&__dsu_pending, 0)" in text


def test_constructors_run_once_in_the_life_of_a_process() -> None:
    old = "int n; __attribute__((constructor(200))) void f(void) { n++; }"
    process = Imagined(old)
    assert "constructor(200)" in flat(process)
    assert "constructor" not in flat(process, process.go(old.replace("n++", "n--")))


def test_entries_on_other_machines() -> None:
    process = Imagined("int f(void) { return 1; }")
    text = "".join(generate(process.first, process.engine.abi, "aarch64").units)
    assert "adrp x16, f_fptr; ldr x16, [x16, :lo12:f_fptr]; br x16" in text


def test_an_objects_word_is_read_before_its_data_on_every_machine() -> None:
    text = "struct T {{ int n; {} }}; struct T t; int f(void) {{ return t.n; }}"
    process = Imagined(text.format(""), slop=8)
    plan = process.go(text.format("int m;"))
    assert plan.module is not None
    for machine, word in (
        ("x86_64", "if (__builtin_expect(abs->version != "),
        ("aarch64", "if (__builtin_expect(__atomic_load_n(&abs->version, 2) != "),
    ):
        assert word in "".join(generate(plan.module, process.engine.abi, machine).units)


# ---- objects ----


def test_globals_are_exported_once_and_found_by_their_symbol() -> None:
    old = "int n = 3; static int m; int f(void) { static int k; return n + m + k++; }"
    process = Imagined(old)
    text = flat(process)
    assert '__asm__("__dsu_g_n") __attribute__((alias("n"), visibility("default")))' in text
    assert "int f__static_k" in text
    text = flat(process, process.go(old.replace("k++", "++k")))
    assert 'extern int n __asm__("__dsu_g_n")' in text
    assert 'extern int f__static_k __asm__("__dsu_g_f.3a.3ak")' in text
    assert "alias(" not in text


def test_a_retyped_global_gets_storage_under_a_new_symbol() -> None:
    process = Imagined("int n = 3; int f(void) { return n; }")
    text = flat(process, process.go("long n = 3; int f(void) { return n; }"))
    assert 'extern int __old_n __asm__("__dsu_g_n"); ' in text
    assert '__asm__("__dsu_g_n.1")' in text
    assert "static void __dsu_migrate(void) { n = __old_n; }" in text


def test_constant_objects_of_wrapped_types_can_be_converted() -> None:
    text = flat(
        Imagined("struct T { int a; }; const struct T t = {1}; int f(void) { return t.a; }")
    )
    assert "struct T t = {{.data = {1}}," in text
    assert "const struct T t" not in text


# ---- what a unit declares ----


def test_aliases_are_second_names_of_the_entry() -> None:
    text = flat(Imagined('int f(void) { return 1; } int g(void) __attribute__((alias("f")));'))
    assert 'extern int g(void) __asm__("f.entry")' in text


def test_pragmas_of_ours_are_not_for_gcc() -> None:
    text = flat(Imagined("#pragma dsu indirect f\nint f(void) { return 1; }"))
    assert "#pragma dsu" not in text
