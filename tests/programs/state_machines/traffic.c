/* State machines as functions returning struct-wrapped functions, with entry and exit actions. */
#include <stdio.h>

struct machine;
struct state { struct state (*run)(struct machine *, char); };
struct machine { struct state now; int cars, walks; char log[40]; int n; };

static struct state red(struct machine *, char), green(struct machine *, char), amber(struct machine *, char);
static struct state to(struct machine *m, struct state (*f)(struct machine *, char), char mark)
{
    m->log[m->n++] = mark;
    return (struct state){f};
}
static struct state red(struct machine *m, char in)
{
    if (in == 'w')
        m->walks++;
    return in == 't' ? to(m, green, 'G') : m->now;
}
static struct state green(struct machine *m, char in)
{
    m->cars += in == 'c';
    return in == 't' || in == 'w' ? to(m, amber, 'A') : m->now;
}
static struct state amber(struct machine *m, char in) { return in == 't' ? to(m, red, 'R') : (struct state){amber}; }

int main(void)
{
    struct machine m = {{red}};
    for (const char *in = "wtccwctwwttcccct"; *in; in++)
        m.now = m.now.run(&m, *in);
    printf("%s %d %d %d\n", m.log, m.cars, m.walks, m.now.run == amber);
    return m.n;
}
