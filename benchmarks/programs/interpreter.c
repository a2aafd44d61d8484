/* interpreter: a stack machine that runs a small program: counts primes by trial division. */
#include <dsu.h>
#include <stdlib.h>

enum opcode { PUSH, LOAD, STORE, ADD, SUB, MUL, MOD, LESS, JUMP, JUMP_IF_ZERO, HALT };

struct instruction {
    enum opcode opcode;
    int operand;
};

struct machine {
    const struct instruction *code;
    int pc, sp;
    int stack[32];
    int variables[8];
    unsigned long executed;
};

/* variables: 0 limit, 1 candidate, 2 divisor, 3 count */
static const struct instruction primes[] = {
    {PUSH, 2}, {STORE, 1},
    {LOAD, 1}, {LOAD, 0}, {LESS, 0}, {JUMP_IF_ZERO, 35},
    {PUSH, 2}, {STORE, 2},
    {LOAD, 1}, {PUSH, 1}, {ADD, 0}, {LOAD, 2}, {LOAD, 2}, {MUL, 0}, {SUB, 0}, {STORE, 4},
    {PUSH, 0}, {LOAD, 4}, {LESS, 0}, {JUMP_IF_ZERO, 29},
    {LOAD, 1}, {LOAD, 2}, {MOD, 0}, {JUMP_IF_ZERO, 33},
    {LOAD, 2}, {PUSH, 1}, {ADD, 0}, {STORE, 2}, {JUMP, 8},
    {LOAD, 3}, {PUSH, 1}, {ADD, 0}, {STORE, 3},
    {PUSH, 1}, {JUMP, 36},
    {HALT, 0},
    {LOAD, 1}, {ADD, 0}, {STORE, 1}, {JUMP, 2},
};

static void push(struct machine *m, int value)
{
    m->stack[m->sp++] = value;
}

static int pop(struct machine *m)
{
    return m->stack[--m->sp];
}

static void interpret(struct machine *m)
{
    for (;;) {
        const struct instruction *i = &m->code[m->pc++];
        int right;
        m->executed++;
        switch (i->opcode) {
        case PUSH: push(m, i->operand); break;
        case LOAD: push(m, m->variables[i->operand]); break;
        case STORE: m->variables[i->operand] = pop(m); break;
        case ADD: right = pop(m); push(m, pop(m) + right); break;
        case SUB: right = pop(m); push(m, pop(m) - right); break;
        case MUL: right = pop(m); push(m, pop(m) * right); break;
        case MOD: right = pop(m); push(m, pop(m) % right); break;
        case LESS: right = pop(m); push(m, pop(m) < right); break;
        case JUMP: m->pc = i->operand; break;
        case JUMP_IF_ZERO:
            if (!pop(m))
                m->pc = i->operand;
            break;
        case HALT: return;
        }
    }
}

static int primes_below(int limit, unsigned long *executed)
{
    struct machine m = {.code = primes, .variables = {limit}};
    interpret(&m);
    *executed += m.executed;
    return m.variables[3];
}

/* n runs of the machine's program. */
int run(int n)
{
    int sum = 0;
    unsigned long executed = 0;
    for (int i = 0; i < n; i++) {
        sum += primes_below(1000 + (i & 7), &executed);
        update();
    }
    return sum + (int)executed;
}
