/* Files made in the current folder, listed with readdir and stat, read with mmap; structs from the system by pointer. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct file { char name[16]; long size; struct file *next; };

static struct file *scan(const char *path)
{
    struct file *list = NULL;
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d));) {
        struct stat st;
        char full[64];
        snprintf(full, sizeof full, "%s/%.40s", path, e->d_name);
        if (e->d_name[0] == '.' || stat(full, &st) || !S_ISREG(st.st_mode))
            continue;
        struct file *f = malloc(sizeof *f), **at = &list;
        snprintf(f->name, sizeof f->name, "%.15s", e->d_name);
        f->size = st.st_size;
        while (*at && strcmp((*at)->name, f->name) < 0)
            at = &(*at)->next;
        f->next = *at;
        *at = f;
    }
    if (d)
        closedir(d);
    return list;
}

int main(void)
{
    char folder[] = "dsu_walk_XXXXXX";
    if (!mkdtemp(folder))
        return 1;
    for (int i = 0; i < 3; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s/file%c", folder, 'c' - i);
        FILE *f = fopen(path, "w");
        fprintf(f, "%0*d", 10 * (i + 1), i);
        fclose(f);
    }
    long total = 0;
    for (struct file *f = scan(folder), *next; f; f = next) {
        char path[64];
        snprintf(path, sizeof path, "%s/%s", folder, f->name);
        int fd = open(path, O_RDONLY);
        char *m = mmap(NULL, f->size, PROT_READ, MAP_PRIVATE, fd, 0);
        printf("%s %ld %c\n", f->name, f->size, m[f->size - 1]);
        total += f->size;
        munmap(m, f->size), close(fd), unlink(path);
        next = f->next;
        free(f);
    }
    printf("%ld %d\n", total, rmdir(folder));
    return 0;
}
