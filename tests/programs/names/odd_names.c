/* Names a tool might generate or trip over: __T-like, _v0 suffixes, xin, u, data, version, slop, single letters. */
#include <stdio.h>

struct u { int data, version, slop; };
struct data { struct u u; int __version; };
union slop { int v0; char bytes[4]; };
static int foo_v0(int x) { return x + 1; }
static int foo_v1(int x) { return x + 2; }
static int foo(int x) { return foo_v0(x) * foo_v1(x); }
static int (*foo_fptr)(int) = foo;
static int con_T(struct data *d) { return d->u.data + d->u.version + d->u.slop + d->__version; }
static struct u __con_u = {1, 2, 3};
static int xin = 4, xout = 5, dsu_ = 6, _ = 7, $dollar = 8;
typedef struct u version;
static version update_(version u) { u.version++; return u; }
static int u(void) { return 9; }
enum data_ { data_u = 3 };

int main(void)
{
    struct data data = {__con_u, 4};
    version v = update_(data.u);
    printf("%d %d %d\n", foo(2), foo_fptr(3), foo_fptr == foo);
    printf("%d %d %d\n", con_T(&data), v.version, u());
    printf("%d %d %d %d %d %d\n", xin, xout, dsu_, _, $dollar, data_u);
    union slop slop = {.v0 = 0x41424344};
    struct u u = {.slop = 5}, *pu = &u;
    printf("%c %d %zu\n", slop.bytes[3], pu->slop + u.data, sizeof(struct data));
    int foo_v2 = foo_v1(1), stamp = 2, birth = 3;
    printf("%d %d\n", foo_v2, stamp * birth);
    return 0;
}
