/* Loops that never end: the program leaves from inside, by exit in a function that does not return. */
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
static int turns;
static _Noreturn void serve(int n)
{
    char line[32];
    int served = 0;
    for (;;) {
        update();
        snprintf(line, sizeof line, "turn %d of %d", ++turns, n);
        puts(line);
        if (served++ == n)
            exit(served);
    }
}
static void bye(void) { printf("bye after %d\n", turns); }
int main(void)
{
    atexit(bye);
    while (1) {
        update();
        if (turns++ == 2)
            serve(3);
    }
}
