/* Flexible array members: allocation, growth, copies of the head, sizeof. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf { size_t len; unsigned cap; char data[]; };
struct frame { int n; struct pt { int x, y; } pts[]; };

static struct buf *buf_new(unsigned cap)
{
    struct buf *b = malloc(sizeof *b + cap);
    b->len = 0;
    b->cap = cap;
    return b;
}
static struct buf *append(struct buf *b, const char *s)
{
    size_t n = strlen(s);
    if (b->len + n > b->cap) {
        b->cap = (b->len + n) * 2;
        b = realloc(b, offsetof(struct buf, data) + b->cap);
    }
    memcpy(b->data + b->len, s, n);
    b->len += n;
    return b;
}
static struct frame *frame_of(int n)
{
    struct frame *f = malloc(sizeof(struct frame) + n * sizeof(f->pts[0]));
    f->n = n;
    for (int i = 0; i < n; i++)
        f->pts[i] = (struct pt){i, i * i};
    return f;
}
static struct frame fixed = {3, {{1, 2}, {3, 4}, {5, 6}}};

int main(void)
{
    struct buf *b = buf_new(4);
    for (int i = 0; i < 5; i++)
        b = append(b, "abc");
    printf("%.*s %zu %u\n", (int)b->len, b->data, b->len, b->cap);
    struct frame *f = frame_of(5), head = *f;
    printf("%d %d %d\n", head.n, f->pts[4].y, fixed.pts[2].x);
    printf("%zu %zu %zu\n", sizeof(struct buf), sizeof fixed, offsetof(struct frame, pts));
    struct pt *last = &f->pts[f->n - 1];
    printf("%td\n", last - f->pts);
    free(b), free(f);
    return 0;
}
