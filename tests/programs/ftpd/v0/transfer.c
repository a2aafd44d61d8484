/* Data connections: one chunk at a time, whenever the other side is ready. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ftpd.h"

/* Listen on this machine only; port 0: any that is free. */
sock_t openListener(int port)
{
    sock_t s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(s, (struct sockaddr *)&address, sizeof address) < 0 || listen(s, 64) < 0) {
        close(s);
        return -1;
    }
    return s;
}

int portOf(sock_t s)
{
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    return getsockname(s, (struct sockaddr *)&address, &length) < 0 ? 0 : ntohs(address.sin_port);
}

static void start(struct clientState *c, struct transfer *t)
{
    t->data = -1;
    c->transfer = t;
    reply(c, 150, "Here it comes");
}

void startFile(struct clientState *c, int file, bool sending)
{
    struct transfer *t = calloc(1, sizeof *t);
    char *chunk = malloc(CHUNK);
    if (t == NULL || chunk == NULL)
        abort();
    t->sending = sending;
    t->file = file;
    t->chunk = chunk;
    start(c, t);
}

void startListing(struct clientState *c, char *text, size_t length)
{
    struct transfer *t = calloc(1, sizeof *t);
    if (t == NULL)
        abort();
    t->sending = true;
    t->file = -1;
    t->chunk = text;
    t->length = (int)length;
    start(c, t);
}

void connectData(struct clientState *c)
{
    sock_t s = accept4(c->passive, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (s < 0)
        return;
    close(c->passive);
    c->passive = -1;
    c->transfer->data = s;
}

/* What is left of the chunk, or the next one. */
static buffer readFile(struct transfer *t)
{
    buffer b = {0};
    if (t->sent == t->length && t->file >= 0) {
        ssize_t got = pread(t->file, t->chunk, CHUNK, t->offset);
        b.error = t->error = got < 0 ? errno : 0;
        t->length = got < 0 ? 0 : (int)got;
        t->offset += t->length;
        t->sent = 0;
    }
    t->finished = t->sent == t->length;
    b.bytes = t->chunk + t->sent;
    b.length = (size_t)(t->length - t->sent);
    return b;
}

/* Give a buffer to the data connection, which may take less of it. */
static void sendBuffer(sock_t s, struct transfer *t, buffer b)
{
    if (b.length == 0)
        return;
    ssize_t gone = send(s, b.bytes, b.length, MSG_NOSIGNAL);
    if (gone >= 0) {
        t->sent += (int)gone;
    } else if (errno != EAGAIN && errno != EINTR) {
        t->error = errno;
        t->finished = true;
    }
}

void sendFile(sock_t s, struct transfer *t)
{
    buffer b = readFile(t);
    sendBuffer(s, t, b);
}

static bool writeAll(int file, int offset, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t gone = pwrite(file, bytes, length, offset);
        if (gone < 0)
            return false;
        bytes += gone;
        offset += (int)gone;
        length -= (size_t)gone;
    }
    return true;
}

void receiveFile(sock_t s, struct transfer *t)
{
    ssize_t got = recv(s, t->chunk, CHUNK, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0 && writeAll(t->file, t->offset, t->chunk, (size_t)got)) {
        t->offset += (int)got;
        return;
    }
    t->error = got == 0 ? 0 : errno;
    t->finished = true;
}

void endTransfer(struct clientState *c)
{
    dropTransfer(c);
    reply(c, 226, "Transfer complete");
}

void dropTransfer(struct clientState *c)
{
    struct transfer *t = c->transfer;
    if (t == NULL)
        return;
    if (t->data >= 0)
        close(t->data);
    if (t->file >= 0)
        close(t->file);
    free(t->chunk);
    free(t);
    c->transfer = NULL;
}
