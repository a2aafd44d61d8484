/* Hostile to enlarging: structs collected by the linker into one section and walked as an array. */
#include <stdio.h>
#include <string.h>

struct command { const char *name; int (*run)(int); long cost; };
#define COMMAND(n, c) \
    static int run_##n(int x); \
    static const struct command cmd_##n __attribute__((used, section("commands"), aligned(8))) = {#n, run_##n, c}; \
    static int run_##n(int x)

COMMAND(add, 1) { return x + 10; }
COMMAND(mul, 3) { return x * 2; }
COMMAND(neg, 2) { return -x; }

extern const struct command __start_commands[], __stop_commands[];

int main(void)
{
    int n = 0, x = 5;
    long cost = 0;
    for (const struct command *c = __start_commands; c < __stop_commands; c++, n++) {
        cost += c->cost;
        if (strcmp(c->name, "mul") == 0)
            x = c->run(x);
    }
    printf("%d %ld %d\n", n, cost, x);
    return (int)(__stop_commands - __start_commands);
}
