/* The same memory as different structs through a union: header views, ints over a struct of chars. */
#include <stdint.h>
#include <stdio.h>

struct rgba { uint8_t r, g, b, a; };
struct rect { int16_t x, y, w, h; };
union pixel { struct rgba c; uint32_t packed; };
union cell { struct rect r; struct { union pixel p[2]; } px; uint64_t all; int16_t v[4]; };
struct reg { union { struct { uint8_t al, ah; }; uint16_t ax; uint32_t eax; }; uint32_t flags; };

static uint32_t blend(union pixel a, union pixel b)
{
    a.c.r = (a.c.r + b.c.r) / 2;
    a.c.a = b.c.a;
    return a.packed;
}

int main(void)
{
    union pixel p = {{10, 20, 30, 255}}, q = {.packed = 0x7f00ff20};
    printf("%08x %d %08x\n", p.packed, q.c.g, blend(p, q));
    union cell c = {.r = {1, -1, 300, 400}};
    printf("%d %d %04x\n", c.v[1], c.v[2], (unsigned)(uint16_t)c.px.p[0].packed);
    c.px.p[1] = p;
    printf("%d %d\n", c.r.w, c.r.h);
    c.all = 0x0004000300020001;
    printf("%d%d%d%d\n", c.r.x, c.r.y, c.r.w, c.r.h);
    struct reg r = {.eax = 0x12345678, .flags = 1};
    r.ah++;
    r.al = r.ah - 0x57;
    printf("%x %x %zu\n", r.ax, r.eax, sizeof r);
    return 0;
}
