/* An interpreter for a tape language with a jump table built first and a struct machine. */
#include <stdio.h>
#include <string.h>

struct machine { unsigned char tape[256]; int jump[256]; unsigned pos; long steps; };

static int link_jumps(struct machine *m, const char *prog)
{
    int stack[32], n = 0;
    for (int i = 0; prog[i]; i++)
        if (prog[i] == '[')
            stack[n++] = i;
        else if (prog[i] == ']') {
            if (!n)
                return -1;
            int open = stack[--n];
            m->jump[open] = i, m->jump[i] = open;
        }
    return n;
}
static void run(struct machine *m, const char *prog)
{
    for (int pc = 0; prog[pc]; pc++, m->steps++) {
        unsigned char *cell = &m->tape[m->pos];
        switch (prog[pc]) {
        case '>': m->pos++; break;
        case '<': m->pos--; break;
        case '+': ++*cell; break;
        case '-': --*cell; break;
        case '.': putchar(*cell); break;
        case '[': if (!*cell) pc = m->jump[pc]; break;
        case ']': if (*cell) pc = m->jump[pc]; break;
        }
    }
}

int main(void)
{
    static struct machine m;
    const char *hello = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.";
    printf("%d\n", link_jumps(&m, hello));
    run(&m, hello);
    printf("%ld %u\n", m.steps, m.pos);
    struct machine bad = {.pos = 1};
    return link_jumps(&bad, "[[]]]") == -1 ? 0 : 1;
}
