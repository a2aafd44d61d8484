/* Replies: queued at once, sent when the control connection takes them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "ftpd.h"

void queue(struct clientState *c, const char *text)
{
    size_t length = strlen(text);
    if (length > OUTPUT_SIZE - c->queued) {
        c->gone = true; /* a client that does not read its replies */
        return;
    }
    memcpy(c->output + c->queued, text, length);
    c->queued += length;
}

void reply(struct clientState *c, int code, const char *text)
{
    char line[LINE_SIZE + PATH_SIZE];
    snprintf(line, sizeof line, "%d %s\r\n", code, text);
    queue(c, line);
}

void flushReplies(struct clientState *c)
{
    if (c->queued == 0)
        return;
    ssize_t gone = send(c->socket, c->output, c->queued, MSG_NOSIGNAL);
    if (gone < 0) {
        if (errno != EAGAIN && errno != EINTR)
            c->gone = true;
        return;
    }
    c->queued -= (size_t)gone;
    memmove(c->output, c->output + gone, c->queued);
}
