/* Adjacency lists over a flexible number of vertices, breadth-first search, and a cycle of structs. */
#include <stdio.h>
#include <stdlib.h>

struct edge { struct vertex *to; struct edge *next; int weight; };
struct vertex { struct edge *out; int dist, id; struct vertex *queue_next; };
struct graph { struct vertex *v; int n; };

static struct graph make(int n)
{
    struct graph g = {calloc(n, sizeof(struct vertex)), n};
    for (int i = 0; i < n; i++)
        g.v[i].id = i, g.v[i].dist = -1;
    return g;
}
static void connect(struct graph *g, int a, int b)
{
    struct edge *e = malloc(2 * sizeof *e);
    e[0] = (struct edge){&g->v[b], g->v[a].out, a + b};
    e[1] = (struct edge){&g->v[a], g->v[b].out, a - b};
    g->v[a].out = e;
    g->v[b].out = e + 1;
}
static int bfs(struct vertex *start)
{
    struct vertex *head = start, **tail = &start->queue_next;
    int reached = 0;
    start->dist = 0;
    for (; head; head = head->queue_next, reached++)
        for (struct edge *e = head->out; e; e = e->next)
            if (e->to->dist < 0) {
                e->to->dist = head->dist + 1;
                *tail = e->to;
                tail = &e->to->queue_next;
            }
    return reached;
}

int main(void)
{
    struct graph g = make(12);
    for (int i = 0; i < 10; i++)
        connect(&g, i, (i * 3 + 1) % 10);
    printf("%d\n", bfs(&g.v[2]));
    for (int i = 0; i < g.n; i++)
        printf("%d:%d ", i, g.v[i].dist);
    int degree = 0, weight = 0;
    for (struct edge *e = g.v[1].out; e; e = e->next)
        degree++, weight += e->weight;
    printf("\n%d %d\n", degree, weight);
    return 0;
}
