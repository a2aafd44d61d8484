/* Duff's device, nested switch, fall through, cases inside blocks and loops. */
#include <stdio.h>

static void copy(char *to, const char *from, int count)
{
    int n = (count + 7) / 8;
    switch (count % 8) {
    case 0: do { *to++ = *from++;
    case 7:      *to++ = *from++;
    case 6:      *to++ = *from++;
    case 5:      *to++ = *from++;
    case 4:      *to++ = *from++;
    case 3:      *to++ = *from++;
    case 2:      *to++ = *from++;
    case 1:      *to++ = *from++;
            } while (--n > 0);
    }
}
static int weird(int n)
{
    int r = 0;
    switch (n) {
        for (; n < 5; n++) {
    case 1: r += 1;
            if (n == 2) {
    default:    r += 10;
            } else {
    case 2:     r += 100;
            }
        }
        r += 1000;
    }
    return r;
}
static int nested(int a, int b)
{
    switch (a) {
    case 0:
        switch (b) {
        case 0: return 1;
        case 1: break;
        default: b = 9;
        }
        a = 5 + b;
    case 1:
        return a * 10 + b;
    }
    return -1;
}

int main(void)
{
    char buf[32] = {0};
    copy(buf, "a string of 21 chars!", 21);
    printf("%s\n", buf);
    for (int i = 0; i < 4; i++)
        printf("%d ", weird(i));
    printf("\n%d %d %d %d %d\n", nested(0, 0), nested(0, 1), nested(0, 7), nested(1, 2), nested(2, 2));
    switch (buf[0]) default: printf("single\n");
    switch (1) ;
    switch (3) { }
    switch (2)
    case 2: case 3:
        for (int i = 0; i < 2; i++)
            printf("%d", i);
    printf("\n");
    return 0;
}
