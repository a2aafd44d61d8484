/* What the preprocessor knows of the file: __FILE__, __BASE_FILE__, __INCLUDE_LEVEL__, __TIMESTAMP__. */
#include <stdio.h>
#include <string.h>

static const char *tail(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int main(void)
{
    printf("%s %s %d\n", tail(__FILE__), tail(__BASE_FILE__), __INCLUDE_LEVEL__);
    printf("%zu %d\n", strlen(__DATE__), strchr(__TIMESTAMP__, '?') != NULL);
    return 0;
}
