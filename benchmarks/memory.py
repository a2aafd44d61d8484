"""Memory of live objects against plain ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .process import Process, build_live, build_plain

PROGRAM = """
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
struct object {{ {fields} struct object *next; }};
struct object *all;
static long resident(void)
{{
    long size = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%ld %ld", &size, &pages) != 2)
        return -1;
    fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}}
/* KiB that n objects take. */
int grow(int n)
{{
    long before = resident();
    for (int i = 0; i < n; i++) {{
        struct object *o = malloc(sizeof *o);
        o->next = all;
        all = o;
    }}
    return (int)(resident() - before);
}}
"""
SHAPES = {
    "pointer and int (16 bytes)": "int a;",
    "pointer and long (16 bytes)": "long a;",
    "three words (24 bytes)": "long a, b;",
    "five words (40 bytes)": "long a, b, c, d;",
    "100 bytes of text": "char text[100];",
}
OBJECTS = 300_000


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of heap for each object of a shape."""

    shape: str
    plain: float
    live: float


def measure(folder: Path) -> list[Memory]:
    """Allocate many objects of each shape in both forms."""
    return [_measure(folder, shape, fields) for shape, fields in SHAPES.items()]


def _measure(folder: Path, shape: str, fields: str) -> Memory:
    source = folder / "objects.c"
    source.write_text(PROGRAM.format(fields=fields), encoding="utf-8")
    sizes = []
    for module in (build_plain(source, folder), build_live(source)):
        with Process(module) as process:
            process.call("grow", 100_000)  # uses up what the heap had in store
            sizes.append(process.call("grow", OBJECTS) * 1024 / OBJECTS)
    return Memory(shape, *sizes)
