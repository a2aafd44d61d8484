/* Only one of two types changes: code that uses the other one is not in the way. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct a { double weight; int n; };
#else
struct a { int n; };
#endif
struct b { int n; };
struct a one;
struct b two;
void use_a(void) {
    one.n++;
    update(); // @later struct a
    one.n++;
}
void use_b(void) {
    two.n++;
    update(); // @now
    two.n++;
}
void show(void) { printf("%d %d\n", one.n, two.n); }
int main(void) {
    for (int i = 0; i < 2; i++) {
        use_a();
        use_b();
    }
    update(); // @now
    show();
    return 0;
}
