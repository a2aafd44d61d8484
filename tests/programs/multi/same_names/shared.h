#ifndef SHARED_H
#define SHARED_H
#include <stddef.h>
extern int shared_total;
int other_run(int n);
int (*other_helper(void))(int);
size_t other_node_size(void);
#endif
