/* Game of life on a torus with double-buffered struct grids swapped by pointer and by value. */
#include <stdio.h>
#include <string.h>

enum { W = 16, H = 12 };
struct grid { unsigned char cell[H][W]; int generation; };

static int alive(const struct grid *g, int y, int x) { return g->cell[(y + H) % H][(x + W) % W]; }
static void step(const struct grid *from, struct grid *to)
{
    to->generation = from->generation + 1;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            int n = 0;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    n += (dx || dy) && alive(from, y + dy, x + dx);
            to->cell[y][x] = n == 3 || (n == 2 && from->cell[y][x]);
        }
}
static int population(struct grid g) { int n = 0; for (int i = 0; i < H * W; i++) n += g.cell[i / W][i % W]; return n; }

int main(void)
{
    struct grid a = {.cell = {[1][2] = 1, [2][3] = 1, [3][1 ... 3] = 1}}, b, start;
    struct grid *now = &a, *next = &b;
    start = a;
    for (int i = 0; i < 20; i++) {
        step(now, next);
        struct grid *t = now;
        now = next, next = t;
    }
    for (int y = 0; y < H; y++, putchar('\n'))
        for (int x = 0; x < W; x++)
            putchar(".#"[now->cell[y][x]]);
    printf("%d %d %d\n", now->generation, population(*now), memcmp(start.cell, now->cell, sizeof start.cell) != 0);
    return 0;
}
