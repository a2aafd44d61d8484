/* dsu_region.c: blocking regions: a thread inside a blocking call of the library stands at an update point.
 *
 *                 dsu_block                     claim
 *     RUNNING ------------------> BLOCKED ------------------> CLAIMED     (by another thread, with the lock)
 *        ^  <-----------------------|  ^ <-----------------------|
 *        |        dsu_unblock               let go, after the walk or the commit
 *        +--------------------------- dsu_unblock waits here
 *
 * A claimed thread cannot come back into code of the program; so another thread can walk its stack, from the
 * registers that dsu_block saved, and apply a patch.  The saved registers describe the frame of the body as it
 * was when dsu_block returned, and what lies above it stays as it is until the body goes on.
 *
 * Order: a thread publishes BLOCKED and then looks whether something is wanted; a requester says what it wants
 * and then looks for blocked threads.  The barrier between the two steps is the requester's (membarrier), or,
 * where the kernel has none, both have one.
 *
 * Code of the program that runs on a blocked thread leaves the region first: signal handlers say so themselves
 * (dsu_handler_enter), a thread that is cancelled cannot: see dsu_pthread_cancel.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { RUNNING, BLOCKED, CLAIMED };

__attribute__((tls_model("initial-exec"))) __thread struct dsu_region dsu_region;

static int one_sided; /* the requester's barrier is enough */
static int off;       /* see dsu_pthread_cancel */
static unsigned awaited; /* threads that wait to be let go */
unsigned dsu_wanted;

