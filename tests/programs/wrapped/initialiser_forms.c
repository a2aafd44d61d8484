/* Initialisers of unconstrained types: static with addresses, nested designators, ranges, strings, unions, self reference. */
#include <stdio.h>

struct leaf { const char *s; int n; struct leaf *next; char tag[4]; };
struct tree { struct leaf l[3]; struct leaf *first; int (*f)(struct leaf *); struct { int deep; } *none; int m[2][2]; };

static int count(struct leaf *l) { int n = 0; for (; l; l = l->next) n += l->n; return n; }
static struct leaf one = {"one", 1, 0, "1"}, two = {.next = &one, .s = "two", .n = 2}, three[2] = {{"x", 3, &two}, {.tag = {'q', 'r'}}};
static struct tree t = {.l = {[1] = {"b", 20, &three[0]}, [0].n = 5, [0].s = "a"}, .first = &t.l[1], .f = count, .m = {{1}, {2, 3}}};
static struct tree many[] = {[0 ... 2] = {.l[2].n = 7, .f = count}, [3].m[1] = {8, 9}, [2].l = {{"last", 4}}};
static struct leaf *const table[] = {&one, &two, three, three + 1, &many[2].l[0], many[1].l + 2, 0};
static const struct tree frozen = {{{"c", 11}}, (struct leaf *)table, 0};
struct leaf exported = {"exp", .n = 4, .next = three};

static int local(int k)
{
    static struct leaf kept = {"kept", 100, &exported}, *head = &kept, ring[2] = {{"r0", 1, ring + 1}, {"r1", 2, ring}};
    struct leaf a = {"auto", k, head}, b[2] = {a, {.n = k * 2, .next = &b[0]}}, empty = {0}, none = {};
    struct tree tt = {{a, b[1]}, .first = &tt.l[1], .m[1][1] = k};
    kept.n++;
    ring[k % 2].n += k;
    return count(&b[1]) * 10 + count(tt.first) + ring[0].next->n + empty.n + none.n + tt.m[1][1] + ring[1].next->n;
}

int main(void)
{
    printf("%d %d\n", t.f(t.first), t.f(t.l));
    for (int i = 0; table[i]; i++)
        printf("%s:%d:%s ", table[i]->s ? table[i]->s : "-", count(table[i]), table[i]->tag);
    printf("\n%d %d %d %d\n", many[3].m[1][1], many[2].l[2].n, many[2].f == count, many[0].l[2].n);
    printf("%s %d\n", frozen.l->s, frozen.l[0].n);
    printf("%d %d\n", local(3) == 0, exported.n);
    int first = local(1);
    printf("%d\n", first);
    first = local(2);
    printf("%d\n", first);
    return t.m[1][0];
}
