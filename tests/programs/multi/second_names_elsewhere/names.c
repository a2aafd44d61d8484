static int twice(int x) { return x * 2; }
int second(int) __attribute__((alias("twice")));
int only_here(int) __attribute__((alias("twice")));
int never_declared(int) __attribute__((alias("twice")));
static int one = 4;
extern int other __attribute__((alias("one")));
int next(int x) { return x + one; }
int weak_name(int) __attribute__((weak, alias("next")));
int common(int) __attribute__((alias("next")));
struct s {
    int a;
};
static struct s hidden = {9};
extern struct s shown __attribute__((alias("hidden")));
int chain(int) __attribute__((alias("never_declared")));
int one_more = 30;
extern int again __attribute__((alias("more_again")));
extern int more_again __attribute__((alias("one_more")));
