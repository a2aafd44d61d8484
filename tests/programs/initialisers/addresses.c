/* Static initialisers that are address constants: members of structs, elements, casts, offsets. */
#include <stddef.h>
#include <stdio.h>

struct node { int v; struct node *next; char name[6]; };
struct ref { int *ip; char *cp; struct node *np; size_t off; void *any; const char *str; };

static struct node chain[3] = {{1, chain + 1, "one"}, {2, &chain[2], "two"}, {3, NULL, "three"}};
static struct node cycle_b;
static struct node cycle_a = {10, &cycle_b, "a"};
static struct node cycle_b = {20, &cycle_a, "b"};
static int numbers[5] = {1, 2, 3, 4, 5};

static struct ref refs[] = {
    {&chain[1].v, chain[2].name + 1, &chain[1], offsetof(struct node, name), &numbers[2], "lit" + 1},
    {numbers + 4, (char *)&numbers[0], (struct node *)0, sizeof chain, (void *)chain, &"other"[2]},
};
static int *const backwards[] = {&numbers[4], &numbers[4] - 1, numbers};
static struct node *list = chain;
static struct ref *rp = &refs[1], **rpp = &rp;

int main(void)
{
    int sum = 0;
    for (struct node *n = list; n; n = n->next)
        sum += n->v;
    printf("%d %d\n", sum, cycle_a.next->next->next->v);
    printf("%d %s %d %d %s\n", *refs[0].ip, refs[0].cp, refs[0].np->v, *(int *)refs[0].any, refs[0].str);
    printf("%d %d %d %s\n", *refs[1].ip, *refs[1].cp, refs[1].np == 0, (*rpp)->str);
    printf("%d\n", *backwards[0] * 100 + *backwards[1] * 10 + *backwards[2]);
    printf("%d\n", ((struct node *)refs[1].any)[2].v);
    return 0;
}
