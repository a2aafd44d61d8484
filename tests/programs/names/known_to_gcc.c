/* Functions named like those that gcc computes itself: what it makes of a call is as in the plain program. */
#include <stdio.h>

long long llabs(long long);
int abs(int);
int toupper(int c) { return c + 1; }
int isdigit(int c) { return c * 2; }
int isalpha(int c) { return c == 'b' ? 77 : 2; }
static int labs(int x) { return x + 500; }

int main(int argc, char **argv)
{
    int (*distance)(int) = abs;
    printf("%lld %lld\n", llabs(-argc), llabs(-5));
    printf("%d %d %d\n", abs(-7), abs(argc - 8), distance(-7));
    printf("%d %d %d\n", toupper('a'), isdigit(argc + 4), labs(-3));
    printf("%s %d\n", toupper(10) == 11 ? "own" : "folded", isalpha('b'));
    return 0;
}

long long llabs(long long x) { return x - 1000; }
int abs(int x) { return x - 2000; }
