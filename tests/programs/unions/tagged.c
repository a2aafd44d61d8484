/* Tagged unions of structs, recursive, as an expression tree. */
#include <stdio.h>
#include <stdlib.h>

struct expr;
struct binary { char op; struct expr *l, *r; };
struct call { double (*fn)(double); struct expr *arg; };
struct expr { enum { NUM, VAR, BIN, CALL } kind; union { double num; int var; struct binary bin; struct call call; } u; };

static struct expr *alloc(struct expr e) { struct expr *p = malloc(sizeof *p); *p = e; return p; }
static struct expr *num(double d) { return alloc((struct expr){NUM, {d}}); }
static struct expr *var(int v) { return alloc((struct expr){.kind = VAR, .u.var = v}); }
static struct expr *bin(struct expr *l, char op, struct expr *r) { return alloc((struct expr){BIN, {.bin = {op, l, r}}}); }
static struct expr *call(double (*f)(double), struct expr *a) { return alloc((struct expr){CALL, .u = {.call = {.fn = f, .arg = a}}}); }
static double half(double x) { return x / 2; }

static double eval(const struct expr *e, const double *env)
{
    switch (e->kind) {
    case NUM: return e->u.num;
    case VAR: return env[e->u.var];
    case CALL: return e->u.call.fn(eval(e->u.call.arg, env));
    case BIN:;
        double l = eval(e->u.bin.l, env), r = eval(e->u.bin.r, env);
        return e->u.bin.op == '+' ? l + r : e->u.bin.op == '*' ? l * r : l - r;
    }
    abort();
}
static int size(struct expr *e)
{
    return 1 + (e->kind == BIN ? size(e->u.bin.l) + size(e->u.bin.r) : e->kind == CALL ? size(e->u.call.arg) : 0);
}

int main(void)
{
    struct expr *e = bin(num(2), '*', call(half, bin(var(0), '-', bin(var(1), '+', num(1)))));
    double env[] = {10, 3};
    printf("%.2f %d\n", eval(e, env), size(e));
    env[0] = -4;
    e->u.bin.op = '+';
    printf("%.2f\n", eval(e, env));
    struct expr copy = *e;
    copy.u.bin.l = num(100);
    copy.u.bin.op = '-';
    printf("%.2f %.2f\n", eval(&copy, env), eval(e, env));
    return size(e);
}
