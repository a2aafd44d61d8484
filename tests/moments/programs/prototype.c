/* A prototype changes while a caller is active that still calls with the old arguments. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
int add(long a, int b, int unused) { return (int)(a + b + unused); }
#define ADD(a, b) add(a, b, 0)
#else
int add(int a, int b) { return a + b; }
#define ADD(a, b) add(a, b)
#endif
int pause_(int n) {
    update(); // @later add
    return n;
}
int work(int n) {
    int sum = pause_(n);
    sum = ADD(sum, 1);
    sum = ADD(pause_(sum), 2);
    update(); // @now
    return sum;
}
int main(void) {
    for (int i = 0; i < 3; i++) printf("%d\n", work(i));
    return 0;
}
