/* Automatic objects of unconstrained types under goto, switch, loops, VLAs, alloca-free recursion, setjmp, cleanup. */
#include <setjmp.h>
#include <stdio.h>

struct s { int a, b; };
struct pair { struct s l, r; };
static jmp_buf env;
static int dropped;
static void drop(struct s *s) { dropped += s->a; }

static int jumpy(int k)
{
    int r = 0;
    if (k == 1)
        goto inside;
    {
        struct s x = {1, 2};
        r += x.a;
    inside:
        x = (struct s){10, 20};
        struct s y = x;
        y.b++;
        r += x.b + y.b;
        if (k-- == 2)
            goto inside;
    }
    for (int i = 0; i < 3; i++) {
        struct s fresh = {i};
        struct pair p = {fresh, .r.b = i};
        if (i == 1)
            continue;
        fresh.a += 5;
        r += fresh.a + p.l.a + p.r.b + p.r.a;
    }
    switch (r & 1) {
        struct s u;
    default: u = (struct s){r, 1}; r = u.a + u.b; break;
    case 0: u.a = 3; u.b = u.a; r += u.b;
    }
    return r;
}
static int vla(int n)
{
    struct s v[n], *last = &v[n - 1];
    for (int i = 0; i < n; i++)
        v[i] = (struct s){i, i * i};
    struct pair grid[2][n];
    grid[1][n - 1].l = *last;
    return last->b + v[n / 2].a + grid[1][n - 1].l.b;
}
static int cleaned(int n)
{
    __attribute__((cleanup(drop))) struct s g = {n, 0};
    if (n > 2) {
        struct s h __attribute__((cleanup(drop))) = {100};
        return h.a + g.a;
    }
    g.a *= 2;
    return g.a;
}
static void thrower(struct s *s) { s->b = 9; longjmp(env, s->a); }

int main(void)
{
    volatile struct s kept = {4, 0};
    struct s plain = {7};
    printf("%d %d %d\n", jumpy(0), jumpy(1), jumpy(2));
    printf("%d %d\n", vla(4), vla(1));
    int c = cleaned(1) + cleaned(5);
    printf("%d %d\n", c, dropped);
    int r = setjmp(env);
    if (r < 2) {
        kept.b += 5;
        plain.a = r + 2;
        thrower(&(struct s){plain.a});
    }
    printf("%d %d\n", r, kept.b);
    return kept.a;
}
