/* ftpd: a small FTP server for this machine, to be updated while its clients are connected. */
#ifndef FTPD_H
#define FTPD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { LINE_SIZE = 1024, PATH_SIZE = 1024, OUTPUT_SIZE = 4096, CHUNK = 64 * 1024 };

typedef int sock_t; /* -1: none */

/* Bytes to be sent. */
typedef struct buffer {
    const char *bytes;
    size_t length;
    int error; /* errno, when they could not be had */
} buffer;

/* A file or a listing on its way over a data connection. */
struct transfer {
    bool sending;
    bool finished;
    int error;   /* errno */
    sock_t data; /* -1 until the client has connected */
    int file;    /* -1 for a listing, which is one chunk from the beginning */
    int offset;  /* in the file */
    char *chunk;
    int length; /* of the chunk */
    int sent;   /* of the chunk */
};

enum stage { STRANGER, NAMED, LOGGED_IN };

enum ready { CONTROL_READY = 1, DATA_READY = 2 };

/* One client, from its connection to its end. */
struct clientState {
    sock_t socket;
    struct clientState *next;
    enum stage stage;
    int ready; /* what poll() said, of enum ready */
    bool leaving;
    bool gone;
    char type;
    sock_t passive; /* where the next data connection is waited for */
    struct transfer *transfer;
    size_t received, queued;
    char user[64];
    char directory[PATH_SIZE]; /* as the client sees it */
    char input[LINE_SIZE];     /* commands that are not yet complete or not yet done */
    char output[OUTPUT_SIZE];  /* replies that are not yet sent */
};

enum request { NOTHING, COMMAND, CONNECT, SEND_FILE, RECEIVE_FILE, END_TRANSFER };

/* server.c */
void server(sock_t listener);

/* commands.c */
void doCommand(struct clientState *c);

/* transfer.c */
sock_t openListener(int port);
int portOf(sock_t s);
void startFile(struct clientState *c, int file, bool sending);
void startListing(struct clientState *c, char *text, size_t length);
void connectData(struct clientState *c);
void sendFile(sock_t s, struct transfer *t);
void receiveFile(sock_t s, struct transfer *t);
void endTransfer(struct clientState *c);
void dropTransfer(struct clientState *c);

/* reply.c */
void reply(struct clientState *c, int code, const char *text);
void queue(struct clientState *c, const char *text);
void flushReplies(struct clientState *c);

/* paths.c */
extern const char *rootDirectory;
bool resolve(const struct clientState *c, const char *path, char *full);
bool joined(const char *directory, const char *path, char *result);
void parent(char *path);

#endif
