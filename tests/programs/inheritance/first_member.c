/* Inheritance by first-member embedding and casts up and down. */
#include <stdio.h>
#include <stdlib.h>

struct object { int kind; int refs; void (*destroy)(struct object *); };
struct string { struct object base; char text[12]; };
struct list { struct object base; struct object *items[4]; int n; };
struct sorted_list { struct list super; int comparisons; };

static int destroyed;
static void drop(struct object *o) { if (o && --o->refs == 0) o->destroy(o); }
static void destroy_plain(struct object *o) { destroyed++; free(o); }
static void destroy_list(struct object *o)
{
    struct list *l = (struct list *)o;
    while (l->n)
        drop(l->items[--l->n]);
    destroy_plain(o);
}
static void *object_new(size_t size, int kind, void (*destroy)(struct object *))
{
    struct object *o = calloc(1, size);
    o->kind = kind, o->refs = 1, o->destroy = destroy;
    return o;
}
static struct object *string_new(const char *s)
{
    struct string *str = object_new(sizeof *str, 1, destroy_plain);
    snprintf(str->text, sizeof str->text, "%s", s);
    return &str->base;
}
static void list_add(struct object *l, struct object *o) { struct list *list = (void *)l; list->items[list->n++] = o; }
static void print(const struct object *o)
{
    if (o->kind == 1) {
        printf("%s ", ((const struct string *)o)->text);
        return;
    }
    const struct list *l = (const struct list *)o;
    printf("(");
    for (int i = 0; i < l->n; i++)
        print(l->items[i]);
    if (o->kind == 3)
        printf("%d", ((struct sorted_list *)o)->comparisons);
    printf(")");
}

int main(void)
{
    struct sorted_list *s = object_new(sizeof *s, 3, destroy_list);
    struct list *l = object_new(sizeof(struct list), 2, destroy_list);
    struct object *shared = string_new("shared");
    shared->refs++;
    s->comparisons = 42;
    list_add(&s->super.base, string_new("a"));
    list_add((struct object *)s, &l->base);
    list_add((struct object *)l, shared);
    list_add(&l->base, string_new("b"));
    print((struct object *)s);
    drop((struct object *)s);
    printf("\n%d %d\n", destroyed, shared->refs);
    drop(shared);
    return destroyed;
}
