/* Declarators: pointers to arrays, arrays of pointers, functions returning them. */
#include <stdio.h>

static int grid[3][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};

static int (*row(int i))[4] { return &grid[i]; }
static int *cell(int (*g)[4], int i, int j) { return &g[i][j]; }
static int (*(*choose(int which))(int))[4] { return which ? row : 0; }

typedef int Row[4];
typedef Row *RowPtr;
typedef int Fn(int, int);

static Fn add, sub;
static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }

int main(void)
{
    int *ptrs[3], (*pa)[4] = grid, **pp = ptrs, n, m = 5, *q = &m;
    for (n = 0; n < 3; n++)
        ptrs[n] = grid[n] + n;
    printf("%d %d %d\n", *ptrs[0], **(pp + 1), pp[2][0]);
    printf("%d %d\n", (*row(1))[2], *cell(pa, 2, 3));
    printf("%d\n", (*choose(1)(2))[0]);
    printf("%zu %zu %zu\n", sizeof grid, sizeof *pa, sizeof ptrs / sizeof *ptrs);
    RowPtr r = &grid[2];
    (*r)[1] += *q;
    printf("%d\n", grid[2][1]);
    Fn *ops[] = {add, sub, &add};
    int acc = 0;
    for (n = 0; n < (int)(sizeof ops / sizeof ops[0]); n++)
        acc = acc * 10 + ops[n](7, 3);
    printf("%d\n", acc);
    const char *const names[] = {"zero", "one", "two"};
    const char *const *np = names;
    while (np != names + 3)
        printf("%s ", *np++);
    printf("\n");
    return acc == 1050 ? 0 : 1;
}
