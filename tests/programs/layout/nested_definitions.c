/* Structs defined inside of structs that use what the members before them define: enums, unions. */
#include <stdio.h>
#include <stdlib.h>

struct link {
    enum state { IDLE, BUSY = sizeof(int) } state;
    enum { ROOM = 3 } kind;
    union word { int whole; char part[4]; } word;
    struct past {
        struct deep { enum state old; struct link *back; struct past *up; } deep;
        union word last;
        int log[ROOM];
    } past, *kept;
};
typedef struct list {
    struct item { int value; struct list *in; } items[ROOM];
    struct item *first;
} List;

static struct past *fresh(int n)
{
    struct past *p = malloc(sizeof *p);
    *p = (struct past){{IDLE, NULL, p}, {65}, {0, 0, n}};
    return p;
}

int main(void)
{
    struct link link = {BUSY, ROOM, {1}, {{IDLE, NULL, NULL}, {2}, {3, 4, 5}}, NULL};
    link.kept = fresh(7);
    link.past = *link.kept;
    link.past.deep.back = &link;
    List list = {{{1, NULL}, {2, NULL}}, NULL};
    list.first = &list.items[1];
    list.first->in = &list;
    printf("%d %d %d\n", link.state, link.past.log[2], link.past.deep.back->kind);
    printf("%d %d\n", link.kept->last.part[0], link.past.deep.up == link.kept);
    printf("%d %d\n", list.first->value, list.first->in->items[0].value);
    free(link.kept);
    return 0;
}
