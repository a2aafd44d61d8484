/* Struct variables in the state: values, nested ones, arrays of them, unions, bit-fields. */
#include <dsu.h>
#include <stdio.h>
struct vec { double x, y; };
struct body { struct vec at, by; struct { unsigned alive : 1, kind : 3; } flags; char tag[4]; };
union word { unsigned u; unsigned char bytes[4]; };
static struct vec add(struct vec a, struct vec b) { return (struct vec){a.x + b.x, a.y + b.y}; }
static struct body make(int i) { return (struct body){.at = {i, i}, .by = {1, .5}, .flags = {1, i}, .tag = "ab"}; }
int main(void)
{
    struct body one = make(2), none = {{0}}, all[3] = {make(0), [2] = {.tag = "zz", .by.y = 3}}, *it = all;
    struct vec centre = {0}, *c = &centre;
    union word w = {0x01020304};
    struct body saved = one;
    for (int turn = 0; turn < 4; turn++) {
        update();
        one.at = add(one.at, one.by);
        *c = add(*c, it->at);
        it->flags.kind++;
        none.flags.alive ^= 1;
        w.bytes[turn] += turn;
        if (++it == all + 3)
            it = all;
        all[1] = turn == 2 ? one : all[1];
        struct body local = all[turn % 3];
        local.at.x = 100;
        saved.by = local.at;
    }
    printf("%g %g %g %g %d %d %x\n", one.at.x, one.at.y, centre.x, centre.y, all[0].flags.kind, none.flags.alive, w.u);
    printf("%g %s %g %g %s\n", all[1].at.y, all[2].tag, all[2].by.y, saved.by.x, saved.tag);
    return 0;
}
