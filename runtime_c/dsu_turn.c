/* dsu_turn.c: one thread at a time converts objects.
 *
 * Made for two things that a mutex is not made for.  A signal handler may come at any moment and convert an object
 * itself: whose turn it is can be told from one word, so a handler finds out that it is its own thread's.  And as long as
 * only the program's first thread converts (it is *favoured*), a turn costs no atomic instruction: those wait
 * for all that was loaded before, and a conversion mostly waits for memory.
 *
 * The favour ends when another thread wants to convert:
 *
 *     the favoured one                             another one
 *     inside = ANNOUNCED                           favour = ENDING
 *     favour == LASTS?  then inside = GRANTED      membarrier: it stands between the two steps of both
 *     converts, inside = OUTSIDE                   waits for inside == OUTSIDE, then favour = ENDED
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ENDED, LASTS, ENDING };
enum { OUTSIDE, ANNOUNCED, GRANTED };

static uintptr_t owner;         /* the thread whose turn it is, 0: nobody's, or the favoured one's */
static uintptr_t favoured;      /* a thread; 0: none */
static unsigned favour, inside; /* `inside` is written by the favoured thread alone */
static __thread char here __attribute__((tls_model("initial-exec"))); /* its address stands for the thread */

void dsu_yield(void)
{
    static __thread unsigned spins __attribute__((tls_model("initial-exec")));
    struct timespec pause = {0, 50000};
    if (++spins % 64)
        sched_yield();
    else
        nanosleep(&pause, 0);
}

void dsu_turn_start(void)
{
    favoured = (uintptr_t)&here;
    favour = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0 ? LASTS : ENDED;
}

static void end_favour(void)
{
    unsigned lasts = LASTS;
    if (__atomic_compare_exchange_n(&favour, &lasts, ENDING, 0, __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE)) {
        syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
        while (__atomic_load_n(&inside, __ATOMIC_ACQUIRE) != OUTSIDE)
            dsu_yield();
        __atomic_store_n(&favour, ENDED, __ATOMIC_RELEASE);
    }
    while (__atomic_load_n(&favour, __ATOMIC_ACQUIRE) != ENDED)
        dsu_yield();
}

static struct dsu_turn compete(uintptr_t me)
{
    uintptr_t now = 0;
    while (!__atomic_compare_exchange_n(&owner, &now, me, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        if (now == me)
            return (struct dsu_turn){DSU_NESTED, 0};
        now = 0;
        dsu_yield();
    }
    return (struct dsu_turn){DSU_OWN, 0};
}

/* A handler may come between any two steps, and leaves `inside` as it found it.  If it finds ANNOUNCED, the favour
 * lasts, or is about to end, and then only the word `owner` counts: nobody else has that before `inside` was
 * seen OUTSIDE after the end was announced. */
static struct dsu_turn begin_favoured(uintptr_t me)
{
    unsigned before = __atomic_load_n(&inside, __ATOMIC_RELAXED);
    if (before == GRANTED)
        return (struct dsu_turn){DSU_NESTED, 0};
    __atomic_store_n(&inside, ANNOUNCED, __ATOMIC_RELAXED);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (__builtin_expect(__atomic_load_n(&favour, __ATOMIC_ACQUIRE) == LASTS, 1)) {
        __atomic_store_n(&inside, GRANTED, __ATOMIC_RELAXED);
        return (struct dsu_turn){DSU_FAVOURED, before};
    }
    __atomic_store_n(&inside, before, __ATOMIC_RELEASE);
    return compete(me);
}

struct dsu_turn dsu_turn_begin(void)
{
    uintptr_t me = (uintptr_t)&here;
    if (__builtin_expect(me == favoured, 1))
        return begin_favoured(me);
    if (__atomic_load_n(&favour, __ATOMIC_ACQUIRE) != ENDED)
        end_favour();
    return compete(me);
}

void dsu_turn_end(struct dsu_turn turn)
{
    if (turn.kind == DSU_FAVOURED)
        __atomic_store_n(&inside, turn.before, __ATOMIC_RELEASE);
    else if (turn.kind == DSU_OWN)
        __atomic_store_n(&owner, 0, __ATOMIC_RELEASE);
}

/* ---- jumps out of conversions ---- */

struct dsu_turns dsu_turns_now(void)
{
    uintptr_t me = (uintptr_t)&here;
    return (struct dsu_turns){me == favoured ? __atomic_load_n(&inside, __ATOMIC_RELAXED) : OUTSIDE,
                              __atomic_load_n(&owner, __ATOMIC_RELAXED) == me};
}

void dsu_turns_restore(struct dsu_turns before)
{
    uintptr_t me = (uintptr_t)&here;
    if (__atomic_load_n(&owner, __ATOMIC_RELAXED) == me && !before.own)
        __atomic_store_n(&owner, 0, __ATOMIC_RELEASE);
    if (me == favoured)
        __atomic_store_n(&inside, before.inside, __ATOMIC_RELEASE);
}

/* ---- fork ---- */

/* The copy of the process begins with nobody's turn but that of the thread that forks. */
void dsu_turn_fork(int step)
{
    static struct dsu_turn turn;
    static unsigned depth; /* a handler may fork, too */
    if (step == 0) {
        struct dsu_turn mine = dsu_turn_begin();
        if (depth++ == 0)
            turn = mine;
    } else if (--depth == 0) {
        dsu_turn_end(turn);
    }
}
