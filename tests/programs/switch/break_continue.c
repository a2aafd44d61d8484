/* break and continue through switches inside loops and loops inside switches. */
#include <stdio.h>

struct tok { int k, v; };
static struct tok toks[] = {{0, 1}, {1, 5}, {2, 0}, {1, 7}, {3, 2}, {1, 9}, {9, 0}, {1, 100}};

int main(void)
{
    int sum = 0, skipped = 0;
    for (struct tok *t = toks; ; t++) {
        switch (t->k) {
        case 0:
            sum += t->v;
            break;
        case 1:
            for (int i = 0; ; i++) {
                if (i == t->v)
                    break;
                if (i % 2)
                    continue;
                sum += i;
            }
            break;
        case 2:
            skipped++;
            continue;
        case 3:
            do {
                switch (t->v) {
                case 2: t->v = 0; continue;
                default: break;
                }
                sum += 1000;
            } while (t->v);
            break;
        case 9:
            goto end;
        }
        sum *= 2;
    }
end:
    printf("%d %d\n", sum, skipped);
    int n = 0;
    while (n < 10)
        switch (n++ % 3) {
        case 0: continue;
        case 1: sum++; break;
        default: sum += 10;
        }
    printf("%d\n", sum);
    return sum & 0xff;
}
