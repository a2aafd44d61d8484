/* Lazy conversion: chains, outgrown data and back, unborn objects, transformers that fault. */
#include "driver.h"

static int get(int n)
{
    return (int)call("__dsu_f_get", n);
}

static void scenario(char **files)
{
    applied(files[0]);
    for (int n = 1; n < 8; n++)
        call("__dsu_f_set", n);
    CHECK(get(1) == 1000);
    CHECK(get(0) == 0); /* unborn: stamped as the first version */
    if (files[1][0] == '!') { /* a wrong word ends the process */
        call("__dsu_f_set", atoi(files[1] + 1));
        get(1);
    }

    applied(files[1]);
    CHECK(get(1) == 1010);
    CHECK(get(1) == 1010);
    CHECK_TEXT(description(), "\"current\":1,\"size\":8,\"wrapper_size\":24,\"capacity\":16,\"outgrown\":false,\"converted\":1,\"faults\":0");

    applied(files[2]);
    CHECK(get(1) == 1010 + 77);              /* v1 -> v2 */
    CHECK(get(2) == 2020 + 77);              /* v0 -> v1 -> v2 */
    CHECK(get(3) == 3030 + 77 + 7 * 100000); /* converts object 7 on the way */
    CHECK_TEXT(description(), "\"outgrown\":true,\"converted\":5,\"faults\":0");

    applied(files[3]);
    CHECK(get(1) == 1010 + 77);
    CHECK(get(4) == 4040 + 77); /* all the way */
    CHECK(get(7) == 7070 + 77);

    applied(files[4]);
    CHECK(get(4) == 4005);
    CHECK(get(1) == 1000); /* its transformer faults: what was generated stays */
    CHECK(get(5) == 5000);
    CHECK_TEXT(description(), "\"faults\":2,\"fault\":{\"signal\":\"SIGSEGV\",\"number\":11,\"address\":\"0x10\"");
    CHECK(get(6) == 6005);
    CHECK(get(0) == 5); /* stamped as v0 long ago */
}
