/* The same struct defined textually in two units without a header, passed between them in containers and by bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct msg { int id; char text[12]; struct msg *next; };
typedef int (*handler)(struct msg *);
struct msg *msg_new(int id, const char *text);
int send_all(struct msg *list, handler h);
void *msg_pack(const struct msg *m, size_t *size);
extern struct msg last_sent;

static int print(struct msg *m) { printf("%d:%s ", m->id, m->text); return m->id; }

int main(void)
{
    struct msg *list = NULL;
    static const char *words[] = {"one", "two", "three"};
    for (int i = 0; i < 3; i++) {
        struct msg *m = msg_new(i + 1, words[i]);
        m->next = list;
        list = m;
    }
    int sum = send_all(list, print);
    printf("\n%d %d %s\n", sum, last_sent.id, last_sent.text);
    size_t n;
    char *bytes = msg_pack(list, &n);
    struct msg copy;
    memcpy(&copy, bytes, sizeof copy);
    printf("%zu %d %s\n", n, copy.id, copy.next->text);
    free(bytes);
    last_sent = *list->next;
    printf("%d\n", send_all(&last_sent, (handler)print));
    return 0;
}
