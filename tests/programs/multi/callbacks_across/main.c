/* Function pointers across units: static handlers registered elsewhere, compared, sorted through a library unit. */
#include <stdio.h>
#include <stdlib.h>
#include "reg.h"

static int on_a(struct event *e) { e->seen++; return e->code; }
static int on_b(struct event *e) { e->seen += 10; return -e->code; }
static int compare(const void *x, const void *y) { return ((struct event *)x)->code - ((struct event *)y)->code; }

int main(void)
{
    struct event ev[] = {{5}, {3}, {9}, {1}};
    reg_add("a", on_a), reg_add("b", on_b), reg_add("a", on_b);
    printf("%d %d\n", reg_find("a") == on_a, reg_find("b") == reg_find("a"));
    int total = 0;
    for (int i = 0; i < 4; i++)
        total += reg_fire(i % 2 ? "a" : "b", &ev[i]);
    printf("%d %d %d\n", total, ev[0].seen, ev[1].seen);
    reg_sort(ev, 4, compare);
    printf("%d %d %d %d\n", ev[0].code, ev[1].code, ev[2].code, ev[3].code);
    handler h = reg_default(), k = reg_swap("b", h);
    printf("%d %d %d\n", k == on_b, reg_fire("b", ev), h == reg_find("b"));
    return reg_count;
}
