/* A blocking read was given a buffer inside an object: the object cannot move meanwhile. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <unistd.h>
#if V
struct conn { long id; int used; char buffer[8]; };
#else
struct conn { int used; char buffer[8]; };
#endif
int fill(struct conn *c) {
    long n = read(0, c->buffer, sizeof c->buffer); // @later struct conn
    c->used = (int)n;
    return n > 0;
}
int main(void) {
    struct conn c = {.used = 0};
    while (fill(&c)) {
        printf("%d: %.*s\n", c.used, c.used, c.buffer);
        fflush(stdout);
    }
    return 0;
}
/* STDIN: abcdefghijklmnopqrst */
