/* A key-value server: one line of text is one request, many clients at once. */
#include <dsu.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUCKETS = 64, CLIENTS = 16, LINE = 256 };

struct entry {
    char *key;
    unsigned long hits; /* was unsigned */
    double value;       /* was long */
    struct entry *next;
};

struct entry *table[BUCKETS];
struct pollfd watched[CLIENTS + 1];
char lines[CLIENTS + 1][LINE];
int filled[CLIENTS + 1];
int n_watched;

unsigned hash(const char *key)
{
    unsigned h = 5381;
    while (*key)
        h = h * 33 + (unsigned char)*key++;
    return h % BUCKETS;
}

struct entry *insert(const char *key)
{
    unsigned h = hash(key);
    struct entry *e = malloc(sizeof *e);
    e->key = strdup(key);
    e->hits = 0;
    e->value = 0;
    e->next = table[h];
    table[h] = e;
    return e;
}

/* The entry of a key; with `create`, a new one when there is none. */
struct entry *lookup(const char *key, int create)
{
    struct entry *e = table[hash(key)];
    while (e && strcmp(e->key, key) != 0)
        e = e->next;
    return e || !create ? e : insert(key);
}

int count(void)
{
    int n = 0;
    for (int i = 0; i < BUCKETS; i++)
        for (struct entry *e = table[i]; e; e = e->next)
            n++;
    return n;
}

void reply(int fd, const char *text)
{
    if (write(fd, text, strlen(text)) < 0)
        perror("write");
}

void answer(int fd, const char *command, const char *key, double number)
{
    char text[LINE];
    int writes = strcmp(command, "SET") == 0 || strcmp(command, "INCR") == 0;
    struct entry *e = lookup(key, writes);
    if (strcmp(command, "SET") == 0) {
        e->value = number;
        snprintf(text, sizeof text, "OK %s = %g\n", e->key, e->value);
    } else if (strcmp(command, "GET") == 0 && e) {
        e->hits++;
        snprintf(text, sizeof text, "%g\n", e->value);
    } else if (strcmp(command, "GET") == 0) {
        snprintf(text, sizeof text, "NONE\n");
    } else if (strcmp(command, "INCR") == 0) {
        snprintf(text, sizeof text, "%g\n", e->value += number ? number : 1);
    } else if (strcmp(command, "HITS") == 0) {
        snprintf(text, sizeof text, "%lu\n", e ? e->hits : 0);
    } else if (strcmp(command, "COUNT") == 0) {
        snprintf(text, sizeof text, "%d\n", count());
    } else {
        snprintf(text, sizeof text, "ERROR unknown command %s\n", command);
    }
    reply(fd, text);
}

void handle(int fd, const char *line)
{
    char command[16] = "", key[64] = "";
    double number = 0;
    sscanf(line, "%15s %63s %lf", command, key, &number);
    answer(fd, command, key, number);
}

void watch(int fd)
{
    watched[n_watched].fd = fd;
    watched[n_watched].events = POLLIN;
    filled[n_watched++] = 0;
}

void forget(int i)
{
    close(watched[i].fd);
    n_watched--;
    watched[i] = watched[n_watched];
    memcpy(lines[i], lines[n_watched], LINE);
    filled[i] = filled[n_watched];
}

/* Reads what client i sent and handles its complete lines; 0 at the end of the connection. */
int serve(int i)
{
    ssize_t n = read(watched[i].fd, lines[i] + filled[i], (size_t)(LINE - 1 - filled[i]));
    if (n <= 0)
        return 0;
    filled[i] += (int)n;
    lines[i][filled[i]] = 0;
    char *start = lines[i], *end;
    while ((end = strchr(start, '\n'))) {
        *end = 0;
        handle(watched[i].fd, start);
        start = end + 1;
    }
    filled[i] = (int)strlen(start);
    memmove(lines[i], start, (size_t)filled[i] + 1);
    return filled[i] < LINE - 1;
}

int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 || listen(fd, CLIENTS) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
        perror("listen");
        exit(1);
    }
    printf("listening on port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

void poll_once(void)
{
    if (poll(watched, (nfds_t)n_watched, 50) <= 0)
        return;
    for (int i = n_watched - 1; i > 0; i--)
        if (watched[i].revents && !serve(i))
            forget(i);
    if ((watched[0].revents & POLLIN) && n_watched <= CLIENTS)
        watch(accept(watched[0].fd, 0, 0));
}

int main(void)
{
    watch(listen_on_loopback());
    for (;;) {
        poll_once();
        update();
    }
}
