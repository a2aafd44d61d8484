/* Hostile to wrapping: a struct overlaid by arrays, another struct and a float through unions and pointers to unions. */
#include <stdio.h>
#include <stdint.h>
#include <string.h>

struct inst { uint8_t op, a, b, c; };
struct inst_imm { uint8_t op, a; int16_t imm; };
union code { struct inst r; struct inst_imm i; uint32_t word; uint8_t bytes[4]; };
struct program { union code code[4]; uint32_t end; };

static int run(const union code *pc, int *regs)
{
    for (int n = 0;; n++, pc++)
        switch (pc->r.op) {
        case 1: regs[pc->i.a] = pc->i.imm; break;
        case 2: regs[pc->r.a] = regs[pc->r.b] * regs[pc->r.c]; break;
        case 3: regs[pc->r.a] -= 1; break;
        default: return n;
        }
}

int main(void)
{
    struct program p = {{{.i = {1, 0, -7}}, {.i = {1, 1, 300}}, {.r = {2, 2, 0, 1}}, {.word = 0x00000203}}, 0};
    int regs[4] = {0};
    int steps = run(p.code, regs);
    printf("%d %d %d %d\n", steps, regs[0], regs[1], regs[2]);
    uint32_t words[5];
    memcpy(words, &p, sizeof p);
    for (int i = 0; i < 5; i++)
        printf("%08x ", words[i]);
    printf("\n");
    const uint32_t source[] = {0x00050001, 0x00060101, 0x01000302, 0};
    memset(regs, 0, sizeof regs);
    run((const union code *)source, regs);
    printf("%d %d %d %zu\n", regs[0], regs[1], regs[3], sizeof(struct program));
    p.code[0].bytes[3] = 1;
    printf("%d\n", p.code[0].i.imm);
    return regs[3];
}
