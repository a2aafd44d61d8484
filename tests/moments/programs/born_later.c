/* Objects are born before and after the update, in stack and heap memory that is full of old bytes. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if V
struct T { char first[24]; int x; };
#else
struct T { int x; };
#endif
void dirty(int byte) {
    char bytes[400];
    memset(bytes, byte, sizeof bytes);
    void *blocks[8];
    for (int i = 0; i < 8; i++) memset(blocks[i] = malloc(16u + 8u * (unsigned)i), byte, 16u + 8u * (unsigned)i);
    for (int i = 0; i < 8; i++) free(blocks[i]);
    __asm__ volatile("" : : "r"(bytes) : "memory");
}
int local(int n) {
    struct T t;
    t.x = n;
    return t.x + 1;
}
struct T *make(int n) {
    struct T *t = malloc(sizeof *t);
    t->x = n;
    return t;
}
int end(struct T *t) {
    int x = t->x;
    free(t);
    return x;
}
int main(void) {
    for (int i = 0; i < 4; i++) {
        dirty(0x11 * (i + 1));
        struct T *before = make(i);
        dirty(0x55);
        update(); // @now
        int n = local(i);
        struct T *after = make(n);
        n += end(before);
        n += end(after);
        printf("%d\n", n);
    }
    return 0;
}
