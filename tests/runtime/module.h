/* module.h: what hand-written modules of these tests look like; generated ones do the same without macros. */
#ifndef MODULE_H
#define MODULE_H

#include <stddef.h>

#include "dsu_abi.h"

#ifndef VERSION
#define VERSION 0
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define BODY static __attribute__((noipa))
#define EXPORT __attribute__((visibility("default")))

static unsigned pending;

static inline void reach(const struct dsu_point *point)
{
    if (__builtin_expect(__atomic_load_n(&pending, __ATOMIC_RELAXED) != 0, 0))
        dsu_reach(point);
}

/* The immortal entry of a function: a jump through its slot. */
#define ENTRY(f) __asm__(".pushsection .text\n.globl __dsu_f_" #f "\n.type __dsu_f_" #f ", @function\n__dsu_f_" #f ": jmp *" #f "_fptr(%rip)\n.popsection\n")
#define SLOT(type, f, body) \
    __attribute__((visibility("hidden"))) extern __typeof__(type) f##_fptr; \
    __typeof__(type) f##_fptr = body
#define POINT(id, function, name, unit, line, ...) {id, function, name, unit, line, __VA_ARGS__, 0}
#define REGION(id, function, name, unit, line, ...) {id, function, name, unit, line, __VA_ARGS__, 1}
#define NONE ((const unsigned[]){0})
#define HELD(...) ((const unsigned[]){__VA_ARGS__, 0})

/* The driver's: tells it that the program is here, and waits until it lets go. */
extern void gate(int number);

#endif
