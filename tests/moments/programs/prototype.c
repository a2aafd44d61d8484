/* A prototype changes while a caller is active that still calls with the old arguments. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
int add(const int *scale, int a, int b) { return *scale * (a + b); }
#define ADD(a, b) add(&(int){1}, a, b)
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
