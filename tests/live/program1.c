/* program1.c: version 1: a new body of step.
 *
 *     int step(void) { return total += 1000; }
 *
 * CHANGED (-D) lists the names that no active code may still use in the old form.
 */
#include "dsu_abi.h"
#include "program.h"

#ifndef CHANGED
#define CHANGED 0
#endif
#ifndef STEP_NAME
#define STEP_NAME "step"
#endif

#define EXPORT __attribute__((visibility("default")))
#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN unsigned __dsu_pending;

__attribute__((noipa)) int step_v1(void)
{
    return total += 1000;
}

HIDDEN int (*step_fptr)(void) = step_v1;

static const struct dsu_name names[] = {{STEP, 'F', STEP_NAME}};
static const struct dsu_body bodies[] = {{STEP, "step", 1, step_v1, 0, "In[2]", 2, 0, 0, 0, 0}};
static const struct dsu_slot slots[] = {{STEP, (void **)&step_fptr}};
static const struct dsu_issue issues[] = {{STEP, step_v1}};
static const struct dsu_unit unit = {
    "In[2]", 1, 1, 0, 1, 1, 0, names, bodies, 0, slots, issues, 0, 0, 0,
};
static const struct dsu_unit *const units[] = {&unit};
static const unsigned changed[] = {CHANGED, 0};

EXPORT const struct dsu_module dsu_module = {DSU_ABI, 1, 1, units, changed, &__dsu_pending, 0, 0, 0};
