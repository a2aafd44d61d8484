/* The size of a member of a value is a constant, also behind a comma. */
#include <stdio.h>

struct s {
    int a;
    char c;
    double d[2];
};

struct s make(void)
{
    puts("never called");
    struct s r = {1, 'c', {2, 3}};
    return r;
}

int array[sizeof(0, make().c)];
enum { SIZE = sizeof(0, make().a), SUM = sizeof(make().c + make().a) };
static int sizes[] = {sizeof make().d, sizeof(0, make().d), sizeof(1 ? make().c : 'x')};
static __typeof__((0, make().d[1])) number = 1.5;

int main(void)
{
    printf("%zu %d %d %d %d %d\n", sizeof array, SIZE, SUM, sizes[0], sizes[1], sizes[2]);
    switch (sizeof(0, make().c)) {
    case sizeof(0, make().c):
        puts("char");
    }
    printf("%g\n", number);
    return 0;
}
