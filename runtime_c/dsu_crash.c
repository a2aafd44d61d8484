/* dsu_crash.c: faults of the program: guards that survive them, and the report of those that kill.
 *
 * Everything that runs inside the handler is async-signal-safe.
 */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

enum { FRAME_LIMIT = 64, ALTERNATE_STACK = 256 * 1024 };

static const struct {
    int number;
    const char *name;
} faults[] = {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"},
              {SIGABRT, "SIGABRT"}, {SIGTRAP, "SIGTRAP"}, {SIGSYS, "SIGSYS"}};
enum { N_FAULTS = sizeof faults / sizeof *faults };

static __thread struct dsu_guard *guard __attribute__((tls_model("initial-exec")));
static char last_fault[DSU_FAULT_SIZE];

const char *dsu_last_fault(void)
{
    return last_fault;
}

/* ---- formatting without stdio ---- */

struct line {
    char *chars;
    size_t size, capacity;
};

static void put(struct line *line, const char *chars)
{
    while (*chars && line->size + 1 < line->capacity)
        line->chars[line->size++] = *chars++;
    line->chars[line->size] = 0;
}

static void put_number(struct line *line, uintptr_t number, unsigned base)
{
    char digits[24];
    size_t at = sizeof digits;
    digits[--at] = 0;
    do {
        digits[--at] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number);
    put(line, base == 16 ? "0x" : "");
    put(line, digits + at);
}

static void put_json(struct line *line, const char *chars)
{
    put(line, "\"");
    for (; *chars; chars++) {
        char one[8] = {*chars, 0};
        if (*chars == '"' || *chars == '\\') {
            one[0] = '\\';
            one[1] = *chars;
        } else if ((unsigned char)*chars < 0x20) {
            one[0] = '?';
        }
        put(line, one);
    }
    put(line, "\"");
}

/* ---- frames ---- */

struct frames {
    unsigned n;
    int below_signal; /* frames of the handler itself are left out */
    struct {
        uintptr_t ip; /* inside the instruction */
        uintptr_t start;
    } at[FRAME_LIMIT];
};

static void add_frame(struct frames *frames, uintptr_t ip, uintptr_t start)
{
    frames->at[frames->n].ip = ip;
    frames->at[frames->n++].start = start;
}

