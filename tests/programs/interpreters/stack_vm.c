/* A bytecode VM with call frames, closures by index, and a disassembler table. */
#include <stdio.h>
#include <string.h>

enum opcode { OP_CONST, OP_ADD, OP_SUB, OP_LT, OP_JZ, OP_JMP, OP_LOAD, OP_STORE, OP_CALL, OP_RET, OP_PRINT, OP_HALT };
struct ins { enum opcode op; int arg; };
struct frame { int pc, base; };
struct vm { int stack[64], sp; struct frame frames[16]; int fp, steps; };
typedef int (*handler)(struct vm *, int);

static int push(struct vm *m, int v) { m->stack[m->sp++] = v; return 1; }
static int pop(struct vm *m) { return m->stack[--m->sp]; }
static int h_const(struct vm *m, int a) { return push(m, a); }
static int h_add(struct vm *m, int a) { int y = pop(m), x = pop(m); return push(m, x + y + a); }
static int h_sub(struct vm *m, int a) { int y = pop(m), x = pop(m); return push(m, x - y - a); }
static int h_lt(struct vm *m, int a) { int y = pop(m), x = pop(m); return push(m, x < y); }
static int h_jz(struct vm *m, int a) { if (!pop(m)) m->frames[m->fp].pc = a; return 1; }
static int h_jmp(struct vm *m, int a) { m->frames[m->fp].pc = a; return 1; }
static int h_load(struct vm *m, int a) { return push(m, m->stack[m->frames[m->fp].base + a]); }
static int h_store(struct vm *m, int a) { int v = pop(m); m->stack[m->frames[m->fp].base + a] = v; return 1; }
static int h_call(struct vm *m, int a) { m->frames[++m->fp] = (struct frame){a, m->sp - 1}; return 1; }
static int h_ret(struct vm *m, int a)
{
    int v = pop(m);
    m->sp = m->frames[m->fp--].base;
    return push(m, v);
}
static int h_print(struct vm *m, int a) { return printf("out %d\n", pop(m)); }
static int h_halt(struct vm *m, int a) { return 0; }
static const struct { const char *name; handler run; } table[] = {
    [OP_CONST] = {"const", h_const}, [OP_ADD] = {"add", h_add}, [OP_SUB] = {"sub", h_sub}, [OP_LT] = {"lt", h_lt},
    [OP_JZ] = {"jz", h_jz}, [OP_JMP] = {"jmp", h_jmp}, [OP_LOAD] = {"load", h_load}, [OP_STORE] = {"store", h_store},
    [OP_CALL] = {"call", h_call}, [OP_RET] = {"ret", h_ret}, [OP_PRINT] = {"print", h_print}, [OP_HALT] = {"halt", h_halt}};

static int run(struct vm *m, const struct ins *code)
{
    struct ins i;
    do {
        i = code[m->frames[m->fp].pc++];
        m->steps++;
    } while (table[i.op].run(m, i.arg));
    return m->steps;
}

int main(void)
{
    static const struct ins fib[] = {
        {OP_CONST, 12}, {OP_CALL, 4}, {OP_PRINT}, {OP_HALT},
        {OP_LOAD, 0}, {OP_CONST, 2}, {OP_LT}, {OP_JZ, 10}, {OP_LOAD, 0}, {OP_RET},
        {OP_LOAD, 0}, {OP_CONST, 1}, {OP_SUB}, {OP_CALL, 4},
        {OP_LOAD, 0}, {OP_CONST, 2}, {OP_SUB}, {OP_CALL, 4}, {OP_ADD}, {OP_RET}};
    struct vm m = {{0}};
    int steps = run(&m, fib);
    printf("%d %d %s\n", steps, m.sp, table[fib[6].op].name);
    return steps % 251;
}
