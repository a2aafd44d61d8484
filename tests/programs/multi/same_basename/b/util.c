#include "../types.h"
static double helper(double x) { static double n = 0.5; return x * (n += 1); }
static struct state { const char *name; } state = {"b"};
T b_util(T t) { t.b = (int)helper(t.b) + state.name[0]; return t; }
T (*const functions[2])(T) = {a_util, b_util};
static T local(T t) { t.a = -t.a; return t; }
const struct row rows[] = {{"local", local}, {"a", a_util}};
