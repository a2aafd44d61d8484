/* Storage for signal handlers: malloc and free are not called, since the handler may have interrupted them. */
#include "driver.h"

#include <setjmp.h>
#include <stdint.h>

extern void *__libc_calloc(size_t n, size_t size);
extern void __libc_free(void *block);

static int allocated, freed;

void *calloc(size_t n, size_t size)
{
    allocated++;
    return __libc_calloc(n, size);
}

void free(void *block)
{
    freed++;
    __libc_free(block);
}

static int is_zero(const unsigned char *block, size_t size)
{
    size_t n = 0;
    while (n < size && !block[n])
        n++;
    return n == size;
}

static void in_handler(void)
{
    struct dsu_handler handler;
    void *old = dsu_storage_new(40);
    int calls = allocated, frees = freed;
    dsu_handler_enter(&handler);
    unsigned char *blocks[100];
    for (int i = 0; i < 100; i++) {
        blocks[i] = dsu_storage_new(1u << i % 20);
        CHECK((uintptr_t)blocks[i] % 16 == 0 && is_zero(blocks[i], 1u << i % 20));
        memset(blocks[i], 0xAA, 1u << i % 20);
    }
    dsu_storage_free(blocks[5]);
    unsigned char *again = dsu_storage_new(30);
    CHECK(again == blocks[5] && is_zero(again, 30)); /* used again */
    dsu_storage_free(old);
    CHECK(allocated == calls && freed == frees);
    dsu_handler_leave(&handler);
    dsu_storage_free(blocks[6]);
    CHECK(freed == frees);
    dsu_storage_free(dsu_storage_new(1));
    CHECK(allocated == calls + 1 && freed == frees + 2); /* the old block, too */
}

__attribute__((noinline)) static void jumping_handler(jmp_buf back)
{
    struct dsu_handler handler;
    dsu_handler_enter(&handler);
    int calls = allocated;
    dsu_storage_new(1);
    CHECK(allocated == calls);
    longjmp(back, 1);
}

__attribute__((noinline)) static void interrupted(jmp_buf back)
{
    char room[4096];
    __asm__ volatile("" : : "r"(room) : "memory");
    jumping_handler(back);
    __asm__ volatile("" : : "r"(room) : "memory");
}

/* What handlers left on the stack is no longer theirs. */
__attribute__((noinline)) static void overwrite(void)
{
    char room[8192];
    memset(room, 0xAA, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
}

static void scenario(char **files)
{
    (void)files;
    in_handler();
    jmp_buf back;
    for (volatile int times = 0; times < 3; times++) { /* each at the place of the one before */
        if (setjmp(back) == 0)
            interrupted(back);
        overwrite();
    }
    int calls = allocated;
    dsu_storage_free(dsu_storage_new(1));
    CHECK(allocated == calls + 1);
}
