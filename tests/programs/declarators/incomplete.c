/* Incomplete types completed later; extern arrays of unknown size; pointers to incomplete structs. */
#include <stdio.h>

struct later;
extern struct later single;
extern int table[];
static int count(struct later *p);
struct uses_ptr { struct later *p; struct never *n; };

static int first(void) { return table[0] + table[2]; }

struct later { int v; struct uses_ptr u; };
struct later single = {2, {0, 0}};
extern struct later objects[];
struct later objects[2] = {{1, {&objects[1], 0}}, {2, {&single, 0}}};
int table[] = {5, 6, 7};

static int count(struct later *p)
{
    int n = 0;
    for (; p; p = p->u.p)
        n += p->v;
    return n;
}

int flexible[] = {[4] = 1};
typedef int Unsized[];
Unsized three = {1, 2, 3}, two = {1, 2};

int main(void)
{
    printf("%d %d\n", first(), count(objects));
    printf("%zu %zu %zu %zu\n", sizeof table / sizeof *table, sizeof flexible / sizeof *flexible,
           sizeof three / sizeof *three, sizeof two / sizeof *two);
    enum fwd { A = 1, B } e = B;
    printf("%d\n", e);
    return 0;
}