static _Unwind_Reason_Code collect(struct _Unwind_Context *context, void *data)
{
    struct frames *frames = data;
    int interrupted = 0;
    uintptr_t ip = _Unwind_GetIPInfo(context, &interrupted);
    frames->below_signal |= interrupted;
    if (frames->below_signal && ip && frames->n < FRAME_LIMIT)
        add_frame(frames, ip - !interrupted, (uintptr_t)_Unwind_GetRegionStart(context));
    return frames->n < FRAME_LIMIT ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* Is there code at `ip`?  The unwinder reads the instruction that it starts from. */
static int is_code(uintptr_t ip)
{
#ifdef DLFO_STRUCT_HAS_EH_DBASE
    struct dl_find_object found;
    return dsu_module_at(ip) != 0 || _dl_find_object((void *)ip, &found) == 0;
#else
    return ip > 0xFFFF;
#endif
}

/* All frames from the fault on.  A call through a wild pointer leaves nothing to start from: then the unwinder
 * is shown the state after a return from it. */
static void collect_all(struct frames *frames, ucontext_t *context)
{
    static __thread volatile int active __attribute__((tls_model("initial-exec")));
    if (active) /* the stack is so broken that reading it faulted */
        return;
    active = 1;
#ifdef __x86_64__
    greg_t *ip = &context->uc_mcontext.gregs[REG_RIP], *stack = &context->uc_mcontext.gregs[REG_RSP];
    greg_t real_ip = *ip, real_stack = *stack;
    if (!is_code((uintptr_t)real_ip)) {
        add_frame(frames, (uintptr_t)real_ip, 0);
        memcpy(ip, (const void *)real_stack, sizeof *ip);
        *stack += (greg_t)sizeof *ip;
    }
    if (is_code((uintptr_t)*ip))
        _Unwind_Backtrace(collect, frames);
    *ip = real_ip;
    *stack = real_stack;
#else
    (void)context;
    _Unwind_Backtrace(collect, frames);
#endif
    active = 0;
}

/* File and load address of system code. */
static const char *system_module(uintptr_t ip, uintptr_t *base)
{
#ifdef DLFO_STRUCT_HAS_EH_DBASE
    struct dl_find_object found;
    if (_dl_find_object((void *)ip, &found) == 0) {
        *base = found.dlfo_link_map->l_addr;
        return found.dlfo_link_map->l_name;
    }
#else
    (void)ip;
#endif
    *base = 0;
    return "";
}

static void put_frame(struct line *line, uintptr_t ip, uintptr_t start)
{
    const struct dsu_patch *module = dsu_module_at(ip);
    const struct dsu_body *body = module ? start ? dsu_body_at(module, start) : dsu_body_before(module, ip) : 0;
    uintptr_t base = module ? module->base : 0;
    put(line, "{\"module\":");
    put_json(line, module ? module->path : system_module(ip, &base));
    put(line, ",\"offset\":\"");
    put_number(line, ip - base, 16);
    put(line, "\",\"function\":");
    put_json(line, body ? body->name : "");
    if (body) {
        put(line, ",\"unit\":");
        put_json(line, body->unit);
        put(line, ",\"version\":");
        put_number(line, body->version, 10);
    }
    put(line, "}");
}

/* Did the stack run into its end?  Memory so near the stack pointer that may not be touched is beyond it. */
static int is_stack_full(int number, const siginfo_t *info, const ucontext_t *context)
{
    enum { BELOW = 1 << 16, ABOVE = 1 << 20 };
#if defined __x86_64__
    uintptr_t stack = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined __aarch64__
    uintptr_t stack = (uintptr_t)context->uc_mcontext.sp;
#else
    return (void)context, 0;
#endif
    return number == SIGSEGV && info->si_code > 0 && (uintptr_t)info->si_addr - (stack - BELOW) < BELOW + ABOVE;
}

static void put_fault(struct line *line, int number, const siginfo_t *info, const ucontext_t *context,
                      const struct frames *frames)
{
    const char *name = "?";
    for (unsigned i = 0; i < N_FAULTS; i++)
        if (faults[i].number == number)
            name = faults[i].name;
    put(line, "{\"signal\":\"");
    put(line, name);
    put(line, "\",\"number\":");
    put_number(line, (uintptr_t)number, 10);
    put(line, ",\"address\":\"");
    put_number(line, info->si_code > 0 ? (uintptr_t)info->si_addr : 0, 16);
    put(line, "\",\"stack_full\":");
    put(line, is_stack_full(number, info, context) ? "true" : "false");
    put(line, ",\"pid\":");
    put_number(line, (uintptr_t)getpid(), 10);
    put(line, ",\"version\":");
    put_number(line, dsu_version(), 10);
    put(line, ",\"frames\":[");
    for (unsigned i = 0; i < frames->n && line->size + 1024 < line->capacity; i++) {
        put(line, i ? "," : "");
        put_frame(line, frames->at[i].ip, frames->at[i].start);
    }
    put(line, "]}");
}

/* ---- guards ---- */

static int is_program(const struct dsu_guard *g, uintptr_t ip)
{
    return ip - g->thunk.low < g->thunk.high - g->thunk.low || dsu_module_at(ip) != 0;
}

/* Jumping out is sound when no library can be in the middle of something: the fault is in the program's own
 * code or in a library function that the program called directly (strlen of a wild pointer), or the program
 * called abort (kill, raise, abort, two frames of assert). */
static int may_jump(int number, const struct frames *frames)
{
    unsigned limit = number == SIGABRT ? 6 : 2;
    for (unsigned i = 0; guard && i < frames->n && i < limit; i++)
        if (is_program(guard, frames->at[i].ip))
            return 1;
    return 0;
}

static void on_fault(int number, siginfo_t *info, void *data)
{
    static int reporting;
    struct frames frames = {.n = 0};
    collect_all(&frames, data);
    if (may_jump(number, &frames)) {
        struct line line = {last_fault, 0, sizeof last_fault};
        put_fault(&line, number, info, data, &frames);
        sigset_t mask = ((const ucontext_t *)data)->uc_sigmask; /* what a return would restore */
        dsu_converting_unwind(&guard->converting, &mask);
        dsu_unblock();
        pthread_sigmask(SIG_SETMASK, &mask, 0);
        siglongjmp(guard->jump, 1);
    }
    if (dsu.report_fd >= 0 && !__atomic_exchange_n(&reporting, 1, __ATOMIC_ACQ_REL)) {
        static char report[DSU_FAULT_SIZE * 4];
        struct line line = {report, 0, sizeof report};
        put_fault(&line, number, info, data, &frames);
        put(&line, "\n");
        for (size_t done = 0; done < line.size;) {
            ssize_t part = write(dsu.report_fd, report + done, line.size - done);
            if (part <= 0)
                break;
            done += (size_t)part;
        }
    }
    signal(number, SIG_DFL);
    if (info->si_code <= 0) /* sent, not caused by an instruction that would fault again */
        raise(number);
}

/* ---- installing ---- */

void dsu_fault_signals(sigset_t *set)
{
    sigemptyset(set);
    for (unsigned i = 0; i < N_FAULTS; i++)
        sigaddset(set, faults[i].number);
}

static struct sigaction borrowed[N_FAULTS];

static void install(struct sigaction *old)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    for (unsigned i = 0; i < N_FAULTS; i++)
        sigaction(faults[i].number, &action, old ? &old[i] : 0);
}

void dsu_guard_enter(struct dsu_guard *g)
{
    dsu_converting(&g->converting);
    g->borrowed = !dsu.interactive && !guard;
    if (g->borrowed)
        install(borrowed);
    g->outer = guard;
    guard = g;
}

void dsu_guard_leave(struct dsu_guard *g)
{
    guard = g->outer;
    for (unsigned i = 0; g->borrowed && i < N_FAULTS; i++)
        sigaction(faults[i].number, &borrowed[i], 0);
}

static _Unwind_Reason_Code ignore(struct _Unwind_Context *context, void *data)
{
    (void)context;
    (void)data;
    return _URC_NO_REASON;
}

void dsu_crash_stack(void)
{
    void *memory = mmap(0, ALTERNATE_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
        stack_t stack = {.ss_sp = memory, .ss_size = ALTERNATE_STACK};
        sigaltstack(&stack, 0);
    }
}

void dsu_crash_start(void)
{
    dsu_crash_stack();
    _Unwind_Backtrace(ignore, 0); /* its first call may allocate */
    install(0);
}
