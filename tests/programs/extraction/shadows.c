/* One name for many things: members, parameters, labels, fields, globals that hide one another. */
#include <dsu.h>
#include <stdio.h>
static int x = 1, loop = 7, next = 9, state = 11;
struct loop_fields { int x, loop, next, state, dsu_result; };
static int f(int x)
{
    int dsu_first = 3;
    struct loop_fields s = {x, 2, 3, 4, 5};
    {
        int x = 20;
        {
            long x = 300;
            for (int i = 0; i < 2; i++) {
                int x = i;
                {
                    extern int y;
                    y += x;
                }
                s.x += x;
                s.loop += loop, s.next += next, s.state += state;
                dsu_first++;
                update();
            }
            s.x += x;
            goto x;
        }
x:
        s.x += x;
    }
    s.x += x + dsu_first;
    return s.x + s.loop + s.next + s.state + s.dsu_result;
}
int y = 40;
static int g(int loop, int next, int state)
{
    int result = 0, first = 1;
    while (loop-- > 0) {
        result += next + first;
        update();
        state++;
    }
    return result * state;
}
int main(void)
{
    int main_loop = x + next;
    while (main_loop++ < 13) update();
    printf("%d %d %d %d\n", f(5), y, g(3, 4, 5), main_loop);
    return 0;
}
