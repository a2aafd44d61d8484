/* setjmp and longjmp: nested, from deep calls, volatile locals, as exceptions with a stack of handlers. */
#include <setjmp.h>
#include <stdio.h>

struct handler { jmp_buf env; struct handler *outer; int code; };
static struct handler *top;

static void throw_(int code)
{
    struct handler *h = top;
    top = h->outer;
    h->code = code;
    longjmp(h->env, 1);
}
#define TRY(h) (h).outer = top, top = &(h); if (setjmp((h).env) == 0)
#define END(h) top = (h).outer

static int deep(int n) { if (n == 0) throw_(7); return deep(n - 1) + 1; }
static int inner(void)
{
    struct handler h;
    volatile int state = 0;
    TRY(h) {
        state = 1;
        deep(5);
        state = 2;
        END(h);
    } else {
        return state * 100 + h.code;
    }
    return -1;
}
static int outer(void)
{
    struct handler h;
    volatile int got = 0;
    TRY(h) {
        got = inner();
        throw_(got + 1);
    } else
        return h.code;
    return -1;
}
static jmp_buf loop_env;

int main(void)
{
    printf("%d\n", outer());
    printf("%d\n", top == NULL);
    volatile int n = 0;
    int r = setjmp(loop_env);
    printf("r=%d n=%d\n", r, n);
    if (n++ < 3)
        longjmp(loop_env, n * 10);
    switch (setjmp(loop_env)) {
    case 0: longjmp(loop_env, 0);
    case 1: printf("one\n"); break;
    default: printf("bad\n");
    }
    return n;
}
