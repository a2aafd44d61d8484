#include "shapes.h"

int area(const struct shape *s) { return s->w * s->h; }
int twice(int x) { return 2 * x; }
