/* abort ends the program with SIGABRT after flushing what was flushed. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static void check(int ok) { if (!ok) abort(); }

int main(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    printf("before\n");
    fflush(stdout);
    check(1);
    check(0);
    printf("after\n");
    return 0;
}
