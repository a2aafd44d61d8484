/* A free list recycling objects; freed objects are filled with garbage before reuse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct obj { int id; double weight; struct obj *next_free; };
static struct obj *free_list;
static int fresh, reused;

static struct obj *get(int id)
{
    struct obj *o = free_list;
    if (o) {
        free_list = o->next_free;
        reused++;
    } else {
        o = malloc(sizeof *o);
        fresh++;
    }
    o->id = id;
    o->weight = id / 2.0;
    return o;
}
static void put(struct obj *o)
{
    memset(o, 0xff, sizeof *o);
    o->next_free = free_list;
    free_list = o;
}

int main(void)
{
    struct obj *held[8] = {0};
    double total = 0;
    for (int i = 0; i < 100; i++) {
        struct obj **slot = &held[i * 5 % 8];
        if (*slot) {
            total += (*slot)->weight;
            put(*slot);
            *slot = NULL;
        }
        if (i % 3)
            *slot = get(i);
    }
    printf("%d %d %.1f\n", fresh, reused, total);
    for (int i = 0; i < 8; i++)
        printf("%d ", held[i] ? held[i]->id : -1);
    int n = 0;
    for (struct obj *o = free_list; o; o = o->next_free)
        n++;
    printf("\n%d\n", n);
    return 0;
}
