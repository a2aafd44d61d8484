/* Precedence climbing to an AST of structs by value and pointer, folding, printing in three notations. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct ast { char op; int value; struct ast *kids[2]; } ast;
typedef struct { const char *text; int pos; } lexer;

static ast *leaf(int v) { ast *a = calloc(1, sizeof(ast)); a->value = v; return a; }
static ast *join(char op, ast *l, ast *r) { ast *a = malloc(sizeof *a); *a = (ast){op, 0, {l, r}}; return a; }
static char peek(lexer *lx) { while (lx->text[lx->pos] == ' ') lx->pos++; return lx->text[lx->pos]; }
static int prec(char op) { switch (op) { case '+': case '-': return 1; case '*': case '%': return 2; case '^': return 3; default: return 0; } }
static ast *parse(lexer *lx, int min)
{
    ast *l;
    if (peek(lx) == '(') {
        lx->pos++;
        l = parse(lx, 1);
        peek(lx), lx->pos++;
    } else if (peek(lx) == '-') {
        lx->pos++;
        l = join('-', leaf(0), parse(lx, 3));
    } else {
        int v = 0;
        while (isdigit((unsigned char)lx->text[lx->pos]))
            v = v * 10 + lx->text[lx->pos++] - '0';
        l = leaf(v);
    }
    for (int p; (p = prec(peek(lx))) >= min && p;) {
        char op = lx->text[lx->pos++];
        ast *r = parse(lx, op == '^' ? p : p + 1);
        l = join(op, l, r);
    }
    return l;
}
static int eval(const ast *a)
{
    if (!a->op)
        return a->value;
    int l = eval(a->kids[0]), r = eval(a->kids[1]), p = 1;
    switch (a->op) {
    case '+': return l + r;
    case '-': return l - r;
    case '*': return l * r;
    case '%': return r ? l % r : 0;
    default: while (r-- > 0) p *= l; return p;
    }
}
static void show(const ast *a)
{
    if (!a->op) {
        printf("%d", a->value);
        return;
    }
    printf("(%c ", a->op), show(a->kids[0]), printf(" "), show(a->kids[1]), printf(")");
}
static int destroy(ast *a) { if (!a) return 0; int n = 1 + destroy(a->kids[0]) + destroy(a->kids[1]); free(a); return n; }

int main(void)
{
    static const char *const inputs[] = {"1 + 2 * 3", "(1+2)*3-4", "2^3^2", "-2^2 + 10 % 4", "8-3-2"};
    int nodes = 0;
    for (unsigned i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        ast *a = parse(&(lexer){inputs[i]}, 1);
        show(a);
        printf(" = %d\n", eval(a));
        nodes += destroy(a);
    }
    return nodes;
}
