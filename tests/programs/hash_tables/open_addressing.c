/* Open addressing over an array of structs: calloc'd slots, tombstones, rehash by struct copy. */
#include <stdio.h>
#include <stdlib.h>

enum state { EMPTY, FULL, DEAD };
struct slot { enum state state; int key; long value; };
struct map { struct slot *slots; int cap, used; };

static struct slot *probe(struct map *m, int key)
{
    struct slot *dead = NULL;
    for (unsigned i = (unsigned)key * 2654435761u % m->cap;; i = (i + 1) % m->cap) {
        struct slot *s = m->slots + i;
        if (s->state == EMPTY)
            return dead ? dead : s;
        if (s->state == DEAD && !dead)
            dead = s;
        if (s->state == FULL && s->key == key)
            return s;
    }
}
static void put(struct map *m, int key, long value)
{
    if (m->used * 4 >= m->cap * 3) {
        struct map big = {calloc(m->cap * 2, sizeof *big.slots), m->cap * 2};
        for (struct slot *s = m->slots; s != m->slots + m->cap; s++)
            if (s->state == FULL)
                *probe(&big, s->key) = *s, big.used++;
        free(m->slots);
        *m = big;
    }
    struct slot *s = probe(m, key);
    m->used += s->state == EMPTY;
    *s = (struct slot){FULL, key, value};
}

int main(void)
{
    struct map m = {calloc(4, sizeof(struct slot)), 4};
    for (int i = 0; i < 50; i++)
        put(&m, i * i, i);
    for (int i = 0; i < 50; i += 3)
        probe(&m, i * i)->state = DEAD;
    for (int i = 0; i < 10; i++)
        put(&m, i, -i);
    long sum = 0;
    int full = 0;
    for (int i = 0; i < m.cap; i++)
        if (m.slots[i].state == FULL)
            full++, sum += m.slots[i].value;
    printf("%d %d %d %ld\n", m.cap, m.used, full, sum);
    printf("%ld %d\n", probe(&m, 2401)->value, probe(&m, 1600)->state);
    free(m.slots);
    return 0;
}
