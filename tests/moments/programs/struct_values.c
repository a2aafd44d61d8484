/* Structs by value through parameters, results and members of other structs. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct T { char first[48]; int x; };
#else
struct T { int x; };
#endif
struct box { struct T t; int n; };
struct T t = {.x = 1};
struct box b;
void touch(struct T *p) { p->x++; }
int get(struct T p) { return p.x; }
struct T copy(struct T p) { update(); return p; } // @later struct T
struct box boxed(struct T p) { struct box x = {.n = 1}; x.t = p; update(); return x; } // @later struct T
void step(void) { update(); touch(&t); } // @later struct T
void use(struct T p) { step(); touch(&p); printf("%d %d\n", get(p), get(t)); }
int main(void) {
    for (int i = 0; i < 3; i++) {
        use(t);
        t = copy(t);
        use(copy(copy(t)));
        b = boxed(t);
        use(b.t);
        struct box c = b;
        step();
        use(c.t);
        update(); // @now
    }
    return 0;
}
