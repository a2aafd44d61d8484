/* echo: messages through a socketpair, client and server taking turns in one process. */
#include <dsu.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct connection {
    int fd;
    unsigned long received, sent;
    char buffer[128];
};

static struct connection client, server;

static void send_all(struct connection *c, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(c->fd, bytes, size);
        if (n <= 0)
            abort();
        bytes += n;
        size -= (size_t)n;
        c->sent += (unsigned long)n;
    }
}

static size_t receive(struct connection *c)
{
    char bytes[sizeof c->buffer];
    ssize_t n = read(c->fd, bytes, sizeof bytes);
    if (n <= 0)
        abort();
    memcpy(c->buffer, bytes, (size_t)n);
    c->received += (unsigned long)n;
    return (size_t)n;
}

static void serve(void)
{
    size_t n = receive(&server);
    for (size_t i = 0; i < n; i++)
        if (server.buffer[i] >= 'a' && server.buffer[i] <= 'z')
            server.buffer[i] -= 'a' - 'A';
    send_all(&server, server.buffer, n);
}

/* n times 1,000 messages there and back. */
int run(int n)
{
    static const char message[] = "the quick brown fox jumps over the lazy dog";
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
        abort();
    memset(&client, 0, sizeof client);
    memset(&server, 0, sizeof server);
    client.fd = fds[0];
    server.fd = fds[1];
    for (int i = 0; i < n; i++)
        for (int j = 0; j < 1000; j++) {
            send_all(&client, message, sizeof message);
            serve();
            receive(&client);
            update();
        }
    close(fds[0]);
    close(fds[1]);
    return (int)(client.received + server.sent) + client.buffer[0];
}
