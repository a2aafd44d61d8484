/* Known library calls on whole wrapped objects: zeroing, copying single objects and arrays, swapping by memcpy, freeing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cfg { int port; char host[8]; struct cfg *next; double ratio; };

static void reset(struct cfg *c) { memset(c, 0, sizeof *c); c->port = 80; }
static struct cfg *clone(const struct cfg *c) { struct cfg *n = malloc(sizeof *n); memcpy(n, c, sizeof *n); return n; }
static void swap(struct cfg *a, struct cfg *b) { struct cfg t; memcpy(&t, a, sizeof t); memcpy(a, b, sizeof *a); memcpy(b, &t, sizeof(struct cfg)); }
static void clear_all(struct cfg *v, size_t n) { memset(v, 0, n * sizeof *v); }

int main(void)
{
    struct cfg a, b, *c, v[4], w[4];
    reset(&a);
    memset(&b, 0, sizeof(b));
    strcpy(b.host, "bhost");
    b.ratio = 2.5, b.next = &a;
    c = clone(&b);
    swap(&a, &b);
    printf("%s %d %s %d %.1f\n", a.host, a.port, c->host, b.port, c->ratio);
    clear_all(v, 4);
    for (int i = 0; i < 4; i++)
        v[i].port = i, v[i].next = i ? &v[i - 1] : NULL;
    memcpy(w, v, sizeof w);
    memmove(w, w + 1, 3 * sizeof w[0]);
    memcpy(&w[3], &a, sizeof a);
    printf("%d %d %d %s\n", w[0].port, w[2].port, w[2].next->port, w[3].host);
    memset(w, 0, 2 * sizeof(struct cfg));
    memset(&w[2], 0, sizeof w[2]);
    printf("%d %d %s\n", w[0].port + w[1].port, w[2].next == NULL, w[3].host);
    *c = (struct cfg){.port = 9};
    printf("%d [%s] %.1f\n", c->port, c->host, c->ratio);
    free(c);
    c = calloc(3, sizeof *c);
    c[2] = a;
    c = realloc(c, 5 * sizeof *c);
    printf("%s %d\n", c[2].host, c[1].port);
    free(c);
    return a.next == &a;
}
