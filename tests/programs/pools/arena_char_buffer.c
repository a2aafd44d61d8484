/* A bump arena carving different structs out of one static char buffer, aligned by hand. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static _Alignas(16) char arena[2048];
static size_t used;

static void *carve(size_t size, size_t align)
{
    used = (used + align - 1) & ~(align - 1);
    if (used + size > sizeof arena)
        return NULL;
    void *p = arena + used;
    used += size;
    return p;
}
#define NEW(T) ((T *)carve(sizeof(T), _Alignof(T)))

struct name { char text[5]; };
struct person { struct name *name; int age; struct person *next; };
struct pair { short a; char b; };

int main(void)
{
    memset(arena, 0x5a, sizeof arena);
    struct person *list = NULL;
    static const char *names[] = {"ann", "bob", "cy", "dee"};
    for (int i = 0; i < 4; i++) {
        struct person *p = NEW(struct person);
        p->name = NEW(struct name);
        strcpy(p->name->text, names[i]);
        p->age = 20 + i;
        p->next = list;
        list = p;
        struct pair *q = NEW(struct pair);
        q->a = i, q->b = 'x';
    }
    for (struct person *p = list; p; p = p->next)
        printf("%s %d, ", p->name->text, p->age);
    printf("\n%zu\n", used);
    int n = 0;
    while (NEW(struct person))
        n++;
    printf("%d %zu %d\n", n, used, arena[used]);
    return 0;
}
