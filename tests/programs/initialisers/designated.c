/* Designated initialisers: out of order, nested paths, overrides, arrays within structs. */
#include <stdio.h>

struct inner { int a, b[3]; };
struct outer { int id; struct inner in[2]; const char *s; struct inner last; };

static struct outer g = {
    .s = "glob", .in[1].b[2] = 9, .in[0] = {1, {2, 3, 4}}, .in[0].b[1] = 33, .last = {.b = {[1] = 5}}, .id = 8};
static int sparse[] = {[5] = 50, 60, [2] = 20, 30};
static const char *const keys[] = {['a' - 'a'] = "alpha", ['d' - 'a'] = "delta"};

static void show(const struct outer *o)
{
    printf("%d %s", o->id, o->s ? o->s : "-");
    for (int i = 0; i < 2; i++)
        printf(" [%d:%d,%d,%d]", o->in[i].a, o->in[i].b[0], o->in[i].b[1], o->in[i].b[2]);
    printf(" last %d %d\n", o->last.a, o->last.b[1]);
}

int main(void)
{
    show(&g);
    int n = 5;
    struct inner base = {n, {n + 1, n + 2, n + 3}};
    struct outer l = {.in = {base, [1] = base}, .last = base, .in[1].a = -1, .id = n * n};
    show(&l);
    for (size_t i = 0; i < sizeof sparse / sizeof *sparse; i++)
        printf("%d ", sparse[i]);
    printf("\n%zu %s %s %d\n", sizeof keys / sizeof *keys, keys[0], keys[3], keys[1] == 0);
    struct inner arr[3] = {[1 ... 2] = {.a = 4, .b[0 ... 1] = 6}};
    printf("%d %d %d %d\n", arr[0].a, arr[1].b[1], arr[2].b[0], arr[2].b[2]);
    return 0;
}
