/* Modules that do not fit what the process holds: each is refused, with a reason, and leaves no trace. */
#include "driver.h"

static void scenario(char **files)
{
    applied(files[0]);
    call("__dsu_f_set", 1);
    for (char **file = files + 1; *file; file++) {
        char error[500] = "";
        CHECK(!dsu_prepare(*file, error, sizeof error));
        puts(error);
    }
    CHECK(call("__dsu_f_get", 1) == 1000);
}
