/* Topological order and strongly connected components over index-based structs. */
#include <stdio.h>
#include <string.h>

struct vertex { int first, index, low; _Bool on_stack; };
struct arc { int to, next; };
struct graph { struct vertex v[12]; struct arc a[32]; int nv, na, counter, stack[12], sp, groups; };

static void arc(struct graph *g, int from, int to)
{
    g->a[g->na] = (struct arc){to, g->v[from].first};
    g->v[from].first = g->na++;
}
static void connect(struct graph *g, int u)
{
    struct vertex *v = &g->v[u];
    v->index = v->low = ++g->counter;
    g->stack[g->sp++] = u;
    v->on_stack = 1;
    for (int e = v->first; e >= 0; e = g->a[e].next) {
        struct vertex *w = g->v + g->a[e].to;
        if (!w->index) {
            connect(g, g->a[e].to);
            if (w->low < v->low)
                v->low = w->low;
        } else if (w->on_stack && w->index < v->low)
            v->low = w->index;
    }
    if (v->low != v->index)
        return;
    g->groups++;
    printf("(");
    for (int w = -1; w != u;) {
        w = g->stack[--g->sp];
        g->v[w].on_stack = 0;
        printf("%d%s", w, w == u ? ") " : " ");
    }
}

int main(void)
{
    static const unsigned char edges[][2] = {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 5}, {5, 3}, {6, 5}, {6, 7}, {7, 6}, {8, 8}, {9, 0}};
    struct graph g = {.nv = 10};
    for (int i = 0; i < 12; i++)
        g.v[i].first = -1;
    for (unsigned i = 0; i < sizeof edges / sizeof *edges; i++)
        arc(&g, edges[i][0], edges[i][1]);
    for (int i = 0; i < g.nv; i++)
        if (!g.v[i].index)
            connect(&g, i);
    printf("\n%d %d\n", g.groups, g.counter);
    return g.groups;
}
