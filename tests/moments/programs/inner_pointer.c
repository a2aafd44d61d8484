/* A pointer to a member that is a struct with a wrapper of its own; the outer one moves it. */
#define V 0
#include <dsu.h>
#include <stdio.h>
struct inner { int n; };
#if V
struct outer { char first[48]; struct inner in; };
#else
struct outer { struct inner in; };
#endif
struct outer o;
void touch(void) { o.in.n++; }
void show(void) { printf("%d\n", o.in.n); }
void step(void) { update(); touch(); } // @later struct outer
void bump(struct inner *p) { step(); p->n += 10; }
int main(void) {
    for (int i = 0; i < 3; i++) {
        struct inner *p = &o.in;
        step();
        p->n += 100;
        show();
        bump(&o.in);
        show();
        update(); // @now
    }
    return 0;
}
