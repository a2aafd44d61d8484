/* Mutual recursion across three functions with struct arguments; hanoi, permutations, ackermann. */
#include <stdio.h>

struct st { int n; unsigned acc; };
static unsigned b(struct st s), c(struct st s);
static unsigned a(struct st s) { s.acc = s.acc * 3 + 1; return s.n ? b((struct st){s.n - 1, s.acc}) : s.acc; }
static unsigned b(struct st s) { s.acc ^= 0x55; return s.n-- ? c(s) : s.acc; }
static unsigned c(struct st s) { return s.n > 0 ? a((struct st){.acc = s.acc + s.n, .n = s.n - 1}) : s.acc; }

static int is_odd(unsigned n);
static int is_even(unsigned n) { return n == 0 ? 1 : is_odd(n - 1); }
static int is_odd(unsigned n) { return n == 0 ? 0 : is_even(n - 1); }

static int moves;
static void hanoi(int n, char from, char to, char via)
{
    if (!n)
        return;
    hanoi(n - 1, from, via, to);
    moves++;
    hanoi(n - 1, via, to, from);
}
static int permute(char *s, int k, int n, int (*visit)(const char *))
{
    int count = 0;
    if (k == n)
        return visit(s);
    for (int i = k; i < n; i++) {
        char t = s[k];
        s[k] = s[i], s[i] = t;
        count += permute(s, k + 1, n, visit);
        s[i] = s[k], s[k] = t;
    }
    return count;
}
static int starts_sorted(const char *s) { return s[0] < s[1]; }
static int ack(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ack(m - 1, 1) : ack(m - 1, ack(m, n - 1)); }

int main(void)
{
    char s[] = "abcde";
    printf("%u %d %d\n", a((struct st){12, 5}), is_even(1000), is_odd(777));
    hanoi(8, 'A', 'C', 'B');
    printf("%d %d %d\n", moves, permute(s, 0, 5, starts_sorted), ack(2, 5));
    return is_even(7);
}
