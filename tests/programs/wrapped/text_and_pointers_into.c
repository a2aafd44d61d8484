/* Pointers to members handed to libc: strings, scanf targets, qsort of a member array, strtol ends, snprintf buffers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rec { char name[12]; int v[4], n; double d; char *end; struct { short h; } in; };

static int cmp(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int *slot(struct rec *r, int i) { return &r->v[i]; }
static char *name(struct rec *r) { return r->name; }
static int fill(struct rec *r, const char *line) { return sscanf(line, "%11s %d %d %d %d %lf %hd", r->name, &r->v[0], &r->v[1], r->v + 2, slot(r, 3), &r->d, &r->in.h); }

int main(void)
{
    struct rec r = {.n = 4}, *h = calloc(1, sizeof *h);
    printf("%d\n", fill(&r, "sample 5 3 9 1 2.25 -7"));
    qsort(r.v, 4, sizeof r.v[0], cmp);
    for (int i = 0; i < r.n; i++)
        printf("%d ", *slot(&r, i));
    printf("%s %.2f %d\n", name(&r), r.d, r.in.h);
    snprintf(h->name, sizeof h->name, "%s-%d", r.name, r.v[3]);
    memcpy(h->v, r.v, sizeof r.v);
    memmove(h->v, h->v + 1, 3 * sizeof(int));
    h->n = strtol("42rest", &h->end, 10);
    printf("%s %d %d %s\n", h->name, h->v[0], h->n, h->end);
    strcat(strcpy(name(h), "ab"), "cd");
    *strchr(h->name, 'c') = 'X';
    memset(h->v, 0, sizeof h->v);
    printf("%s %zu %d\n", h->name, strlen(h->name), h->v[3]);
    int *p = r.v, *e = r.v + r.n, s = 0;
    while (p != e)
        s += *p++;
    free(h);
    return s;
}
