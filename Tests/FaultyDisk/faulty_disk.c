// Loaded before a program's own libraries (LD_PRELOAD): while the file that MINT_FAULTY_DISK names is there, nothing can
// be synced.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int is_broken(void) {
    const char *path = getenv("MINT_FAULTY_DISK");
    return path != NULL && access(path, F_OK) == 0;
}

static int forward(const char *name, int descriptor) {
    int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (is_broken()) {
        errno = EIO;
        return -1;
    }
    return next(descriptor);
}

int fsync(int descriptor) { return forward("fsync", descriptor); }
int fdatasync(int descriptor) { return forward("fdatasync", descriptor); }
