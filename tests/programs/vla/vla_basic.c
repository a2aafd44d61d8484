/* VLAs: one and two dimensions, sizeof at run time, in loops, parameters, pointers to VLA, typedef, of structs. */
#include <stdio.h>
#include <string.h>

struct cell { int v; char c; };
static int calls;
static int dim(int n) { calls++; return n; }

static int trace(int n, int m[n][n])
{
    int t = 0;
    for (int i = 0; i < n; i++)
        t += m[i][i];
    return t;
}
static void fill(int rows, int cols, struct cell g[rows][cols])
{
    for (int i = 0; i < rows * cols; i++)
        g[i / cols][i % cols] = (struct cell){i, 'a' + i};
}
static size_t total(int n)
{
    size_t s = 0;
    for (int i = 1; i <= n; i++) {
        char buf[i * 3];
        memset(buf, i, sizeof buf);
        s += sizeof buf + buf[i];
    }
    return s;
}

int main(void)
{
    int n = 3;
    int m[n][n];
    for (int i = 0; i < n * n; i++)
        m[i / n][i % n] = i;
    printf("%d %zu\n", trace(n, m), sizeof m / sizeof m[0]);
    int (*row)[n] = m + 1;
    printf("%d %d\n", (*row)[2], row[1][0]);
    struct cell grid[dim(2)][dim(4)];
    n = 100;
    fill(2, 4, grid);
    printf("%d %c %zu %d\n", grid[1][3].v, grid[1][1].c, sizeof grid / sizeof(struct cell), calls);
    typedef int Vec[dim(5)];
    Vec v, w;
    n = 1;
    printf("%zu %zu\n", sizeof v / sizeof(int), sizeof(int[dim(7)]) / sizeof(int));
    printf("%d\n", calls);
    for (int i = 0; i < 5; i++)
        w[i] = v[i] = i;
    printf("%d %zu\n", w[4] + v[3], total(5));
    struct cell line[n + 2], *last = &line[n + 1];
    *last = grid[0][2];
    printf("%d %td\n", line[2].v, last - line);
    return 0;
}
