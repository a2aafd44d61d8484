/* A table-driven tokenizer: character classes, a transition matrix, tokens collected in a growing list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum cls { SPACE, ALPHA, DIGIT, QUOTE, OTHER, STOP, NCLS };
enum st { START, IN_ID, IN_NUM, IN_STR, DONE, NST };
struct tok { enum st kind; const char *from; int len; };
struct list { struct tok *v; int n; };

static const unsigned char classes[128] = {
    [0] = STOP, [1 ... 31] = SPACE, [' '] = SPACE, ['a' ... 'z'] = ALPHA, ['A' ... 'Z'] = ALPHA, ['_'] = ALPHA,
    ['0' ... '9'] = DIGIT, ['"'] = QUOTE, ['!'] = OTHER, ['#' ... '/'] = OTHER, [':' ... '@'] = OTHER};
static const enum st next[NST][NCLS] = {
    [START] = {[SPACE] = START, [ALPHA] = IN_ID, [DIGIT] = IN_NUM, [QUOTE] = IN_STR, [OTHER] = DONE, [STOP] = DONE},
    [IN_ID] = {DONE, IN_ID, IN_ID, DONE, DONE, DONE},
    [IN_NUM] = {DONE, DONE, IN_NUM, DONE, DONE, DONE},
    [IN_STR] = {IN_STR, IN_STR, IN_STR, DONE, IN_STR, DONE}};

static void add(struct list *l, struct tok t)
{
    if ((l->n & (l->n - 1)) == 0)
        l->v = realloc(l->v, (l->n ? l->n * 2 : 1) * sizeof(struct tok));
    l->v[l->n++] = t;
}

int main(void)
{
    const char *text = "let x1 = \"a b 7\" + 42;foo(y)";
    struct list l = {0};
    for (const char *p = text; *p;) {
        enum st s = START, was = START;
        const char *from = p;
        while (s != DONE) {
            if (s == START)
                from = p;
            was = s;
            s = next[s][classes[(int)*p]];
            if (s != DONE || was == START || was == IN_STR)
                p += *p != 0;
            if (!*p && s == START)
                break;
        }
        add(&l, (struct tok){was, from, (int)(p - from)});
    }
    for (struct tok *t = l.v; t != l.v + l.n; t++)
        printf("%d<%.*s> ", t->kind, t->len, t->from);
    printf("\n%d\n", l.n);
    free(l.v);
    return 0;
}
