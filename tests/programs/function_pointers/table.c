/* A dispatch table in static storage: identity of function pointers, null sentinel. */
#include <stdio.h>
#include <string.h>

typedef int (*Op)(int, int);
static int add(int a, int b) { return a + b; }
static int mul(int a, int b) { return a * b; }
static int sub(int a, int b) { return a - b; }
int divide(int a, int b) { return b ? a / b : 0; }

static const struct command { const char *name; Op op; } commands[] = {
    {"add", add}, {"mul", &mul}, {"sub", *sub}, {"div", divide}, {0, 0}};

static const struct command *find(const char *name)
{
    for (const struct command *c = commands; c->name; c++)
        if (!strcmp(c->name, name))
            return c;
    return 0;
}

int main(void)
{
    static const char *script[] = {"add", "mul", "nope", "div", "sub"};
    int acc = 10;
    for (size_t i = 0; i < sizeof script / sizeof *script; i++) {
        const struct command *c = find(script[i]);
        if (!c) {
            printf("unknown %s\n", script[i]);
            continue;
        }
        acc = c->op(acc, 3);
        printf("%s -> %d\n", c->name, acc);
    }
    printf("%d %d %d\n", commands[0].op == add, commands[3].op == &divide, commands[0].op == commands[1].op);
    printf("%zu\n", sizeof commands / sizeof commands[0]);
    return acc;
}
