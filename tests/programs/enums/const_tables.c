/* const tables of structs, string tables with offsets, switch tables, matrix constants. */
#include <stdio.h>
#include <string.h>

static const struct month { char name[4]; unsigned char days; const struct month *next; } months[] = {
    {"jan", 31, &months[1]}, {"feb", 28, months + 2}, {"mar", 31, 0}};
static const char packed_names[] = "zero\0one\0two\0three\0";
static const unsigned short offs[] = {0, 5, 9, 13};
static const double matrix[2][2] = {{0, 1}, {-1, 0}};
static const struct { int from, to; const char *action; } transitions[] = {
    {0, 1, "open"}, {1, 2, "read"}, {1, 0, "close"}, {2, 1, "done"}};
static const struct month *const by_ptr[2] = {&months[2], &months[0]};
extern const int exported_const;
const int exported_const = 12;

int main(void)
{
    int days = 0;
    for (const struct month *m = months; m; m = m->next)
        days += m->days;
    printf("%d %s\n", days, by_ptr[0]->name);
    for (unsigned i = 0; i < 4; i++)
        printf("%s ", packed_names + offs[i]);
    int state = 0;
    static const char *script[] = {"open", "read", "done", "close", "read"};
    for (unsigned i = 0; i < 5; i++) {
        unsigned k, n = sizeof transitions / sizeof *transitions;
        for (k = 0; k < n; k++)
            if (transitions[k].from == state && !strcmp(transitions[k].action, script[i]))
                break;
        if (k == n) {
            printf("refused %s in %d\n", script[i], state);
            continue;
        }
        state = transitions[k].to;
    }
    printf("%.0f %d\n", matrix[0][1] - matrix[1][0], exported_const);
    const struct month copy = months[1];
    struct month m = copy;
    m.days++;
    printf("%d %d\n", m.days, months[1].days);
    return state;
}
