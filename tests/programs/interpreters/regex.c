/* A backtracking regular-expression matcher compiled to nodes in an arena. */
#include <stdio.h>
#include <string.h>

struct re { enum { CHAR, ANY, STAR, OPT, GROUP, END } kind; char c; struct re *inner, *next; };
struct compiler { struct re pool[64]; int used; const char *p; };

static struct re *node(struct compiler *c, int kind, struct re *inner)
{
    struct re *r = &c->pool[c->used++];
    *r = (struct re){.kind = kind, .inner = inner};
    return r;
}
static struct re *compile(struct compiler *c)
{
    struct re *first = NULL, **tail = &first;
    while (*c->p && *c->p != ')') {
        struct re *r;
        if (*c->p == '(') {
            c->p++;
            r = node(c, GROUP, compile(c));
        } else {
            r = node(c, *c->p == '.' ? ANY : CHAR, NULL);
            r->c = *c->p;
        }
        c->p++;
        if (*c->p == '*' || *c->p == '?')
            r = node(c, *c->p++ == '*' ? STAR : OPT, r);
        *tail = r;
        tail = &r->next;
    }
    *tail = node(c, END, NULL);
    return first;
}
struct cont { const struct re *next; const struct cont *up; };
static int match(const struct re *r, const char *s, const struct cont *k)
{
    if (r->kind == END)
        return k ? match(k->next, s, k->up) : *s == 0;
    switch (r->kind) {
    case CHAR: return *s == r->c && match(r->next, s + 1, k);
    case ANY: return *s && match(r->next, s + 1, k);
    case GROUP: return match(r->inner, s, &(struct cont){r->next, k});
    default: {
        struct re one = *r->inner, end = {.kind = END};
        one.next = &end;
        struct cont again = {r->kind == STAR ? r : r->next, k};
        return (*s && match(&one, s, &again)) || match(r->next, s, k);
    }
    }
}

int main(void)
{
    static const char *const tests[][2] = {{"ab*c", "abbbc"}, {"a.c?", "axc"}, {"(ab)*d", "ababd"}, {"(ab)*d", "abad"}, {"x?(y(z)?)*", "yzyyz"}, {"", "a"}};
    unsigned bits = 0;
    for (int i = 0; i < 6; i++) {
        struct compiler c = {.p = tests[i][0]};
        const struct re *r = compile(&c);
        int m = match(r, tests[i][1], NULL);
        printf("%s %s %d %d\n", tests[i][0], tests[i][1], m, c.used);
        bits = bits * 2 + m;
    }
    return bits;
}
