/* Raw strings, a GNU extension of C: backslashes, quotes and lines as they stand. */
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#define TWICE(x) x x
static const char *const texts[] = {
    R"(a\nb"c")", R"x"(one)"
two??/)x"", "R\"(ordinary)\"", TWICE(R"(y)"), R"()" "joined" R"(\)",
};
static const wchar_t wide[] = LR"(w\x41)";
struct named { const char *name; int line; };
static const struct named where = {R"(
)", __LINE__};

int main(void)
{
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        printf("%zu %s\n", strlen(texts[i]), texts[i]);
    printf("%zu %ls %d %d %d\n", wcslen(wide), wide, where.line, __LINE__, (int)sizeof u8R"(??=)");
    printf("%c%s\n", 'R', "(x)");
    return 0;
}
