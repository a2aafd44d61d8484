/* Update points in loops and blocks: blocks. */
#include <dsu.h>
#include <stdio.h>
static int f(int a)
{
    int b = a * 2;
    static int n;
    n++;
    #pragma dsu extract
    {
        int c = a + b;
        if (c > 10)
            return c;
        b += c;
    }
    #pragma dsu extract
    for (int i = 0; i < 3; i++) {
        b += i;
        if (b == 6) continue;
        a++;
    }
    switch (a) {
    case 4:
        b++;
        #pragma dsu extract
        {
            b *= 2;
            if (b > 100) goto end;
        }
        b--;
    case 5:
        a = 100;
        break;
    default:
        a = 1;
    }
end:
    return a * 1000 + b + n;
}
int main(void)
{
    for (int i = 0; i < 6; i++)
        printf("%d ", f(i));
    printf("\n");
    return 0;
}
