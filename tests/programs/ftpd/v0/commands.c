/* What clients can ask for. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ftpd.h"

struct command {
    const char *name;
    void (*handler)(struct clientState *c, const char *argument);
    bool open; /* to strangers */
};

static void replyError(struct clientState *c)
{
    char text[LINE_SIZE];
    snprintf(text, sizeof text, "Failed: %s", strerror(errno));
    reply(c, 550, text);
}

/* Find a file that a client names; says so itself when there is none. */
static bool find(struct clientState *c, const char *path, char *full, struct stat *about)
{
    if (!resolve(c, path, full)) {
        reply(c, 550, "That path is too long");
        return false;
    }
    if (stat(full, about) < 0) {
        replyError(c);
        return false;
    }
    return true;
}

/* ---- who, how ---- */

static void doUser(struct clientState *c, const char *name)
{
    snprintf(c->user, sizeof c->user, "%s", name);
    c->stage = NAMED;
    reply(c, 331, "Any password will do");
}

static void doPass(struct clientState *c, const char *password)
{
    (void)password;
    if (c->stage == STRANGER) {
        reply(c, 503, "Who are you? Say USER first");
        return;
    }
    c->stage = LOGGED_IN;
    reply(c, 230, "Logged in");
}

static void doType(struct clientState *c, const char *type)
{
    if (strchr("AaIi", type[0]) == NULL || type[0] == '\0') {
        reply(c, 504, "Types are A and I");
        return;
    }
    c->type = strchr("Aa", type[0]) != NULL ? 'A' : 'I';
    reply(c, 200, "Type set");
}

static void doSyst(struct clientState *c, const char *argument)
{
    (void)argument;
    reply(c, 215, "UNIX Type: L8");
}

static void doFeat(struct clientState *c, const char *argument)
{
    (void)argument;
    queue(c, "211-Features:\r\n EPSV\r\n PASV\r\n SIZE\r\n211 End\r\n");
}

static void doNoop(struct clientState *c, const char *argument)
{
    (void)argument;
    reply(c, 200, "Still here");
}

static void doQuit(struct clientState *c, const char *argument)
{
    (void)argument;
    c->leaving = true;
    reply(c, 221, "Goodbye");
}

/* ---- where ---- */

static void doPwd(struct clientState *c, const char *argument)
{
    (void)argument;
    char text[PATH_SIZE + 32];
    snprintf(text, sizeof text, "\"%s\" is the current directory", c->directory);
    reply(c, 257, text);
}

static void doCdup(struct clientState *c, const char *argument)
{
    (void)argument;
    parent(c->directory);
    reply(c, 250, "Directory changed");
}

static void doCwd(struct clientState *c, const char *path)
{
    char full[PATH_SIZE], there[PATH_SIZE];
    struct stat about;
    if (strcmp(path, "..") == 0) {
        doCdup(c, path);
        return;
    }
    if (!find(c, path, full, &about))
        return;
    if (!S_ISDIR(about.st_mode) || !joined(c->directory, path, there)) {
        reply(c, 550, "That is no directory");
        return;
    }
    strcpy(c->directory, there);
    reply(c, 250, "Directory changed");
}

/* ---- data connections ---- */

static bool listening(struct clientState *c)
{
    if (c->passive >= 0)
        close(c->passive);
    c->passive = openListener(0);
    if (c->passive < 0)
        replyError(c);
    return c->passive >= 0;
}

static void doPasv(struct clientState *c, const char *argument)
{
    (void)argument;
    if (!listening(c))
        return;
    char text[64];
    int port = portOf(c->passive);
    snprintf(text, sizeof text, "Passive (127,0,0,1,%d,%d)", port >> 8, port & 255);
    reply(c, 227, text);
}

static void doEpsv(struct clientState *c, const char *argument)
{
    (void)argument;
    if (!listening(c))
        return;
    char text[64];
    snprintf(text, sizeof text, "Passive (|||%d|)", portOf(c->passive));
    reply(c, 229, text);
}

