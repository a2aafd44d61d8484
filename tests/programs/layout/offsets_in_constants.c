/* The offset of a member by hand where C wants a constant: enumerators, lengths, bit-fields, cases. */
#include <stddef.h>
#include <stdio.h>

#define AT(type, member) ((size_t)&((type *)0)->member)

struct inner { char tag; int value; };
struct first { char a; int b; struct inner in; long c; };
struct second { char a; int b; } second = {'s', 2};
struct third { char a; int b; } third = {'t', 3};
struct fourth { char a; int b; } fourth = {'f', 4};
struct fifth { char a; short b[3]; } fifth = {'v', {5, 6, 7}};
struct sixth { char a; int b; } sixth = {'x', 6};
struct seventh { char a; int b[2]; } seventh = {'y', {7, 8}};

enum { LONG_AT = (int)AT(struct first, c), VALUE_AT = (int)AT(struct first, in.value) };
static char room[AT(struct second, b) + 4];
_Static_assert(AT(struct third, b) == sizeof(int), "aligned");
enum { BUILT_IN = offsetof(struct sixth, b) };
static short more[offsetof(struct seventh, b[1])];
static unsigned char behind[(size_t)((struct fifth *)0)->b + 1];

int main(void)
{
    struct first one = {'o', 1, {'i', 10}, 100};
    struct { unsigned bits : (int)AT(struct fourth, b); } narrow = {31};
    switch (one.b * 4) {
    case AT(struct third, b):
        printf("case\n");
    }
    printf("%d %d %zu %zu %u\n", LONG_AT, VALUE_AT, sizeof room, sizeof behind, narrow.bits);
    printf("%d %zu %d %d\n", BUILT_IN, sizeof more, sixth.b, seventh.b[1]);
    printf("%d %d %d %d %d\n", second.b, third.b, fourth.b, fifth.b[2], one.in.value);
    return 0;
}
