/* Objects in named sections, used and retained, aligned statics, tentative with attributes, visibility, no_instrument. */
#include <stdint.h>
#include <stdio.h>

struct probe { int id; const char *name; };
static struct probe p1 __attribute__((section("probes"), used)) = {1, "p1"};
static struct probe p2 __attribute__((section("probes"), used)) = {2, "p2"};
int visible __attribute__((visibility("default"))) = 3;
__attribute__((visibility("hidden"))) int hidden(int x) { return x + visible; }
static char buffer[10] __attribute__((aligned(32)));
int common_one __attribute__((nocommon));
__attribute__((no_instrument_function, noinline, used)) static int kept(void) { return 8; }
extern struct probe __start_probes[] __attribute__((weak)), __stop_probes[] __attribute__((weak));
static int order[4] __attribute__((unused)), n;
__attribute__((constructor(150))) static void c1(void) { order[n++] = 1; }
__attribute__((constructor(140))) static void c2(void) { order[n++] = 2; }
__attribute__((constructor)) static void c3(void) { order[n++] = common_one ? 9 : 3; }

int main(void)
{
    printf("%d %s %d\n", p1.id, p2.name, (int)(__stop_probes - __start_probes));
    printf("%d %d %d\n", hidden(4), (int)((uintptr_t)buffer % 32), kept());
    printf("%d%d%d %d\n", order[0], order[1], order[2], n);
    return 0;
}
