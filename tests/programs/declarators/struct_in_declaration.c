/* Struct definitions inside declarations, several declarators at once, in casts and sizeof. */
#include <stdio.h>
#include <stdlib.h>

struct node { int v; struct node *next; } *head, tail = {99, 0}, pair[2] = {{1, &pair[1]}, {2, &tail}};
static struct { int a, b; } anon = {3, 4}, *panon = &anon, arr[2] = {{5, 6}, {7, 8}};
typedef struct tagA { char c; } A, *PA, AA[3];
enum color { RED, GREEN = 5, BLUE } favourite = BLUE, shades[2] = {GREEN, RED};

struct outer { struct inner { int q; } in, ins[2]; struct { short s; } un; } o = {{1}, {{2}, {3}}, {4}};
struct inner leaked = {77};

static struct ret { int code; } make(int c) { struct ret r = {c}; return r; }

int main(void)
{
    struct local { int z; } l = {8}, *pl = &l;
    AA aa = {{'x'}, {'y'}, {'z'}};
    PA pa = aa + 1;
    head = pair;
    for (struct node *n = head; n; n = n->next)
        printf("%d ", n->v);
    printf("\n%d %d %d\n", panon->a, arr[1].b, pl->z);
    printf("%c %zu %zu\n", pa->c, sizeof aa, sizeof(struct { char c; int i; }));
    printf("%d %d %d\n", favourite, shades[0], shades[1]);
    printf("%d %d %d %d %d\n", o.in.q, o.ins[1].q, o.un.s, leaked.q, make(5).code);
    struct node { double d; } shadow = {1.5};
    printf("%.1f\n", shadow.d);
    struct iter { int i, n; };
    for (struct iter it = {0, 3}; it.i < it.n; it.i++)
        printf("%d", it.i);
    printf("\n");
    return 0;
}
