/* The variables of a loop are used after its point: the iteration has to end first. */
#define V 0
#include <dsu.h>
#include <stdio.h>
int main(void) {
#if V
    long long sum = 0;
    char pad[40] = "pad";
#else
    int sum = 0;
#endif
    for (int i = 0; i < 4; i++) {
        sum += i;
        update(); // @later struct main_loop
        sum *= 2;
#if V
        if (pad[0] != 'p' && pad[0]) sum = -1;
#endif
    }
    printf("%d\n", (int)sum);
    return 0;
}
