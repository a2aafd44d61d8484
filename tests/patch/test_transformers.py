"""Old types spelled for the new version's text, and the functions that convert objects."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from planning import Imagined, unit_of

from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.errors import UnsupportedConstruct
from dsu_kernel.patch.transformers import OldTypes, UserState, state_source

# Each type as the old text defines it, in text that has none of these names any more.
DEFINITIONS = {
    "scalars": "struct T { char c; long l; double d; _Bool b; long double ld; };",
    "typedefs": "typedef short num; typedef num nums[3]; struct T { num n; nums m; };",
    "bit-fields": "struct T { unsigned a : 3; int : 2; int b : 9, : 0; char c; };",
    "width by an enumerator": "enum { W = 5 }; struct T { int a : W; int b[W + 1]; };",
    "enum": "enum color { RED = -1, BLUE }; struct T { char c; enum color e, f[3]; };",
    "anonymous enum": "struct T { enum { A, B } e; char c; };",
    "pointers": "struct U; struct T { struct U *u; struct T *t; void **v; char c; };",
    "functions": "struct U { int a; }; struct T { int (*f)(struct U *); void (*g[2])(int); };",
    "nested": "struct T { struct { char c; struct { int x; } deep[2]; } in; char tail; };",
    "anonymous": "struct T { struct { int a; char b; }; union { long l; char c[9]; }; };",
    "a record that is gone": "struct U { char c[3]; }; struct T { struct U u[2]; short s; };",
    "a union that is gone": "union U { long l; char c[11]; }; struct T { union U u; char s; };",
    "matrix": "struct T { char m[2][3][4]; };",
    "length by sizeof": "struct T { char a[2 * sizeof(int)]; char b; };",
    "width by sizeof": "struct T { int a : 2 * sizeof(int); int b : 1 + 2; };",
    "const and volatile": "struct T { const int a; volatile char b; int *const c; };",
    "alignment": "struct T { char c; long double d; };",
}


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The definitions that have the same size, and the same last byte, as the old text's own."""
    new = unit_of("int unrelated;")
    main, files = "", []
    folder = tmp_path_factory.mktemp("old")
    for i, (name, text) in enumerate(DEFINITIONS.items()):
        old = unit_of(text)
        respelled = OldTypes(old, new, {}, checked=True).definition(
            "T", old.records[RecordKey("struct", "T")]
        )
        for side, body in (("theirs", text), ("ours", respelled)):
            file = folder / f"{side}{i}.c"
            file.write_text(f"{body}\nunsigned long {side}{i} = sizeof(struct T) << 8 "
                            f"| _Alignof(struct T);\n")  # fmt: skip
            files.append(str(file))
        main += f"extern unsigned long theirs{i}, ours{i}; int name{i} = {i};\n"
        assert name
    checks = "".join(
        f'    if (theirs{i} == ours{i}) printf("%d\\n", name{i});\n'
        for i in range(len(DEFINITIONS))
    )
    program = folder / "program"
    (folder / "main.c").write_text(
        f"int printf(const char *, ...);\n{main}int main(void) {{\n{checks}return 0; }}\n"
    )
    subprocess.run(["gcc", "-w", *files, folder / "main.c", "-o", program], check=True)
    out = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    return {list(DEFINITIONS)[int(line)] for line in out.split()}


@pytest.mark.parametrize("name", DEFINITIONS)
def test_old_definition_has_the_old_layout(name: str, agreed: set[str]) -> None:
    assert name in agreed


def test_records_that_are_still_defined_keep_their_name() -> None:
    text = "struct U { int u; }; struct T { struct U u; struct U *p; };"
    old = unit_of(text)
    found = OldTypes(old, unit_of(text), {}).definition(
        "__T0", old.records[RecordKey("struct", "T")]
    )
    assert found == "struct __T0 { struct U u; struct U *p; };\n"


def test_a_wrapped_record_that_is_gone_leaves_its_frame() -> None:
    process = Imagined("struct U { int u; }; struct T { struct U u; char c; }; struct T t;")
    plan = process.go("struct T { char c; }; struct T t;")
    assert plan.module is not None
    (step,) = plan.module.steps
    frame = "struct { char slop[8]; unsigned version; } __attribute__((aligned(4))) u;"
    assert f"struct __T0 {{ {frame} char c; }};" in step.definitions


def test_arrays_of_computed_length_cannot_be_respelled() -> None:
    old = unit_of("void f(int n) { int a[n]; a[0] = n; }")
    symbol = next(s for s in old.functions["f"].locals if s.name == "a")
    with pytest.raises(UnsupportedConstruct, match="an array of computed length"):
        OldTypes(old, old, {}).declaration(symbol.ctype, "a")


# ---- steps ----

TEXT = "struct T {{ {} }}; struct T one; int f(void) {{ return one.a; }}"


def step_of(old: str, new: str, user: str = "") -> str:
    process = Imagined(TEXT.format(old))
    plan = process.plan(TEXT.format(new), transformers={"T": user} if user else {})
    assert plan.module is not None
    (step,) = plan.module.steps
    assert (step.transform, bool(step.user)) == ("tt_T", bool(user))
    return step.definitions


