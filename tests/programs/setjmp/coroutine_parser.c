/* Error recovery in a recursive-descent parser through a jmp_buf in a struct; structs live across the jump. */
#include <ctype.h>
#include <setjmp.h>
#include <stdio.h>

struct parser { const char *s; jmp_buf fail; const char *message; int depth; };

static void fail(struct parser *p, const char *m) { p->message = m; longjmp(p->fail, 1 + p->depth); }
static int expr(struct parser *p);
static int atom(struct parser *p)
{
    int v = 0;
    if (*p->s == '(') {
        p->s++, p->depth++;
        v = expr(p);
        if (*p->s++ != ')')
            fail(p, "expected )");
        p->depth--;
        return v;
    }
    if (!isdigit((unsigned char)*p->s))
        fail(p, "expected number");
    while (isdigit((unsigned char)*p->s))
        v = v * 10 + *p->s++ - '0';
    return v;
}
static int term(struct parser *p)
{
    int v = atom(p);
    while (*p->s == '*' || *p->s == '/') {
        char op = *p->s++;
        int r = atom(p);
        if (op == '/' && r == 0)
            fail(p, "division by zero");
        v = op == '*' ? v * r : v / r;
    }
    return v;
}
static int expr(struct parser *p)
{
    int v = term(p);
    while (*p->s == '+' || *p->s == '-')
        v = *p->s++ == '+' ? v + term(p) : v - term(p);
    return v;
}
static void run(const char *text)
{
    struct parser p = {.s = text};
    int where = setjmp(p.fail);
    if (where) {
        printf("%s: error %s at %d depth %d\n", text, p.message, (int)(p.s - text), where - 1);
        return;
    }
    int v = expr(&p);
    if (*p.s)
        fail(&p, "trailing text");
    printf("%s = %d\n", text, v);
}

int main(void)
{
    run("1+2*3");
    run("(4+(5*6))/2-1");
    run("7/(3-3)");
    run("((1+2)");
    run("2+*3");
    run("12 ");
    return 0;
}
