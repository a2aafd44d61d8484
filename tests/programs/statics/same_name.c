/* Several static locals of the same name: in blocks, in different functions, beside a global. */
#include <stdio.h>

static int count = 100;

static int a(void) { static int count = 1; return count++; }
static int b(void)
{
    int r = 0;
    {
        static int count = 10;
        r += count++;
    }
    {
        static int count = 20;
        r += count++ * 100;
        {
            static int count = 5;
            r += count-- * 10000;
        }
    }
    return r + count++;
}

static int c(int which)
{
    switch (which) {
    case 0: { static int n; return ++n; }
    case 1: { static int n = 50; return ++n; }
    default: { static long n = 1L << 33; return (int)(++n >> 30); }
    }
}

int main(void)
{
    for (int i = 0; i < 3; i++)
        printf("%d %d %d %d %d\n", a(), b(), c(0), c(1), c(2));
    printf("%d\n", count);
    return count;
}
