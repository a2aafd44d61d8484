/* dsu_internal.h: what the files of the runtime share; hidden from everybody else.
 *
 * Locks.  dsu_lock() guards the registry, the patches and the queue of jobs; it is never held while
 * code of the program runs.  Conversions take turns (dsu_turn.c); a thread whose turn it is may begin another one,
 * because a user's transformer may touch objects that convert.  Order: turn, then dsu_lock.
 */
#ifndef DSU_INTERNAL_H
#define DSU_INTERNAL_H

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <unwind.h>

#pragma GCC visibility push(default)
#include "dsu_abi.h"
#include "dsu_host.h"
#pragma GCC visibility pop

#include "dsu_text.h"

/* ---- registry: dsu_state.c ---- */

/* What is known about one name.  Entries never move, so conversions read them without a lock. */
struct dsu_entry {
    unsigned id;
    char kind;
    int applied; /* named by a module that was applied: kind and text are settled */
    char *text;
    /* functions */
    void *code; /* newest applied body */
    void ***slots;
    unsigned n_slots, slot_capacity;
    /* types: versions[0 .. n_versions) in order; the last one is current */
    const struct dsu_type **versions;
    unsigned n_versions, version_capacity;
    const struct dsu_type *quick; /* the last version, if the step to it can be taken quickly */
    int guarded; /* handlers use it: convert with signals blocked */
    unsigned long *began; /* for each of the versions: `converted` when it came */
    unsigned long converted, faults;
    char *fault; /* JSON of the first fault of a user's transformer */
};

struct dsu_range {
    uintptr_t low, high;
};

/* A try to apply a patch that did not succeed. */
enum { DSU_HELD_LIMIT = 32, DSU_FRAME_LIMIT = 16 };
struct dsu_held {
    unsigned name;
    const struct dsu_body *body; /* the frame; 0: the job, an evaluation */
    unsigned line;
    unsigned depth; /* how many frames of the program are above it, that of the point included */
    int waits;      /* the frame waits for the function `name`, which had no update point when it was compiled */
};
struct dsu_frame {
    const struct dsu_body *body;
    unsigned line; /* of the call that it is in; 0: of one of several */
};
struct dsu_verdict {
    const struct dsu_point *point;
    const char *why;
    unsigned n_held, n_frames;
    struct dsu_held held[DSU_HELD_LIMIT];
    struct dsu_frame frames[DSU_FRAME_LIMIT]; /* the innermost callers of the point's body */
};

/* A patch, and the module it is made of. */
/* The JSON of a fault fits in so many bytes. */
enum { DSU_FAULT_SIZE = 8192 };

struct dsu_patch {
    struct dsu_patch *next;    /* in the order of loading */
    struct dsu_patch *waiting; /* in the queue of pending patches */
    enum dsu_patch_state state;
    int committing;
    void *handle;
    char *path;
    uintptr_t base;
    const struct dsu_module *module;
    unsigned n_text;
    struct dsu_range text[8];
    const struct dsu_body **bodies; /* all of the module's, by address */
    unsigned n_bodies;
    unsigned char *changed; /* bit set over names */
    unsigned changed_limit;
    void **undo; /* room for the bodies that a refused state transformer brings back */
    char error[DSU_FAULT_SIZE + 64];
    int refusal; /* result of the state transformer */
    uint64_t requested_ns, applied_ns, pause_ns;
    const struct dsu_point *where; /* it was applied, or 0: with no thread of the program at one */
    unsigned long tries;
    struct dsu_verdict verdict;
};

#define EACH_UNIT(patch, u) \
    for (const struct dsu_unit *const *u = (patch)->module->units; \
         u < (patch)->module->units + (patch)->module->n_units; u++)

struct dsu_state {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* anything that a waiter may wait for */
    struct dsu_patch *modules;
    struct dsu_patch *pending;
    unsigned version;
    unsigned requests; /* counts changes of what is wanted */
    unsigned looked;   /* the last of them that the idle main loop has seen to */
    int applied_any;
    int forked;     /* this process is a child that the program forked */
    int rehearsing; /* a copy that is made now is one of ours */
    int interactive;
    int report_fd;
};
extern struct dsu_state dsu;

/* A thread of the program is deaf to signals while it has the lock: a handler that came to a point would wait
 * for ever, and one that jumped away would take the lock along. */
void dsu_lock(void);
void dsu_unlock(void);
/* Blocks all signals but faults. */
void dsu_deafen(sigset_t *before);
void dsu_undeafen(const sigset_t *before);
/* Wakes all that wait for `dsu.changed`, and the main loop. */
void dsu_notify(void);
/* For the main loop: waits, open to signals and without the lock, until dsu_notify(). */
void dsu_wait_idle(void);
/* dsu.changed, at most until `deadline_ns` (CLOCK_MONOTONIC; 0: for ever); 0 when time is up. */
int dsu_wait_until(uint64_t deadline_ns);
uint64_t dsu_now(void);
uint64_t dsu_deadline(long timeout_ms);

