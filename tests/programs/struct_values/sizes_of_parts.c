/* Members of values that calls and conditionals give, measured where C wants a constant. */
#include <stdio.h>

struct named { char name[17]; int number; struct halves { short low, high; } halves; };
extern struct named made(int number);
static struct named one = {"one", 1}, two = {"two", 2};
static int chosen = 1;

static char room[sizeof(made(1).name)];
static int measured = sizeof((chosen ? one : two).number);
enum { HALVES = sizeof(made(2).halves), LOW = sizeof(made(3).halves.low) };

struct named made(int number)
{
    puts("made");
    return (struct named){"made", number, {(short)number, 0}};
}

int main(void)
{
    static int inside = sizeof(made(4).number) + sizeof made(5).name;
    char local[sizeof(made(6).number)];
    __typeof__(made(7).number) typed = made(8).number;
    printf("%zu %d %d %d\n", sizeof room, measured, HALVES, LOW);
    printf("%d %zu %d\n", inside, sizeof local, typed);
    return two.number - 2;
}
