#pragma once
typedef struct { int a, b; } T;
typedef enum { NOW, LATER } mode_t_;
struct row { const char *name; T (*f)(T); };
T a_util(T t), b_util(T t);
extern T (*const functions[2])(T);
extern const struct row rows[];
extern mode_t_ mode;
