/* Case ranges, enum, char, negative, long and sizeof cases; declarations before the first case. */
#include <limits.h>
#include <stdio.h>

enum level { LOW = -1, MID, HIGH = 10 };
struct s { enum level l : 8; };

static char grade(int n)
{
    switch (n) {
    case 90 ... 100: return 'A';
    case 70 ... 89: return 'B';
    case INT_MIN ... -1: return '-';
    case 0 ... 69: return 'F';
    }
    return '?';
}
static int kind(char c)
{
    switch (c) {
    case 'a' ... 'z': case 'A' ... 'Z': case '_': return 1;
    case '0' ... '9': return 2;
    case ' ': case '\t' ... '\r': return 3;
    case '\x80' ... -1: return 4;
    default: return 0;
    }
}
static int decl(int n)
{
    switch (n) {
        int t;
        struct s s;
    case 0:
        t = 5;
        s.l = HIGH;
        return t + s.l;
    case 1: {
        int t = 7;
        return t;
    }
    case 2:;
        int later = n * 3;
        return later;
    }
    return -1;
}
static int wide(long long v)
{
    switch (v) {
    case 1LL << 40: return 1;
    case -(1LL << 40): return 2;
    case sizeof(struct s): return 3;
    case (int)HIGH + 1: return 4;
    }
    return 0;
}

int main(void)
{
    printf("%c%c%c%c%c\n", grade(95), grade(70), grade(-7), grade(0), grade(101));
    for (const char *s = "x_9 \n!\xff"; *s; s++)
        printf("%d", kind(*s));
    printf("\n%d %d %d %d\n", decl(0), decl(1), decl(2), decl(3));
    printf("%d%d%d%d%d\n", wide(1LL << 40), wide(-(1LL << 40)), wide(sizeof(struct s)), wide(11), wide(0));
    enum level l = MID;
    switch (l) {
    case LOW: printf("low\n"); break;
    case MID: printf("mid\n"); break;
    case HIGH: printf("high\n");
    }
    switch ((unsigned char)300) { case 44: printf("44\n"); }
    return 0;
}
