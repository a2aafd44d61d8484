/* Wrapped automatics, parameters and heap objects held across update points in loops of all forms. */
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>

struct pos { int x, y; };
struct unit { struct pos at, to; int speed; struct unit *next; };
static struct unit *units;
static int moves;

static struct pos toward(struct pos a, struct pos b) { return (struct pos){a.x + (b.x > a.x) - (b.x < a.x), a.y + (b.y > a.y) - (b.y < a.y)}; }
static int arrived(const struct unit *u) { return u->at.x == u->to.x && u->at.y == u->to.y; }
static void add(struct pos at, struct pos to)
{
    struct unit *u = malloc(sizeof *u);
    *u = (struct unit){at, to, 1 + at.x % 2, units};
    units = u;
}
static struct pos step(struct unit *u, struct pos bias)
{
    struct pos before = u->at;
    for (int i = 0; i < u->speed; i++) {
        dsu_update();
        u->at = toward(u->at, u->to);
        moves++;
    }
    before.x += bias.x;
    return before;
}
static int simulate(struct pos bias)
{
    int turn = 0, active;
    struct pos trail[3] = {{0}}, *head = trail;
    do {
        active = 0;
        dsu_update();
        for (struct unit *u = units, *next; u; u = next) {
            next = u->next;
            if (arrived(u))
                continue;
            *head = step(u, bias);
            head = head == trail + 2 ? trail : head + 1;
            active++;
        }
        while (active == 1 && turn > 3) {
            dsu_update();
            if (arrived(units))
                break;
            step(units, bias);
        }
    } while (active && ++turn < 20);
    return turn * 100 + trail[0].x + trail[1].x + trail[2].y;
}

int main(void)
{
    add((struct pos){0, 0}, (struct pos){5, 3});
    add((struct pos){7, 2}, (struct pos){1, 9});
    add((struct pos){4, 4}, (struct pos){4, 4});
    int r = simulate((struct pos){2, 0});
    printf("%d %d\n", r, moves);
    for (struct unit *u = units; u; u = u->next)
        printf("%d,%d ", u->at.x, u->at.y);
    printf("\n");
    return moves;
}
