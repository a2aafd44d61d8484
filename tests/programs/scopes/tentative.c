/* Tentative definitions: repeated, completed later, of arrays and structs, static ones, extern after. */
#include <stdio.h>

int a;
int a;
int a = 5;
int a;
static int b;
static int b;
int arr[];
int arr[3];
struct s { int x, y; };
struct s st;
struct s st;
static struct s done;
static struct s done = {3, 4};
extern int e;
int e = 6;
extern int e;
int only_tentative;
static const struct s *ref = &st;
static int (*fn)(void);
static int get(void) { return st.x; }
static int (*fn)(void) = get;
int f(void), g(int), *h(void);
int f(void) { return 1; }
int f(void);
int g(int q) { return q; }
int *h(void) { return &only_tentative; }
static inline int k(void);
static inline int k(void) { return e; }

int main(void)
{
    arr[1] = 9;
    st.x = 11;
    *h() += 2;
    printf("%d %d %d %zu\n", a, b, arr[0] + arr[1], sizeof arr);
    printf("%d %d %d %d\n", ref->x, done.y, e, only_tentative);
    printf("%d %d %d\n", fn(), f() + g(2), k());
    return 0;
}
