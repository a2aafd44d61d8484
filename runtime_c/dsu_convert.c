/* dsu_convert.c: lazy conversion: the slow path of __con_T.
 *
 * An object's word says which version its data has.  Conversion runs the transformers from that version
 * to the current one in buffers of its own, then writes the data, and the word last; so a fault or a jump
 * out of a transformer leaves the object as it was.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ON_STACK = 4096, PLAIN_ALIGN = 16, MAX_STACK_ALIGN = 64 };

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static __thread unsigned depth __attribute__((tls_model("initial-exec")));

static void enter(void)
{
    pthread_mutex_lock(&lock);
    depth++;
}

static void leave(void)
{
    depth--;
    pthread_mutex_unlock(&lock);
}

unsigned dsu_converting(void)
{
    return depth;
}

void dsu_converting_unwind(unsigned to)
{
    while (depth > to)
        leave();
}

void dsu_convert_fork(int step)
{
    if (step == 0)
        pthread_mutex_lock(&lock);
    else
        pthread_mutex_unlock(&lock);
}

/* ---- storage ---- */

static void *storage(unsigned long size, unsigned long align)
{
    void *block = 0;
    if (align > PLAIN_ALIGN) {
        if (posix_memalign(&block, align, size ? size : 1) == 0)
            memset(block, 0, size);
        else
            block = 0;
    } else {
        block = calloc(1, size ? size : 1);
    }
    if (!block) {
        fprintf(stderr, "dsu: out of memory: no %lu bytes for converted data\n", size);
        abort();
    }
    return block;
}

void *dsu_storage_new(unsigned long size)
{
    return storage(size, PLAIN_ALIGN);
}

void dsu_storage_free(void *block)
{
    free(block);
}

unsigned long dsu_usable(void *block)
{
    return malloc_usable_size(block);
}

/* ---- the chain ---- */

struct chain {
    const struct dsu_type *const *from; /* version of the data */
    const struct dsu_type *const *to;   /* current version */
    unsigned long room, align;          /* of the largest version on the way */
    struct dsu_entry *entry;
};

/* While a user's transformer runs: the old data it is given.  Wrapped objects inside have been copied as they
 * were into the new data, which now owns their storage; when the transformer makes the old copies convert,
 * that storage must stay. */
struct borrowed {
    struct borrowed *outer;
    uintptr_t low, size;
};
static __thread struct borrowed *borrowed __attribute__((tls_model("initial-exec")));

static int is_borrowed(const void *object)
{
    for (const struct borrowed *b = borrowed; b; b = b->outer)
        if ((uintptr_t)object - b->low < b->size)
            return 1;
    return 0;
}

/* A user's transformer that faults must not leave a half-written result: keep the generated one. */
static void run_user(const struct chain *chain, const struct dsu_type *const *step, void *xin, void *xout, void *keep)
{
    const struct dsu_type *type = *step;
    struct dsu_guard guard = {.thunk = {0, 0}};
    struct borrowed old = {borrowed, (uintptr_t)xin, step[-1]->size};
    borrowed = &old;
    memcpy(keep, xout, type->size);
    dsu_guard_enter(&guard);
    if (sigsetjmp(guard.jump, 0) == 0) {
        type->user_transform(xin, xout);
    } else {
        memcpy(xout, keep, type->size);
        __atomic_fetch_add(&chain->entry->faults, 1, __ATOMIC_RELAXED);
        if (!chain->entry->fault)
            __atomic_store_n(&chain->entry->fault, strdup(dsu_last_fault()), __ATOMIC_RELEASE);
    }
    dsu_guard_leave(&guard);
    borrowed = old.outer;
}

/* Runs all steps; `rooms`: three zeroed buffers in turn.  The data of the last step ends up in the result. */
static void *run_chain(const struct chain *chain, void *data, char *rooms[3])
{
    void *xin = data;
    unsigned turn = 0;
    for (const struct dsu_type *const *step = chain->from + 1; step <= chain->to; step++) {
        void *xout = rooms[turn];
        memset(xout, 0, (*step)->size);
        (*step)->transform(xin, xout);
        if ((*step)->user_transform)
            run_user(chain, step, xin, xout, rooms[2]);
        xin = xout;
        turn ^= 1;
    }
    return xin;
}

