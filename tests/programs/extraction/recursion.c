/* The extracted function calls itself from the loop, and another one that calls it back. */
#include <dsu.h>
#include <stdio.h>
static int depth, deepest;
static int walk(int n, int width);
static int other(int n) { return n > 1 ? walk(n - 2, 2) : 1; }
static int walk(int n, int width)
{
    int sum = n, path[3] = {n, width};
    if (++depth > deepest)
        deepest = depth;
    for (int i = 0; i < width && n > 0; i++) {
        update();
        path[2] += walk(n - 1, i + 1);
        sum += path[2] + other(n - 1);
        if (sum > 3000)
            break;
    }
    depth--;
    return sum + path[0] - path[1];
}
int main(void)
{
    printf("%d %d %d %d\n", walk(3, 2), walk(5, 3), deepest, depth);
    return 0;
}
