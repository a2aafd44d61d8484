/* The bytes of the type go to a file: it is not wrapped, and cannot change. REFUSED: struct rec is fixed */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct rec { int a; int more; int b; };
#else
struct rec { int a; int b; };
#endif
struct rec r;
int first(void) { return r.a; }
int main(void) {
    for (int i = 0; i < 3; i++) {
        r.a = 'A' + i;
        r.b = first();
        fwrite(&r, sizeof r, 1, stdout);
        update(); // @now
    }
    return 0;
}
