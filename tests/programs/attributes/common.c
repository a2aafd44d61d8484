/* Objects with the attributes common and nocommon, thread-local and aligned ones among them. */
#include <stdint.h>
#include <stdio.h>

__attribute__((common)) int total;
__thread int mine __attribute__((common));
int spread __attribute__((common, aligned(32)));
int apart __attribute__((nocommon));

static int add(int by)
{
    total += by, mine += 2 * by, spread -= by, apart++;
    return total + mine;
}

int main(void)
{
    int seen = add(add(1));
    printf("%d: %d %d %d %d\n", seen, total, mine, spread, apart);
    return (uintptr_t)&spread % 32;
}
