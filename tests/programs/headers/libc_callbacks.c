/* Library functions that call back: tsearch, twalk, lfind, scandir-free, qsort_r, fopencookie, glob-free, atexit. */
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word { const char *s; int n; };
struct sink { char buf[32]; size_t len; };
static int total;

static int by_name(const void *a, const void *b) { return strcmp(((const struct word *)a)->s, ((const struct word *)b)->s); }
static int by_count(const void *a, const void *b, void *sign) { return *(int *)sign * (((struct word *)a)->n - ((struct word *)b)->n); }
static void visit(const void *node, VISIT v, int depth)
{
    const struct word *w = *(const struct word *const *)node;
    if (v == postorder || v == leaf)
        printf("%s%d ", w->s, w->n), total += w->n;
}
static ssize_t put(void *cookie, const char *data, size_t n)
{
    struct sink *s = cookie;
    memcpy(s->buf + s->len, data, n);
    s->len += n;
    return n;
}
static int eq(const void *key, const void *item) { return strcmp(key, ((const struct word *)item)->s); }
static void release(void *w) { total -= ((struct word *)w)->n; free(w); }

int main(void)
{
    static const char *text[] = {"to", "be", "or", "not", "to", "be", "to"};
    void *root = NULL;
    for (int i = 0; i < 7; i++) {
        struct word *w = malloc(sizeof *w);
        *w = (struct word){text[i], 1};
        struct word **at = tsearch(w, &root, by_name);
        if (*at != w)
            (*at)->n++, free(w);
    }
    twalk(root, visit);
    struct word v[3] = {{"x", 2}, {"y", 9}, {"z", 4}};
    int down = -1;
    qsort_r(v, 3, sizeof v[0], by_count, &down);
    size_t n = 3;
    struct word *z = lfind("z", v, &n, sizeof *v, eq);
    printf("\n%s%s%s %d\n", v[0].s, v[1].s, v[2].s, (int)(z - v));
    struct sink sink = {.len = 0};
    FILE *f = fopencookie(&sink, "w", (cookie_io_functions_t){.write = put});
    fprintf(f, "%d-%s", 42, "cookie");
    fclose(f);
    printf("%s %zu %d\n", sink.buf, sink.len, total);
    tdestroy(root, release);
    return total;
}
