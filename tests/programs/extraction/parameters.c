/* Parameters of all kinds that change in the loop: arrays, structs, functions, old style. */
#include <dsu.h>
#include <stdio.h>
struct big { int v[6]; };
static int neg(int x) { return -x; }
static long modern(int a[3], int m[][2], struct big b, int f(int), char *s, _Bool flag)
{
    long r = 0;
    while (*s) {
        r += a[0] + m[1][1] + b.v[2] + f(*s++ - '0');
        a++, b.v[2] *= 2, m[1][1]++;
        flag = !flag;
        if (flag)
            f = neg;
        update();
    }
    return flag ? r : -r;
}
static int classic(a, c, d, p)
    char c;
    float d;
    int *p;
{
    for (; a > 0; a--) {
        c++;
        d *= 1.5;
        *p += c;
        dsu_update();
    }
    return (int)(d * 10) + c;
}
static int same(int x) { return x; }
int main(int argc, char *argv[])
{
    int a[] = {1, 2, 3, 4, 5}, m[2][2] = {{1, 2}, {3, 4}}, n = 7;
    struct big b = {{0, 0, 1}};
    long r = modern(a, m, b, same, "1234", 0);
    int k = classic(3, 'a', 2.0, &n);
    printf("%ld %d %d %d %d\n", r, k, n, m[1][1], b.v[2]);
    while (argc < 4)
        argc++, update();
    return argc + (argv[0] == 0);
}
