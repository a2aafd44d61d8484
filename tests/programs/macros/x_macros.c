/* X-macros generating enums, structs, tables and functions. */
#include <stdio.h>
#include <string.h>

#define FIELDS(X) X(int, id, "%d") X(double, weight, "%.1f") X(const char *, label, "%s")
#define OPS(X) X(ADD, +) X(SUB, -) X(MUL, *)

struct rec {
#define X(type, name, fmt) type name;
    FIELDS(X)
#undef X
};
enum op {
#define X(name, op) OP_##name,
    OPS(X)
#undef X
    OP_COUNT
};
static const char *const op_names[] = {
#define X(name, op) [OP_##name] = #name,
    OPS(X)
#undef X
};
#define X(name, op) static int do_##name(int a, int b) { return a op b; }
OPS(X)
#undef X
static int (*const op_fns[OP_COUNT])(int, int) = {
#define X(name, op) do_##name,
    OPS(X)
#undef X
};

static void print(const struct rec *r)
{
#define X(type, name, fmt) printf(#name "=" fmt " ", r->name);
    FIELDS(X)
#undef X
    printf("\n");
}

int main(void)
{
    struct rec r = {1, 2.5, "lab"};
    print(&r);
    for (enum op o = 0; o < OP_COUNT; o++)
        printf("%s %d\n", op_names[o], op_fns[o](9, 4));
    int fields = 0;
#define X(type, name, fmt) fields++;
    FIELDS(X)
#undef X
    return fields;
}
