/* Scopes with cleanup functions are left by break, goto and the end; and longjmp.
 * REFUSED: is pinned */
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
int step(int n) { update(); touch(); return n; } // @later struct T

#include <setjmp.h>
static jmp_buf env;
void bump(int **p) { **p += 1; }
int guarded(struct T *tt) { int *p = &tt->x; __attribute__((cleanup(bump))) int *q = p; step(1); return 0; }
int nested(struct T *tt) { int *p = &tt->x; for (int i = 0; i < 2; i++) { int *q __attribute__((cleanup(bump))) = p; if (step(i)) break; } step(1); return 0; }
int gotos(struct T *tt) { int *p = &tt->x; int n = 0; again: ; { int *q __attribute__((cleanup(bump))) = p; n++; step(1); if (n < 2) goto again; } return n; }
int jump(struct T *tt) { int *p = &tt->x; volatile int n = 0; if (setjmp(env) == 0) { step(1); n = 1; longjmp(env, 1); } *p += n; return 0; }
int main(void) {
    for (int i = 0; i < 2; i++) { guarded(&t); show("guarded"); nested(&t); show("nested"); gotos(&t); show("gotos"); jump(&t); show("jump"); update(); } // @now
    return 0;
}
