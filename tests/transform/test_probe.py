"""Layouts: the numbers that Python works with are those of gcc."""

from __future__ import annotations

import subprocess
from pathlib import Path

from planning import Imagined, version_of

from dsu_kernel.cfront.types import RecordKey
from dsu_kernel.program.image import Layout, WrappedType

PLAIN = """\
typedef enum { SMALL, LARGE = 1 << 20 } size_class;
struct inner { char c; short s[3]; };
struct all {
    char c; short s; int i; long l; float f; double d; long double ld; _Bool b;
    void *p; int (*call)(int); size_class e; char text[7]; int grid[2][3];
    unsigned bits : 3, : 0, more : 9;
    struct { char a; long z; } nested; struct { int deep; char tail; };
    union { int one; double two; } either; _Complex float z; __int128 wide;
    const char *name; volatile int v; struct all *next;
};
struct tight { char a, b, c; };
struct odd { char c[13]; };
struct one { char only; };
"""
USE = "struct inner i; struct all a; struct tight t; struct odd o; struct one n;\n"


def measured(tag: str, slop: int = 0) -> WrappedType:
    return Imagined(PLAIN + USE, slop).now.image.types[RecordKey("struct", tag)]


def gccs_own(tag: str, layout: Layout, folder: Path) -> list[int]:
    """Size, alignment, and offsets and sizes of the fields, as gcc has them in plain C."""
    said = [f"sizeof(struct {tag})", f"_Alignof(struct {tag})"]
    for field in layout.fields:
        if field.offset is not None:
            said += [f"__builtin_offsetof(struct {tag}, {field.name})",
                     f"sizeof(((struct {tag} *)0)->{field.name})"]  # fmt: skip
    prints = "".join(f'printf("%lu\\n", (unsigned long){text});' for text in said)
    source, program = folder / "plain.c", folder / "plain"
    source.write_text(f"int printf(const char *, ...);\n{PLAIN}int main(void) {{ {prints} }}\n")
    subprocess.run(["gcc", "-w", source, "-o", program], check=True)
    out = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    return list(map(int, out.split()))


def test_every_kind_of_member(tmp_path: Path) -> None:
    layout = measured("all").current.layout
    ours = [layout.size, layout.align]
    for field in layout.fields:
        if field.offset is not None and field.size is not None:
            ours += [field.offset, field.size]
    assert ours == gccs_own("all", layout, tmp_path)
    assert [f.name for f in layout.fields if f.offset is None] == ["bits", "more"]


def test_the_frame_leaves_no_gap() -> None:
    for tag in ("all", "inner", "tight", "odd", "one"):
        for slop in (0, 1, 24):
            frame = measured(tag, slop).wrapper
            layout = measured(tag, slop).current.layout
            assert frame.holds(layout)
            assert frame.capacity >= max(8, layout.size + slop)
            assert frame.size == frame.capacity + 4
            assert frame.size % frame.align == 0
            assert frame.align == max(4, layout.align)


def test_one_run_of_gcc_measures_all_types_of_a_unit() -> None:
    process = Imagined(PLAIN + USE)
    counted: list[int] = []
    compiler = process.engine.compiler

    def layouts(text: str, expressions: object) -> object:
        counted.append(1)
        return compiler.layouts(text, expressions)  # type: ignore[arg-type]

    from dsu_kernel.patch.initial import first_module
    from dsu_kernel.program.facts import gather

    version = version_of(PLAIN + USE)
    first_module(version, gather(version, {}, frozenset()), 0, layouts)  # type: ignore[arg-type]
    assert counted == [1]


def test_nothing_to_measure_asks_nobody() -> None:
    process = Imagined("int n;")
    assert process.now.image.types == {}


def test_members_of_wrapped_types_are_wrapped_when_they_are_measured() -> None:
    text = "struct T { long a; }; struct O { char c; struct T t; }; struct O o;"
    types = Imagined(text).now.image.types
    inner, outer = (types[RecordKey("struct", tag)] for tag in "TO")
    assert inner.wrapper.size == 16
    (_c, member) = outer.current.layout.fields
    assert (member.offset, member.size) == (8, 16)
    assert outer.current.layout.size == 24
