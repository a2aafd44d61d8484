/* Token pasting, stringification, variadic macros, __VA_OPT__-free tricks, recursion guards, __COUNTER__. */
#include <stdio.h>
#include <string.h>

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define STR_(x) #x
#define STR(x) STR_(x)
#define UNIQUE(p) CAT(p, __LINE__)
#define LOG(fmt, ...) printf("%s: " fmt "\n", __func__, ##__VA_ARGS__)
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1)
#define COUNT_(a, b, c, d, e, n, ...) n
#define SUM(...) CAT(SUM_, COUNT(__VA_ARGS__))(__VA_ARGS__)
#define SUM_1(a) (a)
#define SUM_2(a, b) ((a) + (b))
#define SUM_3(a, b, c) ((a) + (b) + (c))
#define DECLARE_STACK(T, N) \
    struct T##_stack { T items[N]; int top; }; \
    static void T##_push(struct T##_stack *s, T v) { s->items[s->top++] = v; } \
    static T T##_pop(struct T##_stack *s) { return s->items[--s->top]; }
#define FOREACH(T, v, arr) for (T *v = (arr), *v##_end = (arr) + sizeof(arr) / sizeof *(arr); v < v##_end; v++)
static int self = 4;
#define self self + 1
#define ARGS(first, rest...) first, rest

typedef struct point { int x, y; } point;
DECLARE_STACK(int, 8)
DECLARE_STACK(point, 4)

int main(void)
{
    int UNIQUE(v) = 1;
    int UNIQUE(v) = 2;
    struct int_stack is = {.top = 0};
    struct point_stack ps = {.top = 0};
    LOG("no args");
    LOG("%d %s", COUNT(a, b, c), STR(CAT(a, b) + 1));
    printf("%d %d %d\n", SUM(1), SUM(1, 2), SUM(1, 2, 3));
    int_push(&is, 5), int_push(&is, 6);
    point_push(&ps, (point){7, 8});
    printf("%d\n", int_pop(&is));
    printf("%d %d\n", point_pop(&ps).y, is.top);
    int arr[] = {3, 1, 2}, total = 0;
    FOREACH(int, p, arr)
        total = total * 10 + *p;
    printf("%d %d %s\n", total, (self), STR("q\n"));
    printf("%d %d\n", ARGS(1, 2));
    int c0 = __COUNTER__, c1 = __COUNTER__;
    printf("%d %d\n", c1 - c0, __STDC__);
    return (int)strlen(STR(a   b /* c */ d));
}
#undef self
