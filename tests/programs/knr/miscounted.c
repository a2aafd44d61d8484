/* Calls that C lets pass before it has seen a prototype, with fewer or more arguments than wanted. */
#include <stdio.h>

struct pair { int first, second; };
int early();
struct pair both();

int main(void)
{
    struct pair pair = both(5);
    printf("%d %d\n", early(4), pair.first + pair.second);
    printf("%d %d\n", late(3), more(1, 2, 3));
    return 0;
}

int early(int a, int unused) { return a + 2; }
struct pair both(int a, long unused, char *unused_too) { return (struct pair){a, a + 1}; }
int late(int a, int unused) { return a + 1; }
int more(int a) { return a - 1; }
