/* A small leaf is called directly; when it changes its callers do, too. JUDGE: switch */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
static int scaled(int n) { return n * 1000; }
#else
static int scaled(int n) { return n * 3; }
#endif
int middle(int n) { return scaled(n) + 1; }
int main(void) {
    for (int i = 1; i < 5; i++) {
        printf("%d\n", middle(i));
        update(); // @now
    }
    return 0;
}
