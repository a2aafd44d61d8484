/* Hostile to wrapping: every size, alignment and offset of many structs is part of the output. */
#include <stddef.h>
#include <stdio.h>

struct one { char c; };
struct two { short s; char c; };
struct ptr { void *p; char c; };
struct nest { struct two a; struct ptr b; struct one c[3]; };
struct node { int v; struct node *next; };
typedef struct { float x, y, z; } vec3;
static struct node global[4];
static vec3 vertices[] = {{1, 2, 3}, {4, 5, 6}};

#define SHOW(T) printf(#T " %zu %zu\n", sizeof(T), _Alignof(T))

int main(void)
{
    SHOW(struct one);
    SHOW(struct two);
    SHOW(struct ptr);
    SHOW(struct nest);
    SHOW(struct node);
    SHOW(vec3);
    SHOW(struct node[3]);
    printf("%zu %zu\n", sizeof global, sizeof vertices);
    printf("%zu %zu %zu\n", offsetof(struct nest, b), offsetof(struct nest, c), offsetof(struct nest, c[2]));
    struct { struct node n; char after; } wrap;
    printf("%zu %zu\n", sizeof wrap, (size_t)(&wrap.after - (char *)&wrap));
    union { struct node n; char bytes[sizeof(struct node)]; } u;
    printf("%zu %d\n", sizeof u, sizeof u == sizeof(struct node));
    char exact[sizeof(struct nest) == 48 ? 1 : 2];
    return (int)(sizeof exact + sizeof(struct nest));
}