def test_the_step_of_the_slides() -> None:
    text = step_of("int a; int b;", "int a; int b; int z;")
    assert "struct __T0 { int a; int b; };" in text
    assert '_Static_assert(sizeof(struct __T0) == 8, "__T0 as it was compiled");' in text
    assert (
        "static void tt_T(struct __T0 *xin, struct __T1 *xout) {\n"
        "    xout->a = xin->a;\n    xout->b = xin->b;\n}" in text
    )


@pytest.mark.parametrize(
    ("old", "new", "user", "kept"),
    [
        ("int a; int b;", "int a; int b; int z;", "", 8),
        ("int a; char b;", "int a; char b; char c; int z;", "", 5),
        ("int a; int b;", "int b; int a; int z;", "", 0),
        ("int a; int b;", "int a; unsigned b; int z;", "", 4),
        ("int a; int b;", "int a; int b; int z;", "xout->a = 0;", 0),
        ("int a; int b;", "int a; int b; int z : 3;", "", 8),
        ("int a; int b;", "int a; int b; struct { int y; }; int z;", "", 8),
        ("int a; int z : 3; int b;", "int a; int z : 3; int b; int c;", "", 4),
        ("int a; struct { int y; }; int b;", "int a; struct { int y; }; int b; int c;", "", 4),
        ("int a; int b; int z;", "int a; int b;", "", 8),
        ("int a; char b; int z;", "int a; char b; char c; int z;", "", 5),
        ("int a; char room[60];", "int a; char room[60]; int z[9];", "", 0),  # moves elsewhere
    ],
)
def test_what_both_versions_begin_with_stays(old: str, new: str, user: str, kept: int) -> None:
    plan = Imagined(TEXT.format(old), slop=12).plan(
        TEXT.format(new), transformers={"T": user} if user else {}
    )
    assert plan.module is not None
    assert [step.kept for step in plan.module.steps] == [kept]


def test_renumbered_enumerators_do_not_stay() -> None:
    text = "enum e {{ {} }}; struct T {{ enum e a; {} }} one; int f(void) {{ return one.a; }}"
    process = Imagined(text.format("X, Y", ""), slop=8)
    plan = process.plan(text.format("Y, X", "int b;"))
    assert plan.module is not None
    assert [step.kept for step in plan.module.steps] == [0]


def test_the_users_step_has_its_own_lines() -> None:
    text = step_of("int a;", "int a; int b;", "xout->b =\n  xin->a;")
    assert (
        '# 1 "transform T"\nxout->b =\n  xin->a;\n# 2 "transform T"\n}\n# 1 "<generated>"' in text
    )
    assert "static void tt_T_user(struct __T0 *xin, struct __T1 *xout) {" in text


def test_versions_follow_each_other() -> None:
    process = Imagined(TEXT.format("int a;"))
    process.go(TEXT.format("int a; int b;"))
    plan = process.go(TEXT.format("int b; int a;"))
    assert plan.module is not None
    assert "tt_T(struct __T1 *xin, struct __T2 *xout)" in plan.module.steps[0].definitions


def test_what_does_not_carry_over_is_noted() -> None:
    plan = Imagined(TEXT.format("int a; int *p;")).plan(TEXT.format("int a; char p;"))
    (change,) = plan.difference.types_changed
    assert change.notes == ("p: int * does not carry over to char; it starts as zero",)


# ---- globals ----


def test_a_retyped_global_is_filled_from_its_old_storage() -> None:
    process = Imagined("int n = 3; int f(void) { static char s[2]; return s[0] + n; }")
    plan = process.plan("long n = 3; int f(void) { static char s[4]; return s[0] + n; }")
    assert plan.module is not None
    (migration,) = plan.module.migrations.values()
    text = migration.declarations + "\n".join(migration.statements)
    assert 'extern int __old_n __asm__("__dsu_g_n");' in text
    assert "n = __old_n;" in text
    assert 'extern char __old_f__static_s[2] __asm__("__dsu_g_f.3a.3as");' in text


def test_constants_are_not_migrated() -> None:
    plan = Imagined("const int n = 3;").plan("const long n = 4;")
    assert plan.module is not None
    assert not plan.module.migrations


def test_notes_on_globals() -> None:
    plan = Imagined("int n;").plan("char *n;")
    (change,) = plan.difference.globals_changed
    assert change.notes == ("n: int does not carry over to char *; it starts as zero",)


# ---- state ----


def test_a_state_transformer_is_a_function_with_its_own_lines() -> None:
    text = state_source(UserState("n = 1;\nm = 2;", 'In["3"]'), "extern int old_n;")
    assert text.startswith("extern int old_n;\n")
    assert '#line 1 "In[\\"3\\"]"\nn = 1;\nm = 2;\n;return 0; }' in text


def test_it_sees_the_old_storage_of_retyped_globals(tmp_path: Path) -> None:
    process = Imagined("int n = 3; int f(void) { return n; }")
    plan = process.plan("long n; int f(void) { return n; }", state="n = old_n + 1;")
    text = "".join(process.text(plan).units)
    assert 'extern int old_n __asm__("__dsu_g_n")' in text
    assert "n = old_n + 1;" in text
    assert ", __dsu_state, 0, " in text