struct dsu_entry *dsu_entry(unsigned id);        /* 0: unknown */
struct dsu_entry *dsu_entry_make(unsigned id);   /* 0: no memory or too large */
const char *dsu_entry_text(unsigned id);
struct dsu_patch *dsu_module_at(uintptr_t address);
const struct dsu_body *dsu_body_at(const struct dsu_patch *module, uintptr_t code);
const struct dsu_body *dsu_body_before(const struct dsu_patch *module, uintptr_t address);
/* Writes every module's pending flag. With the lock held. */
void dsu_set_pending_flags(void);
/* The same when nothing new is wanted of patches and jobs. */
void dsu_show_pending_flags(void);
#define DSU_EACH_NAME(id, entry) \
    for (unsigned id = 1; id < dsu_entry_limit(); id++) \
        for (struct dsu_entry *entry = dsu_entry(id); entry; entry = 0)
unsigned dsu_entry_limit(void);

/* ---- prepare: dsu_module.c, in steps that return 0 or -1 with the patch's error set ---- */
__attribute__((format(printf, 2, 3))) int dsu_fail(struct dsu_patch *patch, const char *format, ...); /* -1 */
int dsu_load(struct dsu_patch *patch);  /* dsu_load.c */
int dsu_check(struct dsu_patch *patch); /* dsu_check.c; with the lock held */
int dsu_issues(const struct dsu_patch *patch, unsigned function); /* does it bring a body of the function? */

/* ---- commit: dsu_commit.c; with the lock held ---- */
/* Applies `patch` on this thread; the lock may be released meanwhile. */
void dsu_commit(struct dsu_patch *patch);
/* Applies all pending patches that no thread stands in the way of; for when no job is running. */
void dsu_commit_all(void);
/* Its stores: bodies, types, retyped globals, the version. */
void dsu_switch(struct dsu_patch *patch);

/* ---- state transformers: dsu_rehearse.c; with the lock held, which is released meanwhile ---- */
/* Runs the patch's state transformer; non-zero: it refuses, or it faulted. */
int dsu_run_state(struct dsu_patch *patch);
/* Does it agree and come to an end, in a copy of the process?  `mask`: the program's signal mask. */
int dsu_rehearse(struct dsu_patch *patch, const sigset_t *mask);
/* Does the calling thread run a state transformer? */
int dsu_in_state(void);
/* Why the calling thread must not run the patch's state transformer, or 0; the other threads are claimed. */
const char *dsu_state_waits(const struct dsu_patch *patch);

/* ---- points: dsu_point.c ---- */
struct dsu_thread;
struct dsu_region;
/* May `patch` be applied while `thread` stands at `point`?  It is the calling one, or one that is claimed in
 * `region`.  Fills in the verdict if not. */
int dsu_may_commit(struct dsu_patch *patch, const struct dsu_point *point, const struct dsu_thread *thread, const struct dsu_region *region);
/* Has the thread not just tried here in vain?  Without the lock. */
int dsu_worth_a_try(struct dsu_thread *thread, const struct dsu_point *point, const void *frame_address);
/* Applies the pending patches that all threads stand for; `thread` is the calling one, about to be blocked in
 * `region`, or 0. */
void dsu_try(const struct dsu_thread *thread, const struct dsu_region *region);

/* ---- blocking regions: dsu_region.c ---- */
struct dsu_region {
    uintptr_t registers[6]; /* rbx, rbp, r12 to r15: the code in assembler knows the places */
    uintptr_t stack, back;
    const struct dsu_point *point;
    unsigned state;
};
extern __thread struct dsu_region dsu_region; /* of the calling thread */
enum { DSU_WANT_PATCH = 1, DSU_WANT_JOB = 2, DSU_WANT_MOMENT = 4, DSU_WANT_LOOK = 8 };
extern unsigned dsu_wanted;
void dsu_want(unsigned wanted);
void dsu_regions_start(void);
int dsu_region_claim(struct dsu_region *region);
void dsu_region_let_go(struct dsu_region *region);
void dsu_walk(const struct dsu_region *region, _Unwind_Trace_Fn callback, void *data);

/* ---- moments: dsu_moments.c ---- */
int dsu_moments_wanted(void);
/* Around what happens at an update point, or on the way into a region (which is published already); without the
 * lock.  Says whether the patch has just been requested, and tried, as if the thread were blocked already. */
int dsu_moment_begins(const struct dsu_point *point);
void dsu_moment_ends(const struct dsu_point *point);

/* ---- looking: dsu_look.c ---- */
enum { DSU_SIGHT_FRAMES = 32 };
/* Where a thread was seen last; `point` is 0 when it was not. */
struct dsu_sight {
    const struct dsu_point *point;
    uint64_t when_ns;
    unsigned number, spare; /* the look that it has answered, and how often it was asked since */
    unsigned n;
    struct {
        const struct dsu_patch *module;
        const struct dsu_body *body; /* 0: not known */
        uintptr_t ip;                /* inside the call */
    } frames[DSU_SIGHT_FRAMES];
};
int dsu_look_wanted(void);
/* The calling thread has come to a point while DSU_WANT_LOOK is set.  Without the lock. */
void dsu_look_here(struct dsu_thread *thread, const struct dsu_point *point);
/* What was seen of the thread belongs to a job that is over. */
void dsu_look_forget(struct dsu_thread *thread);
void dsu_tell_point(struct dsu_text *text, const struct dsu_point *point);