void dsu_regions_start(void)
{
    one_sided = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

void dsu_want(unsigned wanted)
{
    unsigned before = __atomic_exchange_n(&dsu_wanted, wanted, __ATOMIC_SEQ_CST);
    if (wanted & ~before & ~DSU_WANT_LOOK && one_sided) /* who only looks can do without */
        syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

/* ---- the thread itself ---- */

#ifdef __x86_64__
/* Saves what the unwinder needs to go on from the return of this function, then publishes it. */
__asm__(".pushsection .text\n"
        ".p2align 4\n"
        ".globl dsu_block\n"
        ".type dsu_block, @function\n"
        "dsu_block:\n"
        "    .cfi_startproc\n"
        "    movq dsu_region@gottpoff(%rip), %rax\n"
        "    movq %rbx, %fs:(%rax)\n"
        "    movq %rbp, %fs:8(%rax)\n"
        "    movq %r12, %fs:16(%rax)\n"
        "    movq %r13, %fs:24(%rax)\n"
        "    movq %r14, %fs:32(%rax)\n"
        "    movq %r15, %fs:40(%rax)\n"
        "    movq (%rsp), %rdx\n"
        "    leaq 8(%rsp), %rcx\n"
        "    movq %rcx, %fs:48(%rax)\n"
        "    movq %rdx, %fs:56(%rax)\n"
        "    jmp dsu_blocked\n"
        "    .cfi_endproc\n"
        ".size dsu_block, .-dsu_block\n"

        /* dsu_walk(region, callback, data): _Unwind_Backtrace as if it had been called where the registers of
         * `region` (in rbx at the call) were saved.  Expressions: DW_OP_breg3 (rbx) + offset; the call frame
         * address is the saved stack pointer (deref), the registers lie at region + 8 * i. */
        ".p2align 4\n"
        ".globl dsu_walk\n"
        ".hidden dsu_walk\n"
        ".type dsu_walk, @function\n"
        "dsu_walk:\n"
        "    .cfi_startproc\n"
        "    pushq %rbx\n"
        "    .cfi_def_cfa_offset 16\n"
        "    .cfi_offset %rbx, -16\n"
        "    movq %rdi, %rbx\n"
        "    movq %rsi, %rdi\n"
        "    movq %rdx, %rsi\n"
        "    .cfi_remember_state\n"
        "    .cfi_escape 0x0f, 3, 0x73, 48, 0x06\n" /* CFA */
        "    .cfi_escape 0x10, 3, 2, 0x73, 0\n"     /* rbx */
        "    .cfi_escape 0x10, 6, 2, 0x73, 8\n"     /* rbp */
        "    .cfi_escape 0x10, 12, 2, 0x73, 16\n"
        "    .cfi_escape 0x10, 13, 2, 0x73, 24\n"
        "    .cfi_escape 0x10, 14, 2, 0x73, 32\n"
        "    .cfi_escape 0x10, 15, 2, 0x73, 40\n"
        "    .cfi_escape 0x10, 16, 2, 0x73, 56\n" /* rip */
        "    call _Unwind_Backtrace@PLT\n"
        "    nop\n"
        "    .cfi_restore_state\n"
        "    popq %rbx\n"
        "    .cfi_def_cfa_offset 8\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size dsu_walk, .-dsu_walk\n"
        ".popsection\n");
#else
/* Elsewhere nobody can walk the stack of another thread: a region is a point that the thread passes. */
void dsu_block(const struct dsu_point *point)
{
    if (__atomic_load_n(&dsu_wanted, __ATOMIC_RELAXED))
        dsu_reach(point);
}

void dsu_walk(const struct dsu_region *region, _Unwind_Trace_Fn callback, void *data)
{
    (void)region;
    (void)callback;
    (void)data;
}
#endif

static void publish(void)
{
    if (one_sided)
        __atomic_store_n(&dsu_region.state, BLOCKED, __ATOMIC_RELEASE);
    else
        __atomic_exchange_n(&dsu_region.state, BLOCKED, __ATOMIC_SEQ_CST);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* With the lock held. */
static void come_back(void)
{
    awaited++;
    while (__atomic_load_n(&dsu_region.state, __ATOMIC_ACQUIRE) == CLAIMED)
        dsu_wait_until(0);
    awaited--;
    __atomic_store_n(&dsu_region.state, RUNNING, __ATOMIC_RELAXED);
}

__attribute__((noinline)) static void come_back_slowly(void)
{
    int error = errno;
    dsu_lock();
    come_back();
    dsu_unlock();
    errno = error;
}

void dsu_unblock(void)
{
    unsigned state = BLOCKED;
    if (!__atomic_compare_exchange_n(&dsu_region.state, &state, RUNNING, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED) && state == CLAIMED)
        come_back_slowly();
}

/* The thread has come to a region while something is wanted: it sees to that itself. */
__attribute__((noinline)) static void arrive(int may_run_jobs)
{
    struct dsu_thread *thread = dsu_thread_self();
    struct dsu_region here;
    int error = errno;
    unsigned wanted = __atomic_load_n(&dsu_wanted, __ATOMIC_RELAXED);
    int jobs = may_run_jobs && wanted & DSU_WANT_JOB && thread && !thread->base;
    int outermost = dsu_is_outermost(thread);
    if (outermost && wanted & DSU_WANT_LOOK)
        dsu_look_here(thread, dsu_region.point);
    if (outermost && (jobs || (wanted & DSU_WANT_PATCH && dsu_worth_a_try(thread, dsu_region.point, (const void *)dsu_region.stack)))) {
        dsu_lock();
        come_back();
        here = dsu_region; /* what runs now may come to regions of its own */
        if (jobs)
            dsu_run_nested();
        dsu_try(thread, &here);
        memcpy(&dsu_region, &here, offsetof(struct dsu_region, state));
        publish(); /* while the lock is held: the next one who has it sees this thread blocked */
        dsu_unlock();
    }
    errno = error;
}

__attribute__((visibility("hidden"))) void dsu_blocked(const struct dsu_point *point);
void dsu_blocked(const struct dsu_point *point)
{
    dsu_region.point = point;
    publish();
    unsigned wanted = __atomic_load_n(&dsu_wanted, __ATOMIC_RELAXED);
    if (__builtin_expect(wanted, 0)) {
        int counts = wanted & DSU_WANT_MOMENT && dsu_is_outermost(dsu_thread_self());
        if (!counts || !dsu_moment_begins(point))
            arrive(1);
        if (counts)
            dsu_moment_ends(point);
    }
}

int dsu_buffered(void)
{
#ifdef __GLIBC__
    return stdin->_IO_read_ptr < stdin->_IO_read_end;
#else
    return 0;
#endif
}

/* ---- signal handlers of the program ---- */

_Static_assert(sizeof(struct dsu_region) <= offsetof(struct dsu_handler, outer), "a handler keeps the region that it interrupted");

void dsu_handler_enter(struct dsu_handler *handler)
{
    dsu_storage_handler_enter(handler);
    struct dsu_region *interrupted = (struct dsu_region *)(void *)handler;
    unsigned state = __atomic_load_n(&dsu_region.state, __ATOMIC_RELAXED);
    if (state != RUNNING)
        dsu_unblock();
    *interrupted = dsu_region; /* perhaps half written; it is as it was when the handler is done */
    interrupted->state = state;
}

void dsu_handler_leave(struct dsu_handler *handler)
{
    const struct dsu_region *interrupted = (const struct dsu_region *)(void *)handler;
    memcpy(&dsu_region, interrupted, offsetof(struct dsu_region, state));
    if (interrupted->state != RUNNING) {
        publish();
        if (__builtin_expect(__atomic_load_n(&dsu_wanted, __ATOMIC_RELAXED), 0))
            arrive(0);
    }
    dsu_storage_handler_leave(handler);
}

/* Blocking calls end a cancelled thread: then its clean-up functions run inside the region.  From the first
 * cancellation on no region counts. */
__attribute__((visibility("default"))) int dsu_pthread_cancel(pthread_t);
int dsu_pthread_cancel(pthread_t thread)
{
    dsu_lock();
    off = 1;
    dsu_unlock();
    return pthread_cancel(thread);
}

/* ---- other threads; with the lock held ---- */

int dsu_region_claim(struct dsu_region *region)
{
    unsigned state = BLOCKED;
    return !off && region && __atomic_compare_exchange_n(&region->state, &state, CLAIMED, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

void dsu_region_let_go(struct dsu_region *region)
{
    __atomic_store_n(&region->state, BLOCKED, __ATOMIC_RELEASE);
    if (awaited)
        pthread_cond_broadcast(&dsu.changed);
}
