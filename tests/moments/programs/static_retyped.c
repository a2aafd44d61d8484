/* A static local of a recursive function gets another type. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
typedef long num;
#else
typedef int num;
#endif
void step(void) { update(); } // @later count::total
int count(int n) {
    static num total = 5;
    total += n;
    if (n > 0) count(n - 1);
    step();
    total += 1;
    return (int)total;
}
int main(void) {
    for (int i = 0; i < 3; i++) {
        printf("%d\n", count(2));
        update(); // @now
    }
    return 0;
}
