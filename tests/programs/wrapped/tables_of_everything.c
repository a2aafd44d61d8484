/* const and static tables of wrapped structs holding strings, functions, other tables, and bounds by sizeof division. */
#include <stdio.h>
#include <string.h>

struct opt { const char *name; char letter; int (*set)(const char *); const struct opt *subs; int nsubs; };
#define N(a) (int)(sizeof(a) / sizeof((a)[0]))
static int level, mode;
static int set_level(const char *v) { return level = v[0] - '0'; }
static int set_mode(const char *v) { return mode = (int)strlen(v); }
static int none(const char *v) { (void)v; return -1; }
static const struct opt deep[] = {{"x", 'x', none}, {"y", 'y', set_level}};
static const struct opt subs[] = {{"fast", 'f', set_mode, deep, N(deep)}, {"slow", 's', none, NULL, 0}};
static const struct opt options[] = {{"level", 'l', set_level}, {"mode", 'm', set_mode, subs, N(subs)}, {"zero", .set = none}};
static struct opt mutable_[N(options) + 1] = {[N(options)] = {"end", 'e', none}};

static const struct opt *find(const struct opt *t, int n, const char *name)
{
    for (const struct opt *o = t; o < t + n; o++) {
        if (!strcmp(o->name, name))
            return o;
        const struct opt *in = o->nsubs ? find(o->subs, o->nsubs, name) : NULL;
        if (in)
            return in;
    }
    return NULL;
}

int main(void)
{
    static const char *const asked[] = {"level", "slow", "y", "nope", "fast"};
    for (int i = 0; i < N(asked); i++) {
        const struct opt *o = find(options, N(options), asked[i]);
        printf("%s %d\n", asked[i], o ? o->set("7abc") : -2);
    }
    for (int i = 0; i < N(options); i++)
        mutable_[i] = options[N(options) - 1 - i];
    for (struct opt *o = mutable_; o->letter != 'e'; o++)
        printf("%s%c ", o->name, o->letter ? o->letter : '0');
    printf("%d %d %d\n", level, mode, N(mutable_));
    return find(mutable_, N(mutable_), "end")->set("") + 10;
}
