/* Each iteration begins with the point: nothing of the old iteration is under way there. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct count { long pad; int n; };
void add(struct count *c, int by) { c->n += by; }
#define ADD add(&count, step)
#else
struct count { int n; };
void add(struct count *c) { c->n += 1; }
#define ADD add(&count)
#endif
void init(struct count *c) { c->n = 0; }
int main(void) {
    struct count count;
    init(&count);
    for (;;) {
        update(); // @soon
#if V
        int step = 1;
#endif
        ADD;
        if (count.n == 4)
            break;
    }
    printf("%d\n", count.n);
    update(); // @now
    return 0;
}
