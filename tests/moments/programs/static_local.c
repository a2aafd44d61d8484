/* Static locals keep their values when their function is replaced. JUDGE: switch */
#define V 0
#include <dsu.h>
#include <stdio.h>
int next(void) {
    static int n;
    update(); // @now
    n++;
#if V
    return n + 1000;
#else
    return n;
#endif
}
int main(void) {
    for (int i = 0; i < 5; i++) printf("%d\n", next());
    return 0;
}
