#ifndef REG_H
#define REG_H
#include <stddef.h>
struct event { int code, seen; };
typedef int (*handler)(struct event *);
extern int reg_count;
void reg_add(const char *name, handler h);
handler reg_find(const char *name);
handler reg_default(void);
handler reg_swap(const char *name, handler h);
int reg_fire(const char *name, struct event *e);
void reg_sort(struct event *v, size_t n, int (*cmp)(const void *, const void *));
#endif
