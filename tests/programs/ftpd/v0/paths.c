/* Paths: what clients say, and where that is in the file system. */
#include <stdio.h>
#include <string.h>

#include "ftpd.h"

const char *rootDirectory;

/* Give the path that a client means; false when it is too long. */
bool joined(const char *directory, const char *path, char *result)
{
    if (path[0] == '/')
        directory = "";
    const char *slash = path[0] == '/' || directory[strlen(directory) - 1] == '/' ? "" : "/";
    return snprintf(result, PATH_SIZE, "%s%s%s", directory, slash, path) < PATH_SIZE;
}

/* Give the file system's path of the one that a client means; false when it is too long. */
bool resolve(const struct clientState *c, const char *path, char *full)
{
    char virtual[PATH_SIZE];
    if (!joined(c->directory, path, virtual))
        return false;
    return snprintf(full, PATH_SIZE, "%s%s", rootDirectory, virtual) < PATH_SIZE;
}

/* Take off the last component. */
void parent(char *path)
{
    char *slash = strrchr(path, '/');
    slash[slash == path] = '\0';
}
