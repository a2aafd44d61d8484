"""The tables of a unit, compiled against the runtime's declarations and read back."""

from __future__ import annotations

import subprocess
from pathlib import Path

from dsu_kernel.toolchain.runtime_files import abi_declarations
from dsu_kernel.transform.descriptor import (
    BodyRow,
    FieldRow,
    PointRow,
    SiteRow,
    TypeRow,
    UnitTables,
    module_text,
    point_declaration,
    unit_text,
)

TABLES = UnitTables(
    name='In["3"]é',
    names=((1, "F", "foo"), (2, "T", "struct T"), (3, "G", "foo::n")),
    bodies=(
        BodyRow(1, "foo", 7, "foo_v7", True, "a", 12, (SiteRow(0, 13, (3, 2)), SiteRow(1, 14, ()))),
        BodyRow(4, "leaf", 7, "leaf_v7", False, "a", 20, ()),
    ),
    points=(PointRow(1, 1, "foo", "a", 13, (2, 3), 0),
            PointRow(2, 1, "foo", "a", 15, (), 1)),
    slots=((1, "foo_fptr"),),
    issues=((1, "foo_v7"), (4, "leaf_v7")),
    types=(
        TypeRow(
            2, "struct T", 1, 2 << 12 | 2, False, "struct __T1", "struct T", "28", "tt_T",
            "tt_T_user",
            (FieldRow("l", "long", "l"), FieldRow("bits", "int", ""),
             FieldRow("m", "int [2]", "m")),
            8,
        ),
    ),
    birth="born",
)  # fmt: skip

CODE = """
struct __T0 { long l; };
struct __T1 { long l; int bits : 3; int m[2]; };
struct T { union { struct __T1 data; char slop[28]; } __attribute__((packed, aligned(4))) u;
           unsigned version; } __attribute__((aligned(8)));
static void foo_v7(void) {}
static void leaf_v7(void) {}
static void (*foo_fptr)(void) = foo_v7;
static void born(void) {}
static void tt_T(struct __T0 *xin, struct __T1 *xout) { xout->l = xin->l; }
static void tt_T_user(struct __T0 *xin, struct __T1 *xout) { xout->m[1] = xin->l; }
unsigned where(void) { return __dsu_points[1].line; }
"""

MAIN = """
int printf(const char *, ...);
static void set(const unsigned *held) { for (; *held; held++) printf(" %u", *held); printf("\\n"); }
unsigned where(void);
int main(void)
{
    const struct dsu_module *m = &dsu_module;
    const struct dsu_unit *u = m->units[0];
    printf("%u %u %u %d\\n", m->abi, m->version, m->n_units, m->pending == &__dsu_pending);
    set(m->changed);
    printf("%s %d %d\\n", u->name, u->birth != 0, u->migrate != 0);
    for (unsigned i = 0; i < u->n_names; i++)
        printf("%u %c %s\\n", u->names[i].id, u->names[i].kind, u->names[i].text);
    for (unsigned i = 0; i < u->n_bodies; i++) {
        const struct dsu_body *b = &u->bodies[i];
        printf("%u %s v%u %d %s:%u %d\\n", b->function, b->name, b->version, b->spans, b->unit,
               b->line, b->code == u->issues[i].code);
        for (unsigned k = 0; k < b->n_sites; k++) {
            printf("  %u %u", b->sites[k].callee, b->sites[k].line);
            set(b->sites[k].held);
        }
    }
    for (unsigned i = 0; i < u->n_points; i++) {
        printf("%u %u %s %s:%u", u->points[i].id, u->points[i].function, u->points[i].name,
               u->points[i].unit, u->points[i].line);
        printf("%s", u->points[i].region ? " region" : "");
        set(u->points[i].held);
    }
    printf("%u %d\\n", u->slots[0].function, *u->slots[0].slot == u->issues[0].code);
    const struct dsu_type *t = u->types;
    printf("%u %s v%u %#x %d %lu %lu %lu %lu %lu %lu\\n", t->id, t->name, t->version, t->word,
           t->outgrown, t->size, t->align, t->capacity, t->wrapper_size, t->version_offset,
           t->kept);
    for (unsigned i = 0; i < t->n_fields; i++)
        printf("  %s %s %lu %lu\\n", t->fields[i].name, t->fields[i].type, t->fields[i].offset,
               t->fields[i].size);
    long in = 5, out[3] = {0};
    t->transform(&in, out), t->user_transform(&in, out);
    printf("%ld %d %u\\n", out[0], ((int *)out)[4], where());
    return 0;
}
"""

SAID = """\
2 7 1 1
 2 3
In["3"]é 1 0
1 F foo
2 T struct T
3 G foo::n
1 foo v7 1 a:12 1
  0 13 2 3
  1 14
4 leaf v7 0 a:20 1
1 1 foo a:13 2 3
2 1 foo a:15 region
1 1
2 struct T v1 0x2002 0 24 8 28 32 28 8
  l long 0 8
  bits int 0 0
  m int [2] 12 8
5 5 15
"""


def build(text: str, folder: Path) -> str:
    source, program = folder / "tables.c", folder / "tables"
    source.write_text(text)

    flags = ("-Wall", "-Wextra", "-Werror", "-Wno-cast-function-type")
    subprocess.run(["gcc", *flags, source, "-o", program], check=True)
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout


def test_what_the_runtime_reads_is_what_was_written(tmp_path: Path) -> None:
    pending = "extern unsigned __dsu_pending;\n"
    text = "".join(
        (
            abi_declarations(), pending, point_declaration(TABLES), CODE,
            unit_text(TABLES, "__dsu_unit_0"),
            module_text(7, ["__dsu_unit_0"], (2, 3), (2,), "0"), MAIN,
        )
    )  # fmt: skip
    assert build(text, tmp_path) == SAID


def test_empty_tables_are_left_out(tmp_path: Path) -> None:
    empty = UnitTables("nothing", (), (), (), (), (), ())
    main = (
        "int main(void) { const struct dsu_unit *u = dsu_module.units[0];"
        " return u->n_names + u->n_types || u->names || u->bodies || u->birth"
        " || *dsu_module.changed"
        " || dsu_module.state != now; }\n"
    )
    text = "".join(
        (
            abi_declarations(), "extern unsigned __dsu_pending;\nint now(void) { return 0; }\n",
            point_declaration(empty), unit_text(empty, "unit"),
            module_text(0, ["unit"], (), (), "now"), main,
        )
    )  # fmt: skip
    assert build(text, tmp_path) == ""


def test_equal_sets_are_written_once() -> None:
    text = unit_text(TABLES, "u")
    assert text.count("{ 2, 3, 0 }") == 1
    assert text.count("static const unsigned __dsu_set") == 2
