/* memset, memcpy, memmove, memcmp on structs and arrays of structs, whole and partial. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item { int id; char name[12]; long qty; };

static void show(const char *what, const struct item *v, int n)
{
    printf("%s:", what);
    for (int i = 0; i < n; i++)
        printf(" %d/%s/%ld", v[i].id, v[i].name, v[i].qty);
    printf("\n");
}

int main(void)
{
    struct item a[6] = {{1, "one", 10}, {2, "two", 20}, {3, "three", 30}}, b[6], *h;
    memcpy(b, a, sizeof a);
    memmove(b + 1, b, 3 * sizeof *b);
    show("moved", b, 4);
    memmove(b, b + 2, 2 * sizeof(struct item));
    show("back", b, 4);
    memset(&b[1], 0, sizeof b[1]);
    show("zero", b, 3);
    printf("%d %d\n", memcmp(a, b, sizeof a) != 0, memcmp(&b[4], &a[4], sizeof a[0]));
    h = malloc(2 * sizeof *h);
    memcpy(h, &a[1], sizeof *h);
    h[1] = *h;
    memcpy(&h[1].name, "copy", 5);
    show("heap", h, 2);
    struct item one;
    memset(&one, 0, sizeof(struct item));
    one.qty = 5;
    memcpy(&a[5], &one, sizeof one);
    show("one", a + 5, 1);
    h = realloc(h, 4 * sizeof(struct item));
    memcpy(h + 2, a, 2 * sizeof h[0]);
    show("grown", h, 4);
    memset(h, 0, 4 * sizeof(*h));
    show("clear", h, 2);
    struct { struct item it; int n; } wrap = {a[2], 1}, wrap2;
    memcpy(&wrap2, &wrap, sizeof wrap);
    show("wrap", &wrap2.it, wrap2.n);
    free(h);
    return 0;
}
