/* Compound literals in loops and blocks: fresh value each time, address used within the block. */
#include <stdio.h>
#include <string.h>

struct v { int x, y; };
struct msg { struct v pos; const char *text; int tags[3]; };

static int length2(const struct v *v) { return v->x * v->x + v->y * v->y; }
static int total(const struct msg m) { return m.pos.x + m.pos.y + m.tags[0] + m.tags[1] + m.tags[2]; }
static struct v add(struct v a, struct v b) { return (struct v){a.x + b.x, a.y + b.y}; }

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        struct v *p = &(struct v){i};
        p->y += i + 1;
        sum += length2(p);
        p = &(struct v){.y = i * 10};
        sum += p->x * 1000 + p->y;
    }
    printf("%d\n", sum);
    struct v *again[2];
    int n = 0;
loop:
    again[n % 2] = &(struct v){n, n};
    if (++n < 2)
        goto loop;
    printf("%d %d\n", again[0] == again[1], again[1]->x);
    printf("%d\n", length2(&(struct v){3, 4}));
    printf("%d\n", total((struct msg){{1, 2}, "t", {[1] = 5, 6}}));
    struct v w = add((struct v){1, 1}, add((struct v){.x = 2}, (struct v){.y = 3}));
    printf("%d %d\n", w.x, w.y);
    (struct v){7, 8}.x;
    printf("%d\n", (struct v){7, 8}.y + ((int[]){4, 5, 6})[1]);
    char *s = (char[8]){"abc"};
    s[0] = 'X';
    printf("%s %zu\n", s, sizeof((char[8]){"abc"}));
    int *ip = (int[]){sum, n, 3};
    printf("%d\n", ip[1] + ip[2]);
    (struct v){1, 2} = w;
    struct v *keep;
    {
        keep = &w;
        *keep = *&(struct v){41, 42};
    }
    printf("%d\n", keep->y);
    return 0;
}
