/* Callbacks from search trees, directory scans and bsearch, with a pointer into an object held below. */
#define V 0
#define _GNU_SOURCE
#include <dsu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if V
struct T { char first[48]; int x; };
#else
struct T { int x; };
#endif
struct T t;
void touch(void) { t.x++; }
void show(const char *s) { printf("%s %d\n", s, t.x); fflush(stdout); }
int step(int n) { update(); touch(); return n; } // @later struct T

#include <search.h>
#include <glob.h>
#include <dirent.h>
int compare(const void *a, const void *b) { step(1); return *(const int *)a - *(const int *)b; }
void visit(const void *n, VISIT w, int d) { (void)n; (void)d; if (w == leaf || w == postorder) step(1); }
void drop(void *n) { (void)n; step(1); }
int keys[3] = {2, 1, 3};
int sel(const struct dirent *d) { (void)d; step(1); return 1; }
int tree(struct T *tt) { int *p = &tt->x;
    void *root = 0;
    for (int i = 0; i < 3; i++) tsearch(&keys[i], &root, compare);
    twalk(root, visit);
    *p += 1;
    tdestroy(root, drop);
    *p += 1;
    return 0;
}
int scan(struct T *tt) { int *p = &tt->x; struct dirent **l; int n = scandir("/proc/self/attr", &l, sel, 0); *p += n > 0; for (int i = 0; i < n; i++) free(l[i]); free(l); return 0; }
int find(struct T *tt) { int *p = &tt->x; int k = 3; int *r = bsearch(&k, keys + 2, 1, sizeof(int), compare); *p += r != 0; return 0; }
int main(void) {
    for (int i = 0; i < 2; i++) { tree(&t); show("tree"); scan(&t); find(&t); show("find"); update(); } // @now
    return 0;
}
