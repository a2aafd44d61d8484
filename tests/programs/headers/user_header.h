#ifndef USER_HEADER_H
#define USER_HEADER_H
#include <stdio.h>
enum { SHAPES = 3 };
struct shape { int w, h; const char *label; };
typedef void (*shape_visitor)(const struct shape *);
#define SHAPE_INIT(a, b) {.w = (a), .h = (b), .label = #a "x" #b}
extern struct shape shapes[SHAPES];
extern const char *const shape_names[];
static inline int area(const struct shape *s) { return s->w * s->h; }
static inline struct shape grow(struct shape s, int by) { s.w += by; s.h += by; return s; }
static void print_shape(const struct shape *s) { printf("<%s>\n", s->label); }
#endif
