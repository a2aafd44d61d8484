/* realloc growth of arrays of structs with inner pointers re-based, shrink, realloc(NULL). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct token { int kind; size_t start, len; struct token *link; };
struct tokens { struct token *v; int n, cap; };

static struct token *append(struct tokens *t)
{
    if (t->n == t->cap) {
        size_t at = t->n ? (size_t)(t->v[t->n - 1].link - t->v) : 0;
        t->cap = t->cap * 3 / 2 + 1;
        t->v = realloc(t->v, sizeof(struct token) * t->cap);
        if (t->n)
            t->v[t->n - 1].link = t->v + at;
    }
    struct token *k = &t->v[t->n++];
    memset(k, 0, sizeof(*k));
    k->link = t->v + (t->n - 1) / 2;
    return k;
}

int main(void)
{
    const char *src = "let x1 = (42 + y) * 7 ;";
    struct tokens t = {0};
    for (size_t i = 0, j; src[i]; i = j) {
        j = i + 1;
        if (src[i] == ' ')
            continue;
        int alnum = src[i] >= '0' && src[i] != '=' && src[i] != ';';
        while (alnum && src[j] >= '0' && src[j] != '=' && src[j] != ';')
            j++;
        struct token *k = append(&t);
        k->kind = alnum;
        k->start = i;
        k->len = j - i;
    }
    for (int i = 0; i < t.n; i++)
        printf("%d:%.*s ", t.v[i].kind, (int)t.v[i].len, src + t.v[i].start);
    printf("\n%d %d\n", t.n, t.cap);
    size_t link = t.v[t.n - 1].link - t.v;
    t.v = realloc(t.v, t.n * sizeof *t.v);
    t.v[t.n - 1].link = t.v + link;
    printf("%zu %td\n", t.v[t.n - 1].start, t.v[t.n - 1].link - t.v);
    free(t.v);
    return t.n;
}
