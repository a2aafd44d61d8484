/* What only a block declares: objects, thread-local ones too, and functions of other files. */
#include <stdio.h>

int shared = 1;
_Thread_local int mine = 4;

int main(void)
{
    extern int bump(void);
    extern struct pair {
        int x, y;
    } pair;
    int shared = 10;
    printf("%d %d\n", bump(), bump());
    {
        extern int shared, table[];
        printf("%d %d %d\n", shared, mine, table[2]);
    }
    printf("%d %d\n", shared, pair.x + pair.y);
    return 0;
}