/* Writes the data where its version keeps it, then the word. */
static void settle(void *object, const struct chain *chain, const void *data, void *old_storage)
{
    const struct dsu_type *to = *chain->to;
    unsigned *word = (unsigned *)(void *)((char *)object + to->version_offset);
    if (to->outgrown) {
        void *block = storage(to->size, to->align);
        memcpy(block, data, to->size);
        memcpy(object, &block, sizeof block);
    } else {
        memcpy(object, data, to->size);
    }
    __atomic_store_n(word, to->word, __ATOMIC_RELEASE);
    __atomic_fetch_add(&chain->entry->converted, 1, __ATOMIC_RELAXED);
    if (!is_borrowed(object))
        free(old_storage);
}

static char *align_up(char *buffer, unsigned long align)
{
    return (char *)(((uintptr_t)buffer + align - 1) & ~(uintptr_t)(align - 1));
}

static void convert_in(char *buffer, void *object, const struct chain *chain)
{
    char *rooms[3], *at = align_up(buffer, chain->align);
    for (int i = 0; i < 3; i++, at += chain->room)
        rooms[i] = at;
    void *data = object, *old_storage = 0;
    if ((*chain->from)->outgrown) {
        memcpy(&old_storage, object, sizeof old_storage);
        data = old_storage;
    }
    void *zero = data ? 0 : storage((*chain->from)->size, (*chain->from)->align);
    settle(object, chain, run_chain(chain, data ? data : zero, rooms), old_storage);
    free(zero);
}

static void convert(void *object, struct chain *chain)
{
    chain->align = PLAIN_ALIGN;
    for (const struct dsu_type *const *step = chain->from; step <= chain->to; step++) {
        if ((*step)->size > chain->room)
            chain->room = (*step)->size;
        if ((*step)->align > chain->align)
            chain->align = (*step)->align;
    }
    chain->room = (chain->room + chain->align - 1) / chain->align * chain->align;
    unsigned long need = 3 * chain->room + chain->align;
    if (need <= ON_STACK) {
        char buffer[ON_STACK];
        convert_in(buffer, object, chain);
    } else {
        char *buffer = storage(need, PLAIN_ALIGN);
        convert_in(buffer, object, chain);
        free(buffer);
    }
}

/* ---- finding out what an object is ---- */

__attribute__((noreturn, cold, noinline)) static void wrong_object(const void *object, unsigned id, const char *name, unsigned word)
{
    const struct dsu_entry *other = dsu_entry(word >> DSU_VERSION_BITS);
    fprintf(stderr, "dsu: the object at %p is used as struct %s (type %u), but its version word is %#x", object, name, id, word);
    if (other && other->n_versions)
        fprintf(stderr, " (struct %s v%u)", other->versions[0]->name, (word & ((1u << DSU_VERSION_BITS) - 1)) - 1);
    fprintf(stderr, "\n");
    abort();
}

static const struct dsu_type *const *find_version(const struct dsu_type *const *versions, unsigned n, unsigned word)
{
    for (unsigned i = n; i-- > 0;)
        if (versions[i]->word == word)
            return versions + i;
    return 0;
}

void dsu_convert(void *object, unsigned id)
{
    enter();
    struct dsu_entry *entry = dsu_entry(id);
    unsigned n = entry ? __atomic_load_n(&entry->n_versions, __ATOMIC_ACQUIRE) : 0;
    if (n == 0)
        wrong_object(object, id, dsu_entry_text(id), 0);
    const struct dsu_type *const *versions = __atomic_load_n(&entry->versions, __ATOMIC_ACQUIRE);
    struct chain chain = {.to = versions + n - 1, .entry = entry};
    unsigned *word = (unsigned *)(void *)((char *)object + versions[0]->version_offset);
    unsigned now = __atomic_load_n(word, __ATOMIC_ACQUIRE);
    if (now == 0 && n == 1)
        __atomic_store_n(word, versions[0]->word, __ATOMIC_RELEASE);
    else if (now != (*chain.to)->word) {
        chain.from = now ? find_version(versions, n, now) : versions;
        if (!chain.from)
            wrong_object(object, id, versions[0]->name, now);
        convert(object, &chain);
    }
    leave();
}
