/* Functions with points on a stack; VERSION 0 the program, 1 a patch that changes T, 2 one that only changes `second`. */
#include <stdlib.h>

#include "module.h"

enum { MAIN = 1, FIRST, SECOND, THIRD, COMPARE, T, SORTER, STRAY, HIDDEN_CALLER };

static const struct dsu_point points[] = {
    POINT(1, FIRST, "first", "stack", 10, NONE),   POINT(2, SECOND, "second", "stack", 20, NONE),
    POINT(3, THIRD, "third", "stack", 30, NONE),   POINT(4, COMPARE, "compare", "stack", 40, NONE),
    POINT(5, SECOND, "second", "stack", 50, HELD(SECOND)),
};

#if VERSION == 0
static int (*volatile keep)(int);

SLOT(int (*)(int), first, 0);
SLOT(int (*)(int), second, 0);
SLOT(int (*)(int), third, 0);

BODY int third_v0(int n)
{
    reach(&points[2]);
    return n + 3;
}

BODY int first_v0(int n)
{
    if (n == 7) /* a tail call: this frame is gone when `third` runs */
        return third_fptr(n);
    reach(&points[0]);
    return n + 1;
}

BODY int second_v0(int n)
{
    reach(&points[1]);
    return n + 2;
}

BODY int compare_v0(const void *a, const void *b)
{
    reach(&points[3]);
    return *(const int *)a - *(const int *)b;
}
SLOT(int (*)(const void *, const void *), compare, compare_v0);
extern int compare_entry(const void *, const void *) __asm__("__dsu_f_compare");

/* Calls first (holding T), then second (holding nothing), with gates before; then both again. */
BODY int main_v0(int n)
{
    int sum = 0;
    gate(1);
    sum += first_fptr(n);
    gate(2);
    sum += second_fptr(n);
    gate(3);
    sum += 100 * second_fptr(n);
    return sum + 0 * third_fptr(n);
}

/* A body that calls qsort holding T when n is 0, nothing otherwise (two bodies would be one too many here). */
BODY int sorter_v0(int n)
{
    int numbers[] = {5, 3, 9, 1, 7, n};
    gate(1);
    qsort(numbers, COUNT(numbers), sizeof *numbers, compare_entry);
    gate(2);
    return numbers[0] + second_fptr(0);
}

/* Not a body: a frame of it is nothing the runtime knows. */
BODY int hidden(int n)
{
    int result = second_fptr(n);
    gate(4);
    return result + 1;
}

BODY int stray_v0(int n)
{
    gate(1);
    n = keep(n);
    gate(2);
    return n + second_fptr(n);
}

SLOT(int (*)(int), main, main_v0);
SLOT(int (*)(int), sorter, sorter_v0);
SLOT(int (*)(int), stray, stray_v0);
ENTRY(main);
ENTRY(first);
ENTRY(second);
ENTRY(third);
ENTRY(compare);
ENTRY(sorter);
ENTRY(stray);

static void at_birth(void)
{
    keep = hidden;
}

static const struct dsu_site main_sites[] = {
    {FIRST, 101, HELD(T)}, {SECOND, 102, NONE}, {THIRD, 103, NONE}};
static const struct dsu_site sorter_sites[] = {{0, 111, HELD(T)}, {SECOND, 112, NONE}};
static const struct dsu_site stray_sites[] = {{0, 121, NONE}, {SECOND, 122, NONE}};
static const struct dsu_site first_sites[] = {{THIRD, 131, NONE}};
static const struct dsu_name names[] = {{MAIN, 'F', "main"},       {FIRST, 'F', "first"}, {SECOND, 'F', "second"}, {THIRD, 'F', "third"},
                                        {COMPARE, 'F', "compare"}, {T, 'T', "T"},         {SORTER, 'F', "sorter"}, {STRAY, 'F', "stray"}};
static const struct dsu_body bodies[] = {
    {MAIN, "main", 0, main_v0, 1, "stack", 100, COUNT(main_sites), main_sites, 0, 0},
    {FIRST, "first", 0, first_v0, 1, "stack", 10, COUNT(first_sites), first_sites, 0, 0},
    {SECOND, "second", 0, second_v0, 1, "stack", 20, 0, 0, 0, 0},
    {THIRD, "third", 0, third_v0, 1, "stack", 30, 0, 0, 0, 0},
    {COMPARE, "compare", 0, compare_v0, 1, "stack", 40, 0, 0, 0, 0},
    {SORTER, "sorter", 0, sorter_v0, 1, "stack", 110, COUNT(sorter_sites), sorter_sites, 0, 0},
    {STRAY, "stray", 0, stray_v0, 1, "stack", 120, COUNT(stray_sites), stray_sites, 0, 0},
};
static const struct dsu_slot slots[] = {
    {MAIN, (void **)&main_fptr},       {FIRST, (void **)&first_fptr},   {SECOND, (void **)&second_fptr}, {THIRD, (void **)&third_fptr},
    {COMPARE, (void **)&compare_fptr}, {SORTER, (void **)&sorter_fptr}, {STRAY, (void **)&stray_fptr}};
static const struct dsu_issue issues[] = {{MAIN, main_v0},       {FIRST, first_v0},   {SECOND, second_v0}, {THIRD, third_v0},
                                          {COMPARE, compare_v0}, {SORTER, sorter_v0}, {STRAY, stray_v0}};
#else
BODY int second_new(int n)
{
    reach(&points[4]);
    return n + 2 + 1000 * VERSION;
}
#define at_birth 0
static const struct dsu_name names[] = {{SECOND, 'F', "second"}, {T, 'T', "T"}};
static const struct dsu_body bodies[] = {{SECOND, "second", VERSION, second_new, 1, "stack", 20, 0, 0, 0, 0}};
static const struct dsu_slot slots[] = {{0, 0}};
static const struct dsu_issue issues[] = {{SECOND, second_new}};
#endif

static const struct dsu_unit unit = {
    .name = "stack",
    .n_names = COUNT(names), .names = names,
    .n_bodies = COUNT(bodies), .bodies = bodies,
    .n_points = COUNT(points), .points = points,
    .n_slots = VERSION ? 0 : COUNT(slots), .slots = slots,
    .n_issues = COUNT(issues), .issues = issues,
    .birth = at_birth,
};
static const struct dsu_unit *const units[] = {&unit};
EXPORT const struct dsu_module dsu_module = {DSU_ABI, VERSION, 1, units, VERSION == 1 ? HELD(T) : NONE, &pending, 0, 0, 0};
