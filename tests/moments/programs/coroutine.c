/* A coroutine waits on a stack of its own, with a pointer into an object. */
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

#include <ucontext.h>
static ucontext_t main_context, other;
static char stack[1 << 16];
int use(struct T *tt) { int *p = &tt->x; swapcontext(&other, &main_context); *p += 7; return 0; }
void run(void) { for (;;) { use(&t); show("run"); swapcontext(&other, &main_context); } }
int main(void) {
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    makecontext(&other, run, 0);
    for (int i = 0; i < 4; i++) { swapcontext(&main_context, &other); step(1); show("main"); update(); } // @later struct T
    return 0;
}
