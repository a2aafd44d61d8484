/* The program waits in a blocking call when the state transformer runs.
 * STATE: for (int i = 0; i < filled; i++) sum += values[i]; */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <unistd.h>
int values[8], filled;
#if V
int sum;
#endif
void add(int value) {
    values[filled++] = value;
#if V
    sum += value;
#endif
}
int total(void) {
#if V
    return sum;
#else
    int s = 0;
    for (int i = 0; i < filled; i++) s += values[i];
    return s;
#endif
}
int main(void) {
    char c;
    while (read(0, &c, 1) == 1) { // @now
        add(c);
        printf("%d\n", total());
    }
    return 0;
}
/* STDIN: abcde */
