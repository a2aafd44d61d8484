/* dsu_load.c: bring a module into the process and find its descriptor and its code. */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static int find_text(struct dl_phdr_info *info, size_t size, void *data)
{
    struct dsu_patch *patch = data;
    (void)size;
    if (info->dlpi_addr != patch->base)
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type == PT_LOAD && p->p_flags & PF_X && patch->n_text < sizeof patch->text / sizeof *patch->text) {
            uintptr_t low = patch->base + p->p_vaddr;
            patch->text[patch->n_text++] = (struct dsu_range){low, low + p->p_memsz};
        }
    }
    return 1;
}

static int is_loaded(const void *handle)
{
    for (struct dsu_patch *m = dsu.modules; m; m = m->next)
        if (m->handle == handle)
            return 1;
    return 0;
}

/* The same file again (a version that comes back): load a copy, since a module's state is its own. */
static void *load_copy(const char *path)
{
    char name[64];
    void *handle = 0;
    int from = open(path, O_RDONLY | O_CLOEXEC), to = memfd_create("dsu-module", MFD_CLOEXEC);
    if (from >= 0 && to >= 0) {
        char block[16384];
        ssize_t size;
        while ((size = read(from, block, sizeof block)) > 0)
            if (write(to, block, (size_t)size) != size)
                size = -1;
        snprintf(name, sizeof name, "/proc/self/fd/%d", to);
        if (size == 0)
            handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
    }
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return handle;
}

int dsu_load(struct dsu_patch *patch)
{
    patch->handle = dlopen(patch->path, RTLD_NOW | RTLD_GLOBAL);
    if (!patch->handle)
        return dsu_fail(patch, "%s", dlerror());
    dsu_lock();
    int again = is_loaded(patch->handle);
    dsu_unlock();
    if (again) {
        dlclose(patch->handle);
        patch->handle = load_copy(patch->path);
        if (!patch->handle)
            return dsu_fail(patch, "%s: cannot load a second copy", patch->path);
    }
    struct link_map *map = 0;
    if (dlinfo(patch->handle, RTLD_DI_LINKMAP, &map) != 0)
        return dsu_fail(patch, "%s", dlerror());
    patch->base = map->l_addr;
    dl_iterate_phdr(find_text, patch);
    patch->module = dlsym(patch->handle, "dsu_module");
    if (!patch->module)
        return dsu_fail(patch, "%s: not a module: no dsu_module", patch->path);
    if (patch->module->abi != DSU_ABI)
        return dsu_fail(patch, "%s: made for another runtime (%u, this is %u)", patch->path, patch->module->abi, DSU_ABI);
    return 0;
}
