/* An RPN calculator over standard input with scanf, errors on stderr, exit status from the result. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stack { double v[32]; int n; };

static double pop(struct stack *s)
{
    if (s->n == 0) {
        fprintf(stderr, "stack empty\n");
        exit(4);
    }
    return s->v[--s->n];
}

int main(void)
{
    struct stack s = {.n = 0};
    char tok[32];
    while (scanf("%31s", tok) == 1) {
        if (strchr("+-*/", tok[0]) && !tok[1]) {
            double b = pop(&s), a = pop(&s);
            s.v[s.n++] = tok[0] == '+' ? a + b : tok[0] == '-' ? a - b : tok[0] == '*' ? a * b : a / b;
        } else if (!strcmp(tok, "p"))
            printf("%g\n", s.v[s.n - 1]);
        else
            s.v[s.n++] = strtod(tok, NULL);
    }
    printf("left %d\n", s.n);
    fprintf(stderr, "about to fail\n");
    while (s.n >= 0)
        pop(&s);
    return 0;
}
