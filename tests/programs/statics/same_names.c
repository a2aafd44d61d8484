/* Static locals of types that only their function knows, named as objects of the file. */
#include <stdio.h>

static int table[2] = {1, 2};
static int number = 4;
static int twice(int x) { return 2 * x; }

static int count(void)
{
    static struct {
        int x;
    } table = {3}, number[2] = {{5}, {6}};
    static struct {
        int x;
    } twice;
    return ++table.x + number[1].x++ + twice.x++;
}

int main(void)
{
    count();
    printf("%d %d %d %d\n", count(), table[1], number, twice(4));
    return 0;
}
