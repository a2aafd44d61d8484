/* dsu_storage.c: memory for data that lives outside of its object.
 *
 * malloc gives it; but a signal handler may have interrupted malloc.  So handlers get theirs from chunks of our
 * own, and blocks of malloc that they give back wait until other code is here.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PLAIN_ALIGN = 16, CHUNK_SIZE = 1 << 16, CLASSES = 64 };

/* ---- is this a handler? ---- */

/* The outermost handler that is active, by the place of its record on the stack: those that it is interrupted by have
 * theirs below, unless they have a stack of their own.  A handler that was jumped out of has its record below the
 * present frame; what lies there is no longer a record, and is not read. */
static __thread struct dsu_handler *outermost __attribute__((tls_model("initial-exec")));

void dsu_storage_handler_enter(struct dsu_handler *handler)
{
    handler->outer = outermost;
    if ((uintptr_t)outermost < (uintptr_t)handler)
        outermost = handler;
}

void dsu_storage_handler_leave(struct dsu_handler *handler)
{
    outermost = handler->outer;
}

static int in_handler(void)
{
    if ((uintptr_t)outermost < (uintptr_t)__builtin_frame_address(0))
        outermost = 0;
    return outermost != 0;
}

/* ---- chunks; with `busy` held and deaf to signals ---- */

/* Stands right before each block that comes from a chunk. */
struct header {
    struct header *next;
    unsigned long size; /* of the block: a power of two */
};

struct chunk {
    struct chunk *next;
    unsigned long size;
};

struct later {
    struct later *next;
};

static int busy;
static struct chunk *chunks; /* never given back */
static char *rest, *rest_end;
static struct header *unused[CLASSES];
static struct later *later;

static void seize(sigset_t *before)
{
    dsu_deafen(before);
    while (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE))
        dsu_yield();
}

static void release(const sigset_t *before)
{
    __atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
    dsu_undeafen(before);
}

static int is_ours(const void *block)
{
    for (struct chunk *c = __atomic_load_n(&chunks, __ATOMIC_ACQUIRE); c; c = c->next)
        if ((uintptr_t)block - (uintptr_t)c < c->size)
            return 1;
    return 0;
}

static int add_chunk(unsigned long need)
{
    unsigned long size = need + sizeof(struct chunk) > CHUNK_SIZE ? need + sizeof(struct chunk) : CHUNK_SIZE;
    struct chunk *chunk = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (chunk == MAP_FAILED)
        return -1;
    chunk->next = chunks;
    chunk->size = size;
    __atomic_store_n(&chunks, chunk, __ATOMIC_RELEASE);
    rest = (char *)(chunk + 1);
    rest_end = (char *)chunk + size;
    return 0;
}

static unsigned size_class(unsigned long size)
{
    return 64 - (unsigned)__builtin_clzl(size | (PLAIN_ALIGN - 1));
}

static struct header *take_unused(unsigned class, unsigned long align)
{
    for (struct header **link = &unused[class]; *link; link = &(*link)->next)
        if (((uintptr_t)(*link + 1) & (align - 1)) == 0) {
            struct header *found = *link;
            *link = found->next;
            return found;
        }
    return 0;
}

static struct header *take_new(unsigned long size, unsigned long align)
{
    unsigned long need = sizeof(struct header) + align + size;
    if ((unsigned long)(rest_end - rest) < need && add_chunk(need))
        return 0;
    uintptr_t block = ((uintptr_t)rest + sizeof(struct header) + align - 1) & ~(uintptr_t)(align - 1);
    struct header *header = (struct header *)block - 1;
    header->size = size;
    rest = (char *)block + size;
    return header;
}

static void *block_for_handler(unsigned long size, unsigned long align)
{
    sigset_t before;
    unsigned class = size_class(size - 1);
    seize(&before);
    struct header *header = take_unused(class, align);
    if (!header)
        header = take_new(1ul << class, align);
    release(&before);
    return header ? memset(header + 1, 0, size) : 0;
}

static void give_back(void *block)
{
    sigset_t before;
    struct header *header = (struct header *)block - 1;
    unsigned class = size_class(header->size - 1);
    seize(&before);
    header->next = unused[class];
    unused[class] = header;
    release(&before);
}

static void free_later(void *block)
{
    sigset_t before;
    seize(&before);
    struct later *link = block;
    link->next = later;
    __atomic_store_n(&later, link, __ATOMIC_RELAXED);
    release(&before);
}

static void free_now(void)
{
    sigset_t before;
    seize(&before);
    struct later *list = later;
    __atomic_store_n(&later, 0, __ATOMIC_RELAXED);
    release(&before);
    while (list) {
        struct later *next = list->next;
        free(list);
        list = next;
    }
}

/* ---- for everybody ---- */

static void *block_of_malloc(unsigned long size, unsigned long align)
{
    void *block = 0;
    if (align <= PLAIN_ALIGN)
        return calloc(1, size);
    return posix_memalign(&block, align, size) == 0 ? memset(block, 0, size) : 0;
}

void *dsu_storage(unsigned long size, unsigned long align)
{
    size = size ? size : 1;
    align = align > PLAIN_ALIGN ? align : PLAIN_ALIGN;
    void *block = in_handler() ? block_for_handler(size, align) : block_of_malloc(size, align);
    if (!block) {
        fprintf(stderr, "dsu: out of memory: no %lu bytes for converted data\n", size);
        abort();
    }
    return block;
}

void *dsu_storage_new(unsigned long size)
{
    return dsu_storage(size, PLAIN_ALIGN);
}

void dsu_storage_free(void *block)
{
    if (!block)
        return;
    if (is_ours(block)) {
        give_back(block);
    } else if (in_handler()) {
        free_later(block);
    } else {
        free(block);
        if (__builtin_expect(__atomic_load_n(&later, __ATOMIC_RELAXED) != 0, 0))
            free_now();
    }
}

unsigned long dsu_usable(void *block)
{
    return malloc_usable_size(block);
}

/* Nobody is in the middle of it when the process is copied. */
void dsu_storage_fork(int step)
{
    static sigset_t before;
    if (step == 0) {
        sigset_t mine;
        seize(&mine);
        before = mine;
    } else {
        sigset_t mine = before;
        release(&mine);
    }
}
