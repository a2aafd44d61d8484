/* A character filter: getchar, ungetc, putchar; run-length encoding with a pushed-back struct state. */
#include <stdio.h>

struct run { int c; unsigned n; };

static int next_run(struct run *r)
{
    r->c = getchar();
    if (r->c == EOF)
        return 0;
    for (r->n = 1;; r->n++) {
        int c = getchar();
        if (c != r->c) {
            if (c != EOF)
                ungetc(c, stdin);
            return 1;
        }
    }
}

int main(void)
{
    struct run r, max = {0};
    while (next_run(&r)) {
        if (r.n > max.n)
            max = r;
        if (r.n > 1)
            printf("%u", r.n);
        putchar(r.c);
    }
    printf("max %c %u\n", max.c, max.n);
    return max.n;
}
