/* Types of the function: structs, typedefs, enumerations in scope at the loop, hidden ones in it. */
#include <dsu.h>
#include <stdio.h>
static int serve(int limit) {
    enum color { RED, GREEN = 5 } c = GREEN;
    typedef struct pair { int a, b; struct inner { int z; } in; } pair;
    typedef int num;
    static num calls; static pair kept = {7, 8};
    struct { int last, best; } stats = {0, -1}, other;
    extern int external;
    pair p = {1, 2, {3}}, *q = &p;
    const char msg[] = "hello";
    const num lim = limit;
    struct pair arr[2] = {{1}, {2}};
    calls++;
    while (stats.last < lim) {
        pair local = *q;
        typedef num pair;
        pair x = 3;
        stats.last += local.a + x; kept.a++; external++;
        other.best = RED;
        if (c == GREEN) c = RED;
        p.b += sizeof(struct pair) + sizeof msg + sizeof arr;
        arr[1].b++;
        update();
    }
    printf("%s %s %d %d %d %d %d %d %d\n", __func__, msg, stats.last, p.b, kept.a, calls, arr[1].b, external, (int)c);
    return (int)sizeof(pair);
}
int external = 4;
int main(void) {
    int a = serve(10);
    int b = serve(20);
    printf("%d %d\n", a, b);
    return 0;
}
