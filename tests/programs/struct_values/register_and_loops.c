/* Structs as register parameters, register objects, and objects declared in the heads of loops. */
#include <stdio.h>

struct point { int x, y; };

static int sum(register struct point p, const register struct point q)
{
    register struct point r = p;
    r.x += q.x;
    return r.x + r.y;
}

static int old_style(p, n)
    register struct point p;
    register int n;
{
    return p.x * n + p.y;
}

static struct point next(struct point p)
{
    return (struct point){p.x + 1, p.y * 2};
}

int main(void)
{
    printf("%d\n", sum((struct point){1, 2}, (struct point){10, 20}));
    printf("%d\n", old_style((struct point){3, 4}, 5));
    for (struct point p = {0, 1}, *q = &p; q->x < 3; p = next(p))
        printf("%d %d\n", p.x, p.y);
    for (struct point row[2] = {{.x = 1}, {.y = 2}}, p; row[0].x < 3; row[0].x++) {
        p = row[1];
        if (row[0].x == 1)
            continue;
        printf("%d %d\n", row[0].x, p.y);
    }
    for (const struct point c = {5, 6}; ;) {
        printf("%d\n", ({ struct point t = c; t.y++; t; }).y);
        break;
    }
    int n = 0;
    for (struct point unset; n < 2; n++) {
        unset.x = n;
        printf("%d\n", unset.x);
    }
    return 0;
}
