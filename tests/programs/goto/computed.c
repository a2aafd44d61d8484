/* Computed goto: a static table of label addresses, label differences, a small interpreter. */
#include <stdio.h>

enum { PUSH, ADD, MUL, DUP, JNZ, DEC, HALT };

static int run(const signed char *code)
{
    static void *const ops[] = {&&push, &&add, &&mul, &&dup, &&jnz, &&dec, &&halt};
    int stack[16], sp = 0, steps = 0;
    const signed char *pc = code;
#define NEXT steps++; goto *ops[(int)*pc++]
    NEXT;
push:
    stack[sp++] = *pc++;
    NEXT;
add:
    sp--, stack[sp - 1] += stack[sp];
    NEXT;
mul:
    sp--, stack[sp - 1] *= stack[sp];
    NEXT;
dup:
    stack[sp] = stack[sp - 1], sp++;
    NEXT;
jnz:
    pc += stack[sp - 1] ? *pc : 1;
    NEXT;
dec:
    stack[sp - 1]--;
    NEXT;
halt:
    return stack[0] * 1000 + steps;
}
static int local_table(int n)
{
    __label__ a, b, c;
    void *t[] = {&&a, &&b, &&c}, *where = n < 0 ? &&c : t[n];
    goto *where;
a:
    return 1;
b:
    return 2;
c:
    return 3;
}
static int relative(int n)
{
    static const int off[] = {&&one - &&zero, 0, &&two - &&zero};
    goto *(&&zero + off[n]);
zero:
    return 10;
one:
    return 11;
two:
    return 12;
}

int main(void)
{
    static const signed char prog[] = {PUSH, 3, DUP, MUL, PUSH, 4, ADD, PUSH, 5, DEC, JNZ, -2, HALT};
    printf("%d\n", run(prog));
    printf("%d%d%d%d\n", local_table(0), local_table(1), local_table(2), local_table(-1));
    printf("%d %d %d\n", relative(0), relative(1), relative(2));
    return 0;
}
