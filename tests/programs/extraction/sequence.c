/* Several loops one after another: each is in the code after the one before. */
#include <dsu.h>
#include <stdio.h>
static int phases(int n)
{
    int a = 0, b = 1;
    while (a < n) { a++; update(); if (a == 50) return -1; }
    int c = a + b;
    char buf[8] = "x";
    for (int i = 0; i < 3; i++) { c += i; update(); buf[i] = 'a' + c % 26; buf[i + 1] = 0; }
    {
        int a = 100;
        do { a--; b += a; update(); if (b > 900) goto late; } while (a > 92);
        c += a;
    }
    printf("%s %d %d %d\n", buf, a, b, c);
late:;
    int d = b;
    while (d % 7) { d++; update(); }
    for (;;) {
        if (d > 1000)
            break;
        d *= 2;
        update();
    }
    return d + c;
}
int main(void)
{
    int x = phases(3);
    int y = phases(40);
    int z = phases(60);
    printf("%d %d %d\n", x, y, z);
    return 0;
}
