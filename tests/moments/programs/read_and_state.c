/* A blocking read was given a buffer inside an object, which the state transformer would convert meanwhile. */
/* STATE: touch(); */
/* STDIN: abcdefghijklmnopqrst */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <unistd.h>
#if V
struct conn { char first[40]; long used; char buffer[8]; };
#else
struct conn { long used; char buffer[8]; };
#endif
struct conn c;
void touch(void) { c.used++; }
int fill(void) {
    char *where = c.buffer;
    return (int)read(0, where, 8); // @later struct conn
}
void show(int n) { printf("%d: %.*s\n", n, n, c.buffer); }
int main(void) {
    int n;
    while ((n = fill()) > 0) {
        show(n);
        update(); // @now
    }
    return 0;
}
