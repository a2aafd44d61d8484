/* Many functions in many modules: every slot of every module follows. */
#include "driver.h"

/* Each module's function call_all sums what all functions return: the version of each. */
static void scenario(char **files)
{
    int functions = atoi(files[0]);
    unsigned modules = 0;
    for (char **file = files + 1; *file; file++, modules++) {
        struct dsu_patch *patch = applied(*file);
        for (unsigned m = 0; m <= modules; m++) {
            char name[64];
            snprintf(name, sizeof name, "__dsu_f_sum%u", m);
            CHECK(call(name, 0) == (long long)modules * functions);
        }
        if (!file[1])
            printf("%s\n", report(patch));
    }
}
