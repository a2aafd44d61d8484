/* Enumerators: implicit, negative, duplicate, expressions, block scope, as array sizes, bit flags, arithmetic. */
#include <stdio.h>

enum color { RED, GREEN = 5, BLUE, ALIAS = GREEN, LAST = BLUE + 10 };
enum { BIG = 1 << 20, NEG = -5, NEXT };
typedef enum flags { F_A = 1, F_B = 1 << 1, F_C = 1 << 2, F_ALL = F_A | F_B | F_C } flags;
enum huge { HUGE_ = 0x1ffffffffLL };
struct s { enum color c; enum inner { IN_A = 3, IN_B } in; flags f : 4; };
static const char *names[LAST] = {[RED] = "red", [GREEN] = "green", [BLUE] = "blue"};

static enum color next(enum color c) { return c == RED ? GREEN : c == GREEN ? BLUE : RED; }
static flags with(flags f, flags g) { f |= g; return f; }

int main(void)
{
    enum color c = RED;
    for (int i = 0; i < 4; i++, c = next(c))
        printf("%s%d ", names[c], c);
    printf("\n%d %d %d %d\n", ALIAS, LAST, NEXT, BIG);
    struct s s = {BLUE, IN_B, F_ALL & ~F_B};
    printf("%d %d %d\n", s.c, s.in, s.f);
    {
        enum { RED = 100, OTHER };
        enum color { MAROON = 7 } d = MAROON;
        printf("%d %d %d\n", RED, OTHER, d);
    }
    printf("%d %zu %zu\n", with(F_A, F_C), sizeof(enum color), sizeof(enum huge));
    c++;
    c += BLUE;
    printf("%d %d %d\n", c, RED - NEG, -1 < (int)RED);
    return with(0, F_ALL);
}
