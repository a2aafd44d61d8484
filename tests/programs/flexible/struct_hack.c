/* The old struct hack with [1] and GNU [0] arrays, and a linked list of variable-length nodes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct line { struct line *next; int len; char text[0]; };
struct rec { unsigned n; long v[1]; };

static struct line *push(struct line *list, const char *s)
{
    int len = strlen(s);
    struct line *l = malloc(sizeof(struct line) + len + 1);
    l->next = list;
    l->len = len;
    strcpy(l->text, s);
    return l;
}

int main(void)
{
    /* NO_SANITIZE: v[1] is indexed beyond its bound on purpose, as gcc allows for a last member */
    struct line *list = NULL;
    const char *words[] = {"alpha", "", "gamma-delta", "x"};
    for (int i = 0; i < 4; i++)
        list = push(list, words[i]);
    int bytes = 0;
    for (struct line *l = list; l; l = l->next) {
        printf("[%s]", l->text);
        bytes += l->len;
    }
    unsigned n = 6;
    struct rec *r = malloc(sizeof *r + (n - 1) * sizeof r->v[0]);
    r->n = n;
    long sum = 0;
    for (unsigned i = 0; i < r->n; i++)
        r->v[i] = i * 100;
    for (long *p = r->v; p < r->v + r->n; p++)
        sum += *p;
    printf("\n%d %ld %zu %zu\n", bytes, sum, sizeof(struct line), sizeof(struct rec));
    while (list) {
        struct line *dead = list;
        list = list->next;
        free(dead);
    }
    free(r);
    return 0;
}
