/* The variables of a running loop change: one is added, one gets another type. */
#define V 0
#include <dsu.h>
#include <stdio.h>
int main(void) {
#if V
    long sum = 0;
    int extra = 0;
#else
    int sum = 0;
#endif
    for (int i = 0; i < 6; i++) {
        sum += i;
#if V
        extra += i;
        if (extra > 1000) sum = -1;
#endif
        update(); // @now
    }
    printf("%d\n", (int)sum);
    return 0;
}
