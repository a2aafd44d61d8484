/* Attributes in the standard's spelling, in every place where gcc takes them. */
#include <stdio.h>

[[gnu::aligned(32)]] int before = 1;
int behind [[gnu::aligned(32)]] = 1;
static int table[3] [[gnu::aligned(32)]] = {1};
int [[]] nothing;
[[gnu::noinline]] int three(void) { return 3; }
int four [[gnu::noinline]] (void) { return 4; }
int cold(void) [[gnu::cold]];
int cold(void) { return 5; }
[[gnu::weak, nodiscard]] int weak(void) { return three() + four(); }
[[gnu::constructor]] static void start(void) { puts("start"); }
[[gnu::destructor]] static void end(void) { puts("end"); }
struct [[gnu::packed]] packed {
    char c;
    [[gnu::aligned(1)]] int x;
};
/* Behind the specifiers they are of the type: gcc ignores these, but not those of a member. */
struct {
    char c;
    int x;
} [[gnu::packed]] unpacked;
struct ignored {
    char c;
    int [[gnu::packed]] x;
};
struct heeded {
    char c;
    [[gnu::packed]] int x;
};
struct behind {
    short s;
    int x [[gnu::packed]] : 24;
};
int [[gnu::mode(DI)]] wide;
int [[gnu::aligned(16)]] first, second;
int [[gnu::vector_size(16)]] four_numbers = {1, 2, 3, 4};
enum [[]] letters { A [[]], B [[deprecated]] = 4 };
void parameters(int [[maybe_unused]], int k [[maybe_unused]], int [[]] x[3], int[3] [[]]);
void parameters([[maybe_unused]] int a, int k, int x[3], int *y)
{
    printf("%d\n", a + k + *x + *y);
}

int main(void)
{
    printf("%zu %zu %zu\n", _Alignof(before), _Alignof(behind), _Alignof(table));
    printf("%zu %zu\n", sizeof(int [[]]), sizeof(int *[[]]));
    printf("%zu %zu\n", sizeof(int(*[[]])[4]), sizeof(int[3] [[]]));
    printf("%d\n", (int [[]])3.5);
    int (*pointer)(void) [[]] = (int (*)(void) [[]])four;
    printf("%d %d %d\n", pointer(), cold(), weak());
    [[maybe_unused]] int x [[gnu::aligned(16)]] = 3;
    static int kept [[gnu::aligned(64)]];
    printf("%d %zu %zu\n", x, _Alignof(x), _Alignof(kept));
    switch (x) {
    case 3:
        x++;
        [[fallthrough]];
    default:
        puts("default");
    }
    printf("%zu %d %d\n", sizeof(struct packed), B, *(int[2] [[]]){5, 6});
    for ([[maybe_unused]] int i = 0; i < 1; i++)
        printf("%d\n", _Generic((int [[]])1, int [[]]: 1, default: 2));
    printf("%zu %zu %zu %zu\n", sizeof unpacked, sizeof(struct ignored), sizeof(struct heeded),
           sizeof(struct behind));
    printf("%zu %zu %zu %d\n", sizeof wide, _Alignof(first), _Alignof(second), four_numbers[2]);
    printf("%zu %zu\n", sizeof(int [[gnu::mode(DI)]]), _Alignof(int [[gnu::aligned(32)]]));
    int v = 1;
    parameters(1, 2, &v, &v);
    [[]];
label:
    [[]] x++;
    [[]] if (x < 6) goto label;
    __typeof__(int [[]]) q = x;
    printf("%d %d\n", q, __builtin_types_compatible_p(int [[]] *, int *));
    return 0;
}
