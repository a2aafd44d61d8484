/* Variables of every kind of type across iterations. */
#include <complex.h>
#include <dsu.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
enum colour { RED, GREEN, BLUE };
typedef struct { int a : 3; unsigned b : 5; } bits;
typedef int (*op)(int, int);
static int plus(int a, int b) { return a + b; }
static int times(int a, int b) { return a * b; }
int main(void)
{
    _Bool flag = 1;
    signed char sc = -3;
    unsigned short us = 65530;
    long long ll = 1LL << 40;
    float f = 0.1f;
    long double ld = 1.0L;
    double complex z = 1 + 2 * I;
    __int128 wide = 1;
    enum colour c = RED;
    bits b = {1, 30};
    op ops[2] = {plus, times}, cur = plus;
    void *any = &ll;
    char **list = (char *[]){"p", "q", NULL};
    int (*matrix)[2] = (int[][2]){{1, 2}, {3, 4}};
    struct timespec ts = {0, 999};
    uint8_t u8 = 250;
    wchar_t wide_text[] = L"wide";
    _Atomic int at = 5;
    _Alignas(32) char aligned[4] = "al";
    __auto_type same = ll;
    __typeof__(f) other = f * 2;
    for (int i = 0; i < 8; i++) {
        update();
        flag = !flag, sc *= -2, us++, ll += i, f += 0.5f, ld /= 3, z *= I, wide = wide * 1000 + i;
        c = (c + 1) % 3, b.a++, b.b++, cur = ops[i % 2], *(long long *)any += cur(i, 2);
        ts.tv_nsec += *matrix[i % 2], u8 += 2, wide_text[i % 4]++, at += 2, aligned[0]++, same -= 1, other *= 2;
        if (!*++list)
            list -= 2;
    }
    printf("%d %d %d %lld %g %.6Lf %g%+gi %llx\n", flag, sc, us, ll, f, ld, creal(z), cimag(z), (unsigned long long)(wide % 1000000007));
    printf("%d %d %u %d %s %ld %d %ls %d %s %lld %g %d\n", c, b.a, b.b, cur(3, 4), *list, ts.tv_nsec, u8, wide_text, at, aligned, same, other,
           (int)((uintptr_t)aligned % 32));
    return 0;
}
