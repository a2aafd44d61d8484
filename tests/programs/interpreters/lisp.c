/* A tiny Lisp: tagged cells in a fixed heap, environments as lists, recursion, closures. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct cell cell;
typedef cell *(*prim)(cell *args);
struct cell { enum { NUM, SYM, CONS, PRIM, LAMBDA } tag; union { long num; char sym[8]; struct { cell *car, *cdr; }; prim fn; struct { cell *params, *body; cell *env; } lambda; }; };
static cell heap[4000], *next_cell = heap;
static cell *global;
static const char *src;

static cell *mk(int tag) { if (next_cell == heap + 4000) exit(9); next_cell->tag = tag; return next_cell++; }
static cell *num(long n) { cell *c = mk(NUM); c->num = n; return c; }
static cell *sym(const char *s, int n) { cell *c = mk(SYM); snprintf(c->sym, sizeof c->sym, "%.*s", n, s); return c; }
static cell *cons(cell *a, cell *d) { cell *c = mk(CONS); c->car = a; c->cdr = d; return c; }

static cell *read_(void)
{
    while (isspace((unsigned char)*src))
        src++;
    if (*src == '(') {
        cell *list = NULL, **at = &list;
        for (src++; ; at = &(*at)->cdr) {
            while (isspace((unsigned char)*src))
                src++;
            if (*src == ')')
                return src++, list;
            *at = cons(read_(), NULL);
        }
    }
    const char *start = src;
    while (*src && !isspace((unsigned char)*src) && *src != '(' && *src != ')')
        src++;
    return isdigit((unsigned char)*start) ? num(atol(start)) : sym(start, (int)(src - start));
}
static cell *lookup(const char *s, cell *env)
{
    for (; env; env = env->cdr)
        if (!strcmp(env->car->car->sym, s))
            return env->car;
    return NULL;
}
static cell *eval(cell *x, cell *env);
static cell *bind(cell *params, cell *args, cell *env, cell *caller)
{
    for (; params; params = params->cdr, args = args->cdr)
        env = cons(cons(params->car, eval(args->car, caller)), env);
    return env;
}
static cell *evlist(cell *a, cell *env) { return a ? cons(eval(a->car, env), evlist(a->cdr, env)) : NULL; }
static cell *eval(cell *x, cell *env)
{
    for (;;) {
        if (!x || x->tag == NUM)
            return x;
        if (x->tag == SYM) {
            cell *b = lookup(x->sym, env);
            return (b ? b : lookup(x->sym, global))->cdr;
        }
        const char *op = x->car->tag == SYM ? x->car->sym : "";
        if (!strcmp(op, "if")) {
            x = eval(x->cdr->car, env)->num ? x->cdr->cdr->car : x->cdr->cdr->cdr->car;
            continue;
        }
        if (!strcmp(op, "lambda")) {
            cell *l = mk(LAMBDA);
            l->lambda.params = x->cdr->car, l->lambda.body = x->cdr->cdr->car, l->lambda.env = env;
            return l;
        }
        if (!strcmp(op, "define")) {
            cell *v = eval(x->cdr->cdr->car, env);
            global = cons(cons(x->cdr->car, v), global);
            return v;
        }
        cell *f = eval(x->car, env);
        if (f->tag == PRIM)
            return f->fn(evlist(x->cdr, env));
        env = bind(f->lambda.params, x->cdr, f->lambda.env, env);
        x = f->lambda.body;
    }
}
static cell *add(cell *a) { long s = 0; for (; a; a = a->cdr) s += a->car->num; return num(s); }
static cell *sub(cell *a) { return num(a->car->num - a->cdr->car->num); }
static cell *mul(cell *a) { return num(a->car->num * a->cdr->car->num); }
static cell *lt(cell *a) { return num(a->car->num < a->cdr->car->num); }

int main(void)
{
    static const struct { char name[4]; prim fn; } prims[] = {{"+", add}, {"-", sub}, {"*", mul}, {"<", lt}};
    for (int i = 0; i < 4; i++) {
        cell *p = mk(PRIM);
        p->fn = prims[i].fn;
        global = cons(cons(sym(prims[i].name, 3), p), global);
    }
    src = "(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))"
          "(define adder (lambda (a) (lambda (b) (+ a b 100))))"
          "(define twice (lambda (f x) (f (f x)))) (fact 10) ((adder 3) 4) (twice (adder 1) 5)";
    while (*src) {
        cell *r = eval(read_(), NULL);
        if (r->tag == NUM)
            printf("%ld\n", r->num);
    }
    printf("%d\n", next_cell - heap > 100);
    return 0;
}
