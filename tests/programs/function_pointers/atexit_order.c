/* atexit handlers run in reverse order, also after exit in a nested call. */
#include <stdio.h>
#include <stdlib.h>

static int step;
static void first(void) { printf("first %d\n", ++step); }
static void second(void) { printf("second %d\n", ++step); }
static void third(void)
{
    printf("third %d\n", ++step);
    atexit(second);
}

static void leave(int depth)
{
    if (depth == 0)
        exit(step + 42);
    leave(depth - 1);
}

int main(void)
{
    atexit(first);
    atexit(second);
    atexit(third);
    printf("main\n");
    leave(5);
    return 0;
}