static bool canTransfer(struct clientState *c)
{
    if (c->transfer == NULL && c->passive >= 0)
        return true;
    reply(c, 425, c->transfer != NULL ? "One after the other" : "Say PASV or EPSV first");
    return false;
}

/* ---- files ---- */

static void doSize(struct clientState *c, const char *path)
{
    char full[PATH_SIZE], text[32];
    struct stat about;
    if (!find(c, path, full, &about))
        return;
    snprintf(text, sizeof text, "%lld", (long long)about.st_size);
    reply(c, 213, text);
}

static void doRetr(struct clientState *c, const char *path)
{
    char full[PATH_SIZE];
    struct stat about;
    if (!canTransfer(c) || !find(c, path, full, &about))
        return;
    int file = open(full, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        replyError(c);
    else
        startFile(c, file, true);
}

static void doStor(struct clientState *c, const char *path)
{
    char full[PATH_SIZE];
    if (!canTransfer(c))
        return;
    if (!resolve(c, path, full)) {
        reply(c, 550, "That path is too long");
        return;
    }
    int file = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        replyError(c);
    else
        startFile(c, file, false);
}

static void listFile(FILE *out, const char *name, const struct stat *about)
{
    char when[32];
    struct tm date;
    gmtime_r(&about->st_mtime, &date);
    strftime(when, sizeof when, "%b %d  %Y", &date);
    fprintf(out, "%s 1 ftp ftp %12lld %s %s\r\n", S_ISDIR(about->st_mode) ? "drwxr-xr-x" : "-rw-r--r--",
            (long long)about->st_size, when, name);
}

static void list(struct clientState *c, const char *path, bool names)
{
    char full[PATH_SIZE], entry[PATH_SIZE + 256];
    struct stat about;
    if (!canTransfer(c) || !find(c, path[0] == '-' ? "" : path, full, &about))
        return;
    DIR *directory = opendir(full);
    if (directory == NULL) {
        replyError(c);
        return;
    }
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        abort();
    for (struct dirent *found; (found = readdir(directory)) != NULL;) {
        if (found->d_name[0] == '.')
            continue;
        snprintf(entry, sizeof entry, "%s/%s", full, found->d_name);
        if (names)
            fprintf(out, "%s\r\n", found->d_name);
        else if (stat(entry, &about) == 0)
            listFile(out, found->d_name, &about);
    }
    fclose(out);
    closedir(directory);
    startListing(c, text, length);
}

static void doList(struct clientState *c, const char *path)
{
    list(c, path, false);
}

static void doNlst(struct clientState *c, const char *path)
{
    list(c, path, true);
}

/* ---- the table ---- */

static const struct command commands[] = {
    {"USER", doUser, true},  {"PASS", doPass, true},  {"QUIT", doQuit, true},
    {"SYST", doSyst, true},  {"FEAT", doFeat, true},  {"NOOP", doNoop, true},
    {"TYPE", doType, false}, {"PWD", doPwd, false},   {"CWD", doCwd, false},
    {"CDUP", doCdup, false}, {"PASV", doPasv, false}, {"EPSV", doEpsv, false},
    {"LIST", doList, false}, {"NLST", doNlst, false}, {"SIZE", doSize, false},
    {"RETR", doRetr, false}, {"STOR", doStor, false},
};

static const struct command *findCommand(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcasecmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* Take the next line from a client's input; it is there. */
static void takeLine(struct clientState *c, char *line)
{
    const char *end = memchr(c->input, '\n', c->received);
    size_t length = (size_t)(end - c->input);
    memcpy(line, c->input, length);
    line[length] = '\0';
    line[strcspn(line, "\r")] = '\0';
    c->received -= length + 1;
    memmove(c->input, c->input + length + 1, c->received);
}

void doCommand(struct clientState *c)
{
    char line[LINE_SIZE];
    takeLine(c, line);
    char *argument = line + strcspn(line, " ");
    if (*argument != '\0')
        *argument++ = '\0';
    const struct command *command = findCommand(line);
    if (command == NULL)
        reply(c, 502, "No such command");
    else if (!command->open && c->stage != LOGGED_IN)
        reply(c, 530, "Log in first");
    else
        command->handler(c, argument);
}
