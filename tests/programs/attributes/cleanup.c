/* cleanup on scalars, pointers and structs: order, early return, break, goto, loops. */
#include <stdio.h>
#include <stdlib.h>

struct guard { const char *name; int *log; };
static int total;

static void drop_int(int *p) { total = total * 10 + *p; }
static void drop_guard(struct guard *g) { printf("-%s ", g->name); ++*g->log; }
static void drop_ptr(void *p) { free(*(void **)p); total++; }
#define AUTO(f) __attribute__((cleanup(f)))

static int early(int n)
{
    AUTO(drop_int) int a = 1;
    if (n == 1)
        return a;
    AUTO(drop_int) int b = 2;
    for (int i = 0; i < 3; i++) {
        int c AUTO(drop_int) = 3 + i;
        if (i == n)
            break;
        if (c == 4)
            continue;
    }
    return a + b;
}
static int guarded(int fail)
{
    int log = 0;
    struct guard g AUTO(drop_guard) = {"outer", &log};
    {
        struct guard in AUTO(drop_guard) = {.name = "inner", .log = &log};
        char *p AUTO(drop_ptr) = malloc(10);
        *p = 0;
        if (fail)
            goto out;
        log += 10;
    }
    log += 100;
out:
    return log;
}

int main(void)
{
    int r = early(1);
    printf("%d %d\n", r, total);
    total = 0;
    r = early(2);
    printf("%d %d\n", r, total);
    total = 0;
    printf("%d\n", guarded(0));
    r = guarded(1);
    printf("%d %d\n", r, total);
    return 0;
}
