#include "reg.h"
#include <stdlib.h>
#include <string.h>

int reg_count;
static struct entry { const char *name; handler h; struct entry *next; } *entries;
static int on_default(struct event *e) { return e->code * 1000; }
static int compare(const struct entry *e, const char *name) { return strcmp(e->name, name); }
static struct entry *lookup(const char *name)
{
    struct entry *e = entries;
    while (e && compare(e, name))
        e = e->next;
    return e;
}
void reg_add(const char *name, handler h)
{
    if (lookup(name))
        return;
    struct entry *e = malloc(sizeof *e);
    *e = (struct entry){name, h, entries};
    entries = e;
    reg_count++;
}
handler reg_find(const char *name) { struct entry *e = lookup(name); return e ? e->h : on_default; }
handler reg_default(void) { return on_default; }
handler reg_swap(const char *name, handler h) { struct entry *e = lookup(name); handler old = e->h; e->h = h; return old; }
int reg_fire(const char *name, struct event *e) { return reg_find(name)(e); }
void reg_sort(struct event *v, size_t n, int (*cmp)(const void *, const void *)) { qsort(v, n, sizeof *v, cmp); }
