/* program0.c: version 0, written by hand as the transformer prints it:
 *
 *     volatile int stop, total;
 *     int step(void) { return total += 1; }
 *     int loop(void) { puts("begin"); while (!stop) { update(); step(); } return total; }
 */
#include <stdio.h>

#include "dsu_abi.h"
#include "program.h"

#define EXPORT __attribute__((visibility("default")))
#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN unsigned __dsu_pending;
EXPORT volatile int stop, total;

extern int (*step_fptr)(void) HIDDEN;
extern int (*loop_fptr)(void) HIDDEN;
__asm__(".text\n.globl __dsu_f_step\n.type __dsu_f_step, @function\n__dsu_f_step: jmp *step_fptr(%rip)\n"
        ".globl __dsu_f_loop\n.type __dsu_f_loop, @function\n__dsu_f_loop: jmp *loop_fptr(%rip)\n");

static const unsigned held[] = {TOTAL, 0};
static const struct dsu_point points[] = {{1, LOOP, "loop", "In[1]", 3, held}};

__attribute__((noipa)) int step_v0(void)
{
    return total += 1;
}

__attribute__((noipa)) int loop_v0(void)
{
    puts("begin");
    while (!stop) {
        if (__atomic_load_n(&__dsu_pending, __ATOMIC_RELAXED))
            dsu_reach(&points[0]);
        step_fptr();
    }
    return total;
}

int (*step_fptr)(void) = step_v0;
int (*loop_fptr)(void) = loop_v0;

static const struct dsu_name names[] = {{STEP, 'F', "step"}, {LOOP, 'F', "loop"}, {TOTAL, 'G', "total"}};
static const struct dsu_body bodies[] = {
    {STEP, "step", 0, step_v0, 0, "In[1]", 2, 0, 0, 0, 0},
    {LOOP, "loop", 0, loop_v0, 1, "In[1]", 3, 0, 0, 0, 0},
};
static const struct dsu_slot slots[] = {{STEP, (void **)&step_fptr}, {LOOP, (void **)&loop_fptr}};
static const struct dsu_issue issues[] = {{STEP, step_v0}, {LOOP, loop_v0}};
static const struct dsu_unit unit = {
    "In[1]", 3, 2, 1, 2, 2, 0, names, bodies, points, slots, issues, 0, 0, 0,
};
static const struct dsu_unit *const units[] = {&unit};
static const unsigned changed[] = {0};

EXPORT const struct dsu_module dsu_module = {DSU_ABI, 0, 1, units, changed, &__dsu_pending, 0, 0, 0};
