/* xmalloc/xcalloc/xrealloc wrappers and constructor functions several levels deep. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int allocations;
static void die(const char *what) { printf("out of %s\n", what); exit(3); }
static void *xmalloc(size_t n) { void *p = malloc(n ? n : 1); if (!p) die("memory"); allocations++; return p; }
static void *xcalloc(size_t n, size_t s) { void *p = calloc(n, s); if (!p) die("memory"); allocations++; return p; }
static void *xrealloc(void *p, size_t n) { p = realloc(p, n); if (!p) die("memory"); return p; }
static char *xstrdup(const char *s) { return strcpy(xmalloc(strlen(s) + 1), s); }
#define NEW(type) ((type *)xmalloc(sizeof(type)))
#define NEW0(var) ((var) = xcalloc(1, sizeof *(var)))

struct user { char *name; int uid; };
struct group { struct user *members; size_t n; struct user *owner; struct group *parent; };

static struct user *user_init(struct user *u, const char *name, int uid) { u->name = xstrdup(name); u->uid = uid; return u; }
static struct user *user_new(const char *name, int uid) { return user_init(xmalloc(sizeof(struct user)), name, uid); }
static void add(struct group *g, struct user u)
{
    g->members = xrealloc(g->members, (g->n + 1) * sizeof(*g->members));
    g->members[g->n++] = u;
}

int main(void)
{
    struct group *g, *top = NEW(struct group);
    NEW0(g);
    *top = (struct group){0};
    g->parent = top;
    g->owner = user_new("root", 0);
    for (int i = 1; i < 6; i++) {
        struct user tmp;
        char name[] = "u0";
        name[1] += i;
        add(i % 2 ? g : g->parent, *user_init(&tmp, name, 100 + i));
    }
    int sum = 0;
    for (struct group *p = g; p; p = p->parent)
        for (size_t i = 0; i < p->n; i++)
            sum += p->members[i].uid, printf("%s ", p->members[i].name);
    printf("%s %d %d\n", g->owner->name, sum, allocations);
    return 0;
}
