/* An array grows while a function runs through it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
int table[40] = {1, 2, 3, 4};
#else
int table[4] = {1, 2, 3, 4};
#endif
int look(void) {
    int sum = 0;
#pragma dsu no_extract
    for (int i = 0; i < 4; i++) {
        sum += table[i];
        update(); // @later table
    }
    return sum + table[0];
}
int main(void) {
    printf("%d\n", look());
    update(); // @now
    printf("%d\n", look());
    return 0;
}
