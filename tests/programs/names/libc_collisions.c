/* Functions and objects named like libc's own: advance, tfind, index, y0, link, error, read_line, wait3. */
#include <stdio.h>

struct cursor { int at; };
static int advance(struct cursor *c) { return ++c->at; }
int step(int x) { return x + 2; }
int tfind(int key) { return key * 3; }
static char *index(char *s, int i) { return s + i; }
static int y0 = 7, y1 = 8, j1 = 9, jn = 10;
double gamma(int n) { return n + 0.5; }
int error(const char *s) { return printf("error %s\n", s); }
static int link(int a, int b) { return a * 10 + b; }
int read_line(char *buf) { buf[0] = 'r'; buf[1] = 0; return 1; }
int remove_item(int i) { return -i; }
static int time(int x) { return x + 1000; }
int signal_count = 3, stat = 4, environ_ = 5;
int pause(int n) { return n; }
static const char *basename(int n) { return n ? "one" : "zero"; }
int send(int to, int what) { return to - what; }
int connect(struct cursor *c) { return c->at + 50; }
int round_up(int x) { return (x + 7) & ~7; }
long lseek_(int x) { return x; }
int hcreate(int n) { return n + 6; }
int select(int n) { return n * n; }
int daemon(int a) { return a ^ 1; }
int (*accept)(int) = select;

int main(void)
{
    struct cursor c = {4};
    char s[] = "collide";
    printf("%d %d %d\n", advance(&c), step(1), tfind(5));
    printf("%s %d%d%d%d %.1f\n", index(s, 3), y0, y1, j1, jn, gamma(2));
    error("mine");
    printf("%d %d %s %d\n", link(4, 2), read_line(s), s, remove_item(3));
    printf("%d %d %d %d\n", time(1), signal_count + stat + environ_, pause(6), accept(5));
    printf("%s %d %d %d\n", basename(1), send(9, 4), connect(&c), daemon(8));
    printf("%d %ld %d\n", round_up(9), lseek_(1), hcreate(1));
    return 0;
}
