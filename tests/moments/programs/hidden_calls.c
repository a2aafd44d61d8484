/* Calls where one does not look for them: in lengths of arrays, parameters, initialisers, operands. */
#define V 0
#define _GNU_SOURCE
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if V
struct T { char first[48]; int x; };
#else
struct T { int x; };
#endif
struct T t;
void touch(void) { t.x++; }
void show(const char *s) { printf("%s %d\n", s, t.x); fflush(stdout); }
int step(int n) { update(); touch(); return n; } // @later

int vla(struct T *tt) { int *p = &tt->x; int a[step(3)]; memset(a, 0, sizeof a); *p += 1 + a[0]; return 0; }
int size(struct T *tt) { int *p = &tt->x; int n = (int)sizeof(char[step(2)]); *p += n; return 0; }
int param(struct T *tt, int a[step(1)]) { int *p = &tt->x; *p += 1; return a == 0; }
int gen(struct T *tt) { int *p = &tt->x; *p += _Generic(step(1), int: step(2), default: 0); return 0; }
int builtin(struct T *tt) { int *p = &tt->x; if (__builtin_expect(step(1), 1)) *p += 1; return 0; }
int as(struct T *tt) { int *p = &tt->x; int r; __asm__("mov %1, %0" : "=r"(r) : "r"(step(4))); *p += r; return 0; }
int des(struct T *tt) { int *p = &tt->x; int a[3] = {[1] = step(1), [2] = *p, [0] = step(0)}; *p += a[1]; return a[0]; }
int se(struct T *tt) { int *p = &tt->x; int r = ({ int q = step(1); q + *p; }); *p += r > 0; return 0; }
int knr(tt, n) struct T *tt; int n; { int *p = &tt->x; step(n); *p += n; return n; }
int ty(struct T *tt) { int *p = &tt->x; __typeof__(step(1)) z = 1; *p += z; return 0; }
int aut(struct T *tt) { int *p = &tt->x; __auto_type z = step(1); *p += z; return 0; }
int lab(struct T *tt) { __label__ out; int *p = &tt->x; if (step(1)) goto out; *p += 100; out: *p += 1; return 0; }
int comp(struct T *tt) { int *p = &tt->x; void *w[] = {&&a, &&b}; goto *w[step(1)]; a: *p += 100; b: *p += 1; return 0; }
int ranges(struct T *tt) { int *p = &tt->x; switch (step(3)) { case 1 ... 5: step(0); *p += 2; } return 0; }
int elvis(struct T *tt) { int *p = &tt->x; int r = step(2) ?: 7; *p += r; return 0; }
int lit(struct T *tt) { int *p = &tt->x; int *q = (int[]){step(1), *p}; *p += q[0]; return 0; }
int loop(struct T *tt) { int *p = &tt->x; int i; for (i = step(0); step(i) < 2; i += step(1)) ; *p += i; return 0; }
int dow(struct T *tt) { int *p = &tt->x; int i = 0; do { *p += 1; } while (step(++i) < 2); *p += 1; return 0; }
int main(void) {
    int (*all[])(struct T *) = {vla, size, gen, builtin, as, des, se, ty, aut, lab, comp, ranges, elvis, lit, loop, dow};
    for (int r = 0; r < 1; r++) {
        vla(&t); show("vla"); size(&t); show("size"); param(&t, 0); show("param"); gen(&t); show("gen");
        builtin(&t); show("builtin"); as(&t); show("as"); des(&t); show("des"); se(&t); show("se"); knr(&t, 2); show("knr");
        ty(&t); aut(&t); show("aut"); lab(&t); show("lab"); comp(&t); show("comp"); ranges(&t); show("ranges");
        elvis(&t); show("elvis"); lit(&t); show("lit"); loop(&t); show("loop"); dow(&t); show("dow");
        update(); // @now
        for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) { all[i](&t); show("all"); }
    }
    return 0;
}
