/* The event loop and the clients that it serves. */
#define _GNU_SOURCE
#include <dsu.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ftpd.h"

enum { TICK = 500 /* ms */ };

static struct clientState *clients;
static struct pollfd *watched;
static nfds_t watchedCount, watchedRoom;

static void watch(sock_t s, short events)
{
    if (watchedCount == watchedRoom) {
        watchedRoom = watchedRoom ? 2 * watchedRoom : 16;
        watched = realloc(watched, watchedRoom * sizeof *watched);
        if (watched == NULL)
            abort();
    }
    watched[watchedCount++] = (struct pollfd){.fd = s, .events = events};
}

/* The data connection of a transfer, or where it is waited for. */
static sock_t dataSocket(const struct clientState *c)
{
    if (c->transfer == NULL || c->transfer->finished)
        return -1;
    return c->transfer->data >= 0 ? c->transfer->data : c->passive;
}

/* Each client has two entries in `watched`, in the order of the list; poll() skips those of -1. */
static void watchAll(sock_t listener)
{
    watchedCount = 0;
    watch(listener, POLLIN);
    for (struct clientState *c = clients; c != NULL; c = c->next) {
        short wanted = c->received < LINE_SIZE ? POLLIN : 0;
        watch(c->socket, c->queued ? wanted | POLLOUT : wanted);
        bool connected = c->transfer != NULL && c->transfer->data >= 0;
        watch(dataSocket(c), connected && c->transfer->sending ? POLLOUT : POLLIN);
    }
}

static void noteReady(void)
{
    nfds_t i = 1;
    for (struct clientState *c = clients; c != NULL; c = c->next, i += 2) {
        c->ready = watched[i].revents ? CONTROL_READY : 0;
        if (watched[i + 1].revents)
            c->ready |= DATA_READY;
    }
}

static void acceptClient(sock_t listener)
{
    if (!(watched[0].revents & POLLIN))
        return;
    sock_t s = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (s < 0)
        return;
    struct clientState *c = calloc(1, sizeof *c);
    if (c == NULL) {
        close(s);
        return;
    }
    c->socket = s;
    c->passive = -1;
    c->type = 'A';
    strcpy(c->directory, "/");
    c->next = clients;
    clients = c;
    reply(c, 220, "Welcome");
}

/* What has come over the control connection. */
static void receive(struct clientState *c)
{
    if (c->received == LINE_SIZE) {
        if (memchr(c->input, '\n', c->received) == NULL)
            c->gone = true; /* no line is that long */
        return;
    }
    ssize_t got = recv(c->socket, c->input + c->received, LINE_SIZE - c->received, 0);
    if (got > 0)
        c->received += (size_t)got;
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        c->gone = true;
}

/* What is to be done next for a client. */
static enum request getRequest(struct clientState *c)
{
    struct transfer *t = c->transfer;
    if (t != NULL && t->finished)
        return END_TRANSFER;
    if (memchr(c->input, '\n', c->received) != NULL && !c->leaving)
        return COMMAND;
    if (t == NULL || !(c->ready & DATA_READY))
        return NOTHING;
    c->ready &= ~DATA_READY; /* one chunk a round */
    if (t->data < 0)
        return CONNECT;
    return t->sending ? SEND_FILE : RECEIVE_FILE;
}

static void serve(struct clientState *c)
{
    if (c->ready & CONTROL_READY)
        receive(c);
    while (!c->gone) {
        switch (getRequest(c)) {
        case COMMAND:
            doCommand(c);
            break;
        case CONNECT:
            connectData(c);
            break;
        case SEND_FILE:
            sendFile(c->transfer->data, c->transfer);
            break;
        case RECEIVE_FILE:
            receiveFile(c->transfer->data, c->transfer);
            break;
        case END_TRANSFER:
            endTransfer(c);
            break;
        case NOTHING:
            flushReplies(c);
            if (c->leaving && c->transfer == NULL && c->queued == 0)
                c->gone = true;
            return;
        }
    }
}

static void drop(struct clientState *c)
{
    dropTransfer(c);
    if (c->passive >= 0)
        close(c->passive);
    close(c->socket);
    free(c);
}

static void serveClients(void)
{
    struct clientState *before = NULL, *next;
    for (struct clientState *c = clients; c != NULL; c = next) {
        serve(c);
        next = c->next;
        if (!c->gone) {
            before = c;
            continue;
        }
        if (before == NULL)
            clients = next;
        else
            before->next = next;
        drop(c);
    }
}

void server(sock_t listener)
{
    while (1) {
        watchAll(listener);
        if (poll(watched, watchedCount, TICK) > 0) {
            noteReady();
            acceptClient(listener);
            serveClients();
        }
        update();
    }
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: %s DIRECTORY [PORT]\n", argv[0]);
        return 2;
    }
    rootDirectory = strdup(argv[1]);
    sock_t listener = openListener(argc > 2 ? atoi(argv[2]) : 0);
    if (listener < 0) {
        perror("ftpd");
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    printf("ftpd: port %d, process %d\n", portOf(listener), (int)getpid());
    fflush(stdout);
    server(listener);
    return 0;
}
