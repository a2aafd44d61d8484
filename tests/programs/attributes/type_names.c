/* Attributes inside of type names. */
#include <stdio.h>

typedef int aligned_int __attribute__((aligned(16)));
static int size = sizeof(int __attribute__((aligned(16))) *);

int main(void)
{
    printf("%zu\n", sizeof(int __attribute__((aligned(16)))));
    printf("%zu\n", _Alignof(int __attribute__((aligned(16)))));
    printf("%zu\n", sizeof(int __attribute__((vector_size(16)))));
    printf("%zu\n", sizeof(int __attribute__((mode(DI)))));
    printf("%zu\n", sizeof(__attribute__((mode(DI))) int));
    printf("%zu\n", sizeof(int(__attribute__((aligned(16))) *)));
    printf("%zu\n", sizeof(int *__attribute__((aligned(16)))));
    printf("%d\n", _Generic((int __attribute__((mode(DI))))3, long: 1, int: 2, default: 3));
    __typeof__(int __attribute__((mode(HI)))) small = 70000;
    printf("%d\n", (int)small);
    printf("%d\n", (int)(int __attribute__((mode(QI))))300);
    int *q = &(int __attribute__((aligned(64)))){4};
    printf("%d %d\n", *q, (int)((unsigned long)q % 64));
    printf("%zu\n", sizeof(struct { char c; int x; } __attribute__((packed))));
    printf("%d\n", __builtin_types_compatible_p(int __attribute__((mode(DI))), long));
    printf("%zu\n", sizeof(void(__attribute__((noreturn)) *)(int)));
    printf("%zu %zu %d\n", sizeof(aligned_int), _Alignof(aligned_int), size);
    return 0;
}
