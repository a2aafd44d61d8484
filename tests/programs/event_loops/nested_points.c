/* Update points in nested loops, in a callee, in a do-while with a condition that has effects, and by its short name. */
#include <dsu.h>
#include <stdio.h>

struct world { int tick, born, dead; struct { int x, y; } at[4]; };
static struct world w;

static void creature(struct world *w, int i)
{
    w->at[i].x += i;
    dsu_update();
    w->at[i].y += w->at[i].x % 3;
}
static int budget(void) { static int left = 7; return left-- > 0; }
static long simulate(int rounds)
{
    long energy = 0;
    for (int r = 0; r < rounds; r++) {
        int local[3] = {r, r + 1, r + 2}, *p = local;
        for (int i = 0; i < 4; i++) {
            dsu_update();
            if (i == 2 && r % 2)
                continue;
            creature(&w, i);
            energy += *p;
            if (p < local + 2)
                p++;
        }
        do {
            dsu_update();
            w.tick++;
        } while (budget() && w.tick % 3);
    }
    return energy;
}

int main(void)
{
    long e = simulate(5);
    printf("%ld %d\n", e, w.tick);
    for (int i = 0; i < 4; i++)
        printf("%d,%d ", w.at[i].x, w.at[i].y);
    printf("\n");
    for (;;) {
        dsu_update();
        if (++w.dead > 3)
            break;
    }
    return w.dead;
}
