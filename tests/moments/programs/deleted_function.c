/* A function goes; a caller that is active will still call it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if !V
int helper(int n) { return n + 1; }
#endif
int work(int n) {
    update(); // @later helper
#if V
    return n + 1;
#else
    n = helper(n);
    update(); // @now
    return n;
#endif
}
int main(void) {
    for (int i = 0; i < 3; i++) printf("%d\n", work(i));
    return 0;
}
