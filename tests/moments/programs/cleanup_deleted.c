/* The cleanup function of an active scope is deleted, and what it uses changes. */
#define V 0
#include <dsu.h>
#include <stdio.h>
#if V
struct file { long size; int open; };
#else
struct file { int open; };
#endif
struct file file;
int closed;
void touch(struct file *f) { f->open += 2; }
void shut(struct file *f) {
    f->open = 0;
    closed++;
}
#if !V
void close_file(struct file **f) {
    (*f)->open = 0;
    closed++;
}
#endif
void use(struct file *f) {
#if V
    f->open = 1;
    touch(f);
    shut(f);
#else
    __attribute__((cleanup(close_file))) struct file *held = f;
    held->open = 1;
    update(); // @later close_file
    touch(held);
#endif
}
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
