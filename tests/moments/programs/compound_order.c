/* Points inside of assignments: what is on the left may be computed before. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#if V
struct T { char first[48]; int x; int a[4]; };
#else
struct T { int x; int a[4]; };
#endif
struct T *t;
void start(void) { t = calloc(1, sizeof *t); }
void touch(void) { t->x++; }
int step(int n) { update(); touch(); return n; } // @later struct T
void show(void) { printf("%d %d %d\n", t->x, t->a[1], t->a[2]); }
void a(struct T *p) { p->x += step(3); }
void b(struct T *p) { p->a[step(1)] = step(2); }
void c(struct T *p) { *(&p->x) += step(3); }
void d(struct T *p) { p->a[2] += step(1) ? step(5) : 0; }
void e(struct T *p) { int *q = step(1) ? &p->a[2] : 0; *q += step(1); }
void f(struct T *p) { (step(0), p)->a[1]++; }
void g(struct T *p) { for (int i = step(0); i < step(2); i++) p->a[step(1)]++; }
int main(void) {
    start();
    for (int i = 0; i < 2; i++) {
        a(t); show(); b(t); show(); c(t); show(); d(t); show(); e(t); show(); f(t); show(); g(t); show();
        update(); // @now
    }
    return 0;
}
