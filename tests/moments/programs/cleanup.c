/* A cleanup function runs when the scope ends, after the point: it is called through its entry. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct file { long size; int open; };
#else
struct file { int open; };
#endif
int closed;
void close_file(struct file **f) {
    (*f)->open = 0;
    closed++;
}
void use(struct file *f) {
    __attribute__((cleanup(close_file))) struct file *held = f;
    held->open = 1;
    update(); // @now
}
struct file file;
int is_open(void) { return file.open; }
void use_it(void) { use(&file); }
int main(void) {
    for (int i = 0; i < 2; i++) {
        use_it();
        update(); // @now
        printf("%d %d\n", is_open(), closed);
    }
    return 0;
}
