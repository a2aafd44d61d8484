/* dsu_rehearse.c: state transformers: the user's code that runs once, in the middle of a commit.
 *
 * It runs first in a copy of the process, where it may fail.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- on which thread? ---- */

/* Somebody else's thread may run it while those of the program are blocked, if nobody can tell: they hold no
 * lock of the library, and take no notice of the child that rehearses (see await_child). */
const char *dsu_state_waits(const struct dsu_patch *patch)
{
    struct sigaction child_signal;
    if (dsu_thread_self())
        return 0;
    if (patch->module->state_bound)
        return "the state transformer has to run on the program's own thread, which is blocked in this call";
    int kinds = dsu_claimed_kinds();
    if (!(kinds & DSU_REGION_BARE))
        return "the state transformer has to wait until this call of the library has returned";
    if (kinds & DSU_REGION_CHILDREN)
        return "the state transformer is rehearsed in a child process, which this call would notice";
    sigaction(SIGCHLD, 0, &child_signal);
    if (child_signal.sa_handler != SIG_DFL && child_signal.sa_handler != SIG_IGN)
        return "the state transformer is rehearsed in a child process, which the program's handler of SIGCHLD would notice";
    return 0;
}

/* ---- the run ---- */

/* Update points that a state transformer comes to are none: its thread is in the middle of the commit. */
static __thread int in_state __attribute__((tls_model("initial-exec")));

int dsu_in_state(void)
{
    return in_state;
}

int dsu_run_state(struct dsu_patch *patch)
{
    struct dsu_guard guard = {.thunk = {0, 0}};
    volatile int result = -1;
    sigset_t faults, before; /* a blocked fault would kill: let the guard see it */
    dsu_fault_signals(&faults);
    dsu_unlock();
    pthread_sigmask(SIG_UNBLOCK, &faults, &before);
    in_state = 1;
    dsu_guard_enter(&guard);
    if (sigsetjmp(guard.jump, 0) == 0)
        result = patch->module->state();
    else
        snprintf(patch->error, sizeof patch->error, "the state transformer crashed: %s", dsu_last_fault());
    dsu_guard_leave(&guard);
    in_state = 0;
    pthread_sigmask(SIG_SETMASK, &before, 0);
    dsu_lock();
    return result;
}

/* ---- the rehearsal ---- */

enum { REHEARSAL_MS = 2000 };

struct rehearsal {
    int result;
    int done; /* a program that ignores SIGCHLD learns nothing else of its children */
    char error[sizeof((struct dsu_patch *)0)->error];
};

/* In the copy: nothing that it prints is seen, nothing that it changes lasts. */
static _Noreturn void rehearse_in_child(struct dsu_patch *patch, struct rehearsal *told, const sigset_t *mask)
{
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    dsu_crash_stack(); /* whichever thread this is, it can tell that its stack is full */
    pthread_sigmask(SIG_SETMASK, mask, 0);
    dsu_switch(patch);
    told->result = dsu_run_state(patch);
    memcpy(told->error, patch->error, sizeof told->error);
    told->done = 1;
    _exit(0);
}

/* Waits for the copy, at most REHEARSAL_MS; its wait status, or -1 when it did not end in time. */
static int await_child(pid_t child)
{
    uint64_t deadline = dsu_now() + REHEARSAL_MS * 1000000ull;
    struct timespec pause = {0, 200000};
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        if (dsu_now() > deadline) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return -1;
        }
        nanosleep(&pause, 0);
    }
    return status;
}

/* The program must not see that a child of ours has ended; one of its own may have ended meanwhile. */
static void forget_child_signal(int was_pending)
{
    sigset_t child_signal;
    struct timespec now = {0, 0};
    siginfo_t info = {0};
    if (was_pending)
        return;
    sigemptyset(&child_signal);
    sigaddset(&child_signal, SIGCHLD);
    sigtimedwait(&child_signal, 0, &now);
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid)
        kill(getpid(), SIGCHLD);
}

/* How the copy ended which did not come to the end; crashes are among its reports.  The status is 0 as well when the
 * program ignores SIGCHLD, and so learns nothing of its children. */
static void tell_end(char *error, size_t size, int status)
{
    if (WIFSIGNALED(status))
        snprintf(error, size, "the state transformer was ended by signal %d", WTERMSIG(status));
    else
        snprintf(error, size, "the state transformer ended the process");
}

int dsu_rehearse(struct dsu_patch *patch, const sigset_t *mask)
{
    sigset_t pending, all, before;
    struct rehearsal *told = mmap(0, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED)
        return 1;
    told->result = -1;
    dsu.rehearsing = 1; /* seen in the copy */
    sigfillset(&all);
    dsu_unlock(); /* the handlers of fork take the lock; `committing` keeps the patch as it is */
    int outside = !dsu_thread_self(); /* then the signal is ignored, see dsu_state_waits; and it is not to stay pending */
    if (outside)
        sigdelset(&all, SIGCHLD);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    sigpending(&pending);
    pid_t child = fork();
    if (child == 0) {
        dsu_lock();
        rehearse_in_child(patch, told, mask);
    }
    int status = child > 0 ? await_child(child) : 0;
    if (child > 0 && !outside)
        forget_child_signal(sigismember(&pending, SIGCHLD));
    pthread_sigmask(SIG_SETMASK, &before, 0);
    dsu_lock();
    if (child < 0)
        snprintf(patch->error, sizeof patch->error, "the state transformer cannot be rehearsed: fork failed");
    else if (status == -1)
        snprintf(patch->error, sizeof patch->error, "the state transformer did not end within %d s", REHEARSAL_MS / 1000);
    else if (status != 0 || !told->done)
        tell_end(patch->error, sizeof patch->error, status);
    else if (told->result != 0 && told->error[0])
        memcpy(patch->error, told->error, sizeof patch->error);
    else if (told->result != 0)
        snprintf(patch->error, sizeof patch->error, "the state transformer returned %d", told->result);
    patch->refusal = told->result;
    munmap(told, sizeof *told);
    dsu.rehearsing = 0;
    return !patch->error[0];
}
