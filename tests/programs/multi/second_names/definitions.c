/* Second names given in one file and used in another. */
#include "names.h"

struct count shared = {1, 2};
extern struct count also_shared __attribute__((alias("shared")));

int forward(struct count *c)
{
    return c->n += c->step;
}

int also_forward(struct count *c) __attribute__((alias("forward")));

int here(void)
{
    return also_forward(&also_shared);
}
