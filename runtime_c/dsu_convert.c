/* dsu_convert.c: lazy conversion: the slow path of __con_T.
 *
 * An object's word says which version its data has.  Conversion runs the transformers from that version
 * to the current one in buffers of its own, then writes the data, and the word last; so a fault or a jump
 * out of a transformer leaves the object as it was.
 *
 * What only moved on to new fields behind it (`kept`) is not written again: other threads, handlers and libraries may
 * be at it, without looking at the word.  Handlers that look: types that they use are converted with signals
 * blocked (`guarded`), so no handler finds a half-written object.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ON_STACK = 4096, SMALL = 256, PLAIN_ALIGN = 16 };

/* ---- the chain ---- */

struct chain {
    const struct dsu_type *const *from; /* version of the data */
    const struct dsu_type *const *to;   /* current version */
    unsigned long room, align;          /* of the largest version on the way */
    unsigned long kept;                 /* bytes that stay as they are */
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

static unsigned *word_of(void *object, const struct dsu_type *type)
{
    return (unsigned *)(void *)((char *)object + type->version_offset);
}

static void write_word(void *object, struct dsu_entry *entry, const struct dsu_type *to)
{
    unsigned long before = __atomic_load_n(&entry->converted, __ATOMIC_RELAXED);
    __atomic_store_n(word_of(object, to), to->word, __ATOMIC_RELEASE);
    __atomic_store_n(&entry->converted, before + 1, __ATOMIC_RELAXED); /* it is this thread's turn */
}

/* Writes the data where its version keeps it, then the word. */
static void settle(void *object, const struct chain *chain, const char *data, void *old_storage)
{
    const struct dsu_type *to = *chain->to;
    if (to->outgrown) {
        void *block = dsu_storage(to->size, to->align);
        memcpy(block, data, to->size);
        memcpy(object, &block, sizeof block);
    } else {
        memcpy((char *)object + chain->kept, data + chain->kept, to->size - chain->kept);
    }
    write_word(object, chain->entry, to);
    if (!is_borrowed(object))
        dsu_storage_free(old_storage);
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
    void *zero = data ? 0 : dsu_storage((*chain->from)->size, (*chain->from)->align);
    settle(object, chain, run_chain(chain, data ? data : zero, rooms), old_storage);
    dsu_storage_free(zero);
}

static void measure(struct chain *chain)
{
    chain->align = PLAIN_ALIGN;
    chain->kept = (*chain->from)->outgrown ? 0 : (*chain->from)->size;
    for (const struct dsu_type *const *step = chain->from; step <= chain->to; step++) {
        if ((*step)->size > chain->room)
            chain->room = (*step)->size;
        if ((*step)->align > chain->align)
            chain->align = (*step)->align;
        if (step > chain->from && (*step)->kept < chain->kept)
            chain->kept = (*step)->kept;
    }
    chain->room = (chain->room + chain->align - 1) / chain->align * chain->align;
}

static void convert_through(void *object, struct chain *chain)
{
    measure(chain);
    unsigned long need = 3 * chain->room + chain->align;
    if (need <= ON_STACK) {
        char buffer[ON_STACK];
        convert_in(buffer, object, chain);
    } else {
        char *buffer = dsu_storage(need, PLAIN_ALIGN);
        convert_in(buffer, object, chain);
        dsu_storage_free(buffer);
    }
}

/* Most conversions are one step of a small type without code of the user's: nothing to measure, nothing to copy
 * twice. */
const struct dsu_type *dsu_quick_step(const struct dsu_entry *type)
{
    if (type->n_versions < 2)
        return 0;
    const struct dsu_type *from = type->versions[type->n_versions - 2], *to = type->versions[type->n_versions - 1];
    int small = to->size <= SMALL && to->align <= PLAIN_ALIGN;
    return from->outgrown || to->user_transform || !(small || to->outgrown) ? 0 : to;
}

static void take_quick_step(void *object, const struct dsu_type *to)
{
    if (to->outgrown) {
        void *block = dsu_storage(to->size, to->align);
        to->transform(object, block);
        memcpy(object, &block, sizeof block);
    } else {
        _Alignas(PLAIN_ALIGN) char room[SMALL];
        memset(room, 0, to->size);
        to->transform(object, room);
        memcpy((char *)object + to->kept, room + to->kept, to->size - to->kept);
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

static void convert_any(void *object, struct dsu_entry *entry, unsigned id)
{
    unsigned n = entry ? __atomic_load_n(&entry->n_versions, __ATOMIC_ACQUIRE) : 0;
    if (n == 0)
        wrong_object(object, id, dsu_entry_text(id), 0);
    const struct dsu_type *const *versions = __atomic_load_n(&entry->versions, __ATOMIC_ACQUIRE);
    struct chain chain = {.to = versions + n - 1, .entry = entry};
    unsigned *word = word_of(object, versions[0]);
    unsigned now = __atomic_load_n(word, __ATOMIC_ACQUIRE);
    if (now == 0 && n == 1) {
        __atomic_store_n(word, versions[0]->word, __ATOMIC_RELEASE);
    } else if (now != (*chain.to)->word) {
        chain.from = now ? find_version(versions, n, now) : versions;
        if (!chain.from)
            wrong_object(object, id, versions[0]->name, now);
        convert_through(object, &chain);
    }
}

static void convert(void *object, struct dsu_entry *entry, unsigned id)
{
    const struct dsu_type *quick = entry ? __atomic_load_n(&entry->quick, __ATOMIC_ACQUIRE) : 0;
    /* The words of successive versions are successive numbers. */
    if (quick && __atomic_load_n(word_of(object, quick), __ATOMIC_ACQUIRE) == quick->word - 1) {
        take_quick_step(object, quick);
        write_word(object, entry, quick);
    } else {
        convert_any(object, entry, id);
    }
}

/* ---- turns, signals, jumps ---- */

static __thread const sigset_t *deaf_since __attribute__((tls_model("initial-exec")));

static void convert_in_turn(void *object, struct dsu_entry *entry, unsigned id)
{
    struct dsu_turn turn = dsu_turn_begin();
    convert(object, entry, id);
    dsu_turn_end(turn);
}

__attribute__((noinline)) static void convert_deaf(void *object, struct dsu_entry *entry, unsigned id)
{
    sigset_t before;
    dsu_deafen(&before);
    deaf_since = &before;
    convert_in_turn(object, entry, id);
    deaf_since = 0;
    dsu_undeafen(&before);
}

void dsu_convert(void *object, unsigned id)
{
    struct dsu_entry *entry = dsu_entry(id);
    if (entry && __atomic_load_n(&entry->guarded, __ATOMIC_RELAXED) && !deaf_since)
        convert_deaf(object, entry, id);
    else
        convert_in_turn(object, entry, id);
}

void dsu_converting(struct dsu_converting *now)
{
    now->turns = dsu_turns_now();
    now->deaf_since = deaf_since;
}

void dsu_converting_unwind(const struct dsu_converting *before, sigset_t *mask)
{
    dsu_turns_restore(before->turns);
    if (deaf_since && !before->deaf_since)
        *mask = *deaf_since;
    deaf_since = before->deaf_since;
}
