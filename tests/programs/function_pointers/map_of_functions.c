/* Functions as data: composed pipelines stored in arrays and passed by pointer to pointer. */
#include <stdio.h>
#include <stdlib.h>

typedef int (*Stage)(int);
struct pipeline { Stage *stages; int count, capacity; };

static int dbl(int x) { return x * 2; }
static int dec(int x) { return x - 1; }
static int square(int x) { return x * x; }

static void push(struct pipeline *p, Stage s)
{
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? p->capacity * 2 : 2;
        p->stages = realloc(p->stages, p->capacity * sizeof *p->stages);
        if (!p->stages)
            exit(2);
    }
    p->stages[p->count++] = s;
}

static int run(const struct pipeline *p, int x)
{
    for (Stage *s = p->stages; s < p->stages + p->count; s++)
        x = (*s)(x);
    return x;
}

static int reverse_run(struct pipeline p, int x) { while (p.count--) x = p.stages[p.count](x); return x; }

int main(void)
{
    struct pipeline p = {0};
    Stage all[] = {dbl, dec, square, dec, dbl};
    for (int i = 0; i < 5; i++)
        push(&p, all[i]);
    printf("%d %d %d\n", run(&p, 3), reverse_run(p, 3), p.count);
    free(p.stages);
    return 0;
}