/* ---- threads of the program: dsu_thread.c ---- */
struct dsu_thread {
    struct dsu_thread *next;
    const void *base;           /* frame below which there is nothing of the program; 0: dsu_active knows */
    struct dsu_region *region;  /* 0: the thread has not begun */
    int claimed;
    struct dsu_patch *parked;   /* waits at a point where this patch may be applied */
    uint64_t rest_until;        /* has waited in vain lately */
    const struct dsu_point *last_point; /* of the tries that failed */
    const void *last_frame;
    uint64_t next_try;
    unsigned last_request, tries, seed;
    int end_rounds;
    int tid;
    struct dsu_sight sight;
};
struct dsu_thread *dsu_next_thread(struct dsu_thread *thread); /* the first one for 0 */
struct dsu_thread *const *dsu_other_threads(void); /* where the list of all but the first one begins */
struct dsu_thread *dsu_thread_self(void); /* 0: not a thread of the program */
void dsu_thread_start(void);              /* the calling thread is the program's first */
void dsu_threads_after_fork(void);
/* Do all threads of the program but `self` (and the first one, when no job runs) stand where `patch` may be
 * applied?  If so those in regions are held there until dsu_let_go(). */
enum dsu_others { DSU_SOME_RUN, DSU_SOME_HOLD, DSU_ALL_STAND };
enum dsu_others dsu_claim_others(struct dsu_patch *patch, const struct dsu_thread *self);
void dsu_let_go(void);
/* The kinds of the claimed regions: DSU_REGION_BARE if all are, the others if one is. */
int dsu_claimed_kinds(void);
/* Where one of them stands. */
const struct dsu_point *dsu_claimed_point(void);
/* Waits a short while for that, or for the patch to be decided; 0: in vain. */
int dsu_park(struct dsu_thread *self, struct dsu_patch *patch);

/* ---- jobs: dsu_job.c ---- */
struct dsu_out {
    struct dsu_text text;
};

/* An unfinished job on the program's thread. */
struct dsu_activation {
    struct dsu_activation *outer;
    struct dsu_job *job;
    const void *base; /* frame below which there is nothing of the job */
    const unsigned *held;
};
extern struct dsu_activation *dsu_active;
int dsu_loop_is_idle(void);
int dsu_nested_waiting(void);
/* Is the calling thread one of the program's, and not in an evaluation or a commit inside of a point? */
int dsu_is_outermost(const struct dsu_thread *self);
void dsu_run_nested(void);
void dsu_jobs_after_fork(void);

/* ---- conversions: dsu_turn.c, dsu_convert.c, dsu_storage.c ---- */
/* Whose turn it is to convert: of one thread at a time, which may begin again inside. */
struct dsu_turn {
    enum { DSU_NESTED, DSU_FAVOURED, DSU_OWN } kind;
    unsigned before;
};
void dsu_turn_start(void); /* on the program's first thread */
struct dsu_turn dsu_turn_begin(void);
void dsu_turn_end(struct dsu_turn turn);
void dsu_turn_fork(int step); /* 0 before, 1 after */
void dsu_yield(void);

/* For jumps out of conversions. */
struct dsu_turns {
    unsigned inside;
    int own;
};
struct dsu_turns dsu_turns_now(void);
void dsu_turns_restore(struct dsu_turns before);

struct dsu_converting {
    struct dsu_turns turns;
    const sigset_t *deaf_since;
};
void dsu_converting(struct dsu_converting *now);
/* What `quick` is to be, after a change of the versions. */
const struct dsu_type *dsu_quick_step(const struct dsu_entry *type);
/* `mask`: gets the signal mask of before, if the conversions that are left have changed it. */
void dsu_converting_unwind(const struct dsu_converting *before, sigset_t *mask);

void *dsu_storage(unsigned long size, unsigned long align); /* zeroed; in signal handlers, too */
void dsu_storage_handler_enter(struct dsu_handler *handler);
void dsu_storage_handler_leave(struct dsu_handler *handler);
void dsu_storage_fork(int step);

/* ---- faults: dsu_crash.c ---- */
/* A place to jump to when code of the program faults. */
struct dsu_guard {
    struct dsu_guard *outer;
    sigjmp_buf jump;
    struct dsu_range thunk; /* code of the program besides the modules */
    struct dsu_converting converting; /* to go back to */
    int borrowed;           /* handlers were installed for this guard only */
};
void dsu_guard_enter(struct dsu_guard *guard);
void dsu_guard_leave(struct dsu_guard *guard);
/* After the jump: the fault as JSON; valid until the next one. */
const char *dsu_last_fault(void);
void dsu_crash_start(void);
/* Gives this thread a stack to report on that its own is full. */
void dsu_crash_stack(void);
void dsu_fault_signals(sigset_t *set); /* those that an instruction can cause */

#endif
