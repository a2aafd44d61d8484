/* Ring buffer of structs inside a struct, by value in and out, and a view by pointer ranges. */
#include <stdio.h>

struct sample { int t; float v[2]; };
struct ring { struct sample buf[5]; unsigned head, count; };

static _Bool put(struct ring *r, struct sample s)
{
    if (r->count == sizeof r->buf / sizeof r->buf[0])
        return 0;
    r->buf[(r->head + r->count++) % (sizeof r->buf / sizeof *r->buf)] = s;
    return 1;
}
static struct sample get(struct ring *r)
{
    struct sample s = r->buf[r->head];
    r->head = (r->head + 1) % (sizeof(r->buf) / sizeof(struct sample));
    r->count--;
    return s;
}
static float mean(const struct sample *b, const struct sample *e)
{
    float m = 0;
    for (const struct sample *s = b; s < e; ++s)
        m += s->v[0] + s->v[1];
    return m / (e - b);
}

int main(void)
{
    struct ring r = {.head = 3};
    int refused = 0, sum = 0;
    for (int i = 0; i < 20; i++) {
        if (!put(&r, (struct sample){i, {i, i / 2.0f}}))
            refused++;
        if (i % 3 == 0)
            sum = sum * 3 + get(&r).t;
    }
    printf("%d %d %u %u\n", refused, sum, r.head, r.count);
    struct ring copy = r;
    while (copy.count) {
        int t = copy.buf[copy.head].t;
        printf("%d:%.1f ", t, get(&copy).v[1]);
    }
    printf("%.2f\n", mean(r.buf, r.buf + 5));
    return r.count;
}
