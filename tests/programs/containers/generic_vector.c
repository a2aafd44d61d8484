/* A generic vector by element size and memcpy; holds structs, ints, and pointers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vec { void *data; size_t n, cap, elem; };
struct point { double x, y; char tag; };

static void vec_init(struct vec *v, size_t elem) { memset(v, 0, sizeof *v); v->elem = elem; }
static void *vec_at(const struct vec *v, size_t i) { return (char *)v->data + i * v->elem; }
static void vec_push(struct vec *v, const void *item)
{
    if (v->n == v->cap)
        v->data = realloc(v->data, (v->cap = v->cap ? 2 * v->cap : 1) * v->elem);
    memcpy(vec_at(v, v->n++), item, v->elem);
}
static void vec_swap(struct vec *v, size_t i, size_t j)
{
    char tmp[64], *a = vec_at(v, i), *b = vec_at(v, j);
    memcpy(tmp, a, v->elem), memmove(a, b, v->elem), memcpy(b, tmp, v->elem);
}
static void vec_sort(struct vec *v, int (*cmp)(const void *, const void *))
{
    for (size_t i = 1; i < v->n; i++)
        for (size_t j = i; j && cmp(vec_at(v, j - 1), vec_at(v, j)) > 0; j--)
            vec_swap(v, j - 1, j);
}
static int by_y(const void *a, const void *b)
{
    double d = ((struct point *)a)->y - ((struct point *)b)->y;
    return (d > 0) - (d < 0);
}
static int by_int(const void *a, const void *b) { return *(int *)a - *(int *)b; }

int main(void)
{
    struct vec points, ints;
    vec_init(&points, sizeof(struct point));
    vec_init(&ints, sizeof(int));
    for (int i = 0; i < 7; i++) {
        vec_push(&points, &(struct point){i, i * 4 % 7, 'a' + i});
        vec_push(&ints, &(int){i * 3 % 7});
    }
    vec_sort(&points, by_y);
    vec_sort(&ints, by_int);
    for (size_t i = 0; i < points.n; i++) {
        struct point *p = vec_at(&points, i);
        printf("%c%.0f%d ", p->tag, p->y, *(int *)vec_at(&ints, i));
    }
    printf("\n%zu %zu\n", points.cap, points.elem);
    free(points.data), free(ints.data);
    return 0;
}
