/* Anonymous struct as a base: shared header through a union, typedef'd anonymous types. */
#include <stdio.h>

typedef struct { int id; const char *name; } Base;
typedef struct {
    union { Base base; struct { int id; const char *name; }; };
    double extra;
} Derived;
typedef union { struct { unsigned char b0, b1, b2, b3; }; unsigned word; } Bytes;

static void rename_to(Base *b, const char *name) { b->name = name; b->id++; }

int main(void)
{
    Derived d = {.id = 4, .name = "first", .extra = 1.5};
    rename_to(&d.base, "second");
    printf("%d %s %.1f\n", d.id, d.name, d.extra);
    Derived e = d;
    e.base.id = 100;
    printf("%d %d %d\n", e.id, d.id, (Base *)&e == &e.base);
    Bytes b = {.word = 0x01020304};
    b.b3 = b.b0 + b.b1;
    printf("%#x\n", b.word);
    struct { struct { struct { int deep; }; }; int last; } n = {{{5}}, 6};
    n.deep += n.last;
    printf("%d %zu\n", n.deep, sizeof n);
    return 0;
}
