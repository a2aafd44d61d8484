/* Computed gotos inside the arguments of calls; each may land wherever an address is taken. */
#include <stdio.h>

__attribute__((noinline)) static void expect(int want, int got, const char *what)
{
    printf("%s: %d, %s\n", what, got, want == got ? "as wanted" : "not as wanted");
}

int twice(int n) { return printf("twice %d\n", n) ? n * 2 : 0; }

int main(void)
{
    expect(2, ({ void *to = &&a; int n = 0; goto *to; a: n++; b: n++; n; }), "from the first");
    expect(1, ({
        static void *const to[] = {&&c, &&d, &&e};
        int n = 0;
        goto *to[2];
    c:  n++;
    d:  n++;
    e:  n++;
        n;
    }), "from the last");
    expect(8, twice(({ void *to = &&g; int n = 4; goto *to; f: n++; g: n; })), "of a call");
    return 0;
}
