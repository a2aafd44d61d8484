/* Compound literals at file scope: static storage, pointers to them, arrays, nested. */
#include <stdio.h>

struct pair { int a, b; };
struct menu { const char *title; struct pair *range; const struct menu *sub; };

static struct pair *gp = &(struct pair){1, 2};
static int *arr = (int[]){10, 20, 30};
static const char **names = (const char *[]){"x", "y", NULL};
static struct menu root = {
    "root", (struct pair[]){{1, 2}, {3, 4}, {0, 0}},
    &(struct menu){"sub", &(struct pair){5, 6}, &(const struct menu){"leaf", NULL, NULL}}};

static int bump(void) { return ++gp->a; }

int main(void)
{
    bump();
    bump();
    printf("%d %d %d\n", gp->a, gp->b, arr[2]);
    arr[1] += 5;
    for (const char **n = names; *n; n++)
        printf("%s", *n);
    printf("\n");
    for (const struct menu *m = &root; m; m = m->sub) {
        printf("%s:", m->title);
        for (struct pair *p = m->range; p && p < m->range + (m == &root ? 2 : 1); p++)
            printf(" %d-%d", p->a, p->b);
        printf("\n");
    }
    printf("%d %d\n", root.range[1].b, arr[1]);
    return 0;
}
