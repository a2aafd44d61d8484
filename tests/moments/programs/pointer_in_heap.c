/* Pointers to functions that live in the heap reach the new bodies. JUDGE: switch */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
struct op { int (*run)(int); struct op *next; };
#if V
int half(int n) { return n / 2 + 1000; }
#else
int half(int n) { return n / 2; }
#endif
struct op *new_op(int (*run)(int), struct op *next) {
    struct op *o = malloc(sizeof *o);
    o->run = run;
    o->next = next;
    return o;
}
int main(void) {
    struct op *ops = new_op(half, new_op(half, 0));
    for (int i = 0; i < 4; i++) {
        for (struct op *o = ops; o; o = o->next) {
            printf("%d %d\n", i, o->run(i));
            update(); // @now
        }
    }
    free(ops->next);
    free(ops);
    return 0;
}
