/* Declarators: arrays of pointers to functions returning pointers to arrays, in parens everywhere. */
#include <stdio.h>

struct S { int v; };
static struct S pool[4] = {{10}, {20}, {30}, {40}};
static struct S *table[2] = {pool, pool + 2};

static struct S *(*pick(void))[2] { return &table; }
static struct S *(*(*getters[2])(void))[2] = {pick, pick};

int((f1))(int(x)) { return (x) + 1; }
int(*(fp1))(int) = (f1);
static char *(*(names)[2])[3];
static char *set0[3] = {"a", "b", "c"}, *set1[3] = {"d", "e", "f"};

static void (*handler(int sig, void (*next)(int)))(int) { (void)sig; return next; }
static void show(int v) { printf("show %d\n", v); }

static int sum(int n, int a[n][n]) { int s = 0; for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) s += a[i][j] * (i + 1); return s; }
static int first(int a[static 2], int (b)(int)) { return a[0] + b(a[1]); }

int main(void)
{
    struct S *(*t)[2] = getters[1]();
    printf("%d %d\n", (*t)[0]->v, (*t)[1][1].v);
    printf("%d\n", (*fp1)(4) + (****fp1)(5) + f1(6));
    names[0] = &set0;
    names[1] = &set1;
    printf("%s%s\n", (*names[0])[2], (*names[1])[0]);
    handler(3, show)(9);
    int sq[2][2] = {{1, 2}, {3, 4}};
    printf("%d %d\n", sum(2, sq), first(*sq, f1));
    int (*(*pp)[2])[2] = &(int(*[2])[2]){&sq[0], &sq[1]};
    printf("%d\n", (*(*pp)[1])[1]);
    return 0;
}
