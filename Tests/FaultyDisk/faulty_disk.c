// Loaded before a program's own libraries (LD_PRELOAD): while the file that MINT_FAULTY_DISK names is there, nothing can
// be synced. And every file system has as many bytes left as MINT_FAULTY_DISK_FREE says, where it says so.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/statvfs.h>
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

int statvfs(const char *restrict path, struct statvfs *restrict found) {
    int (*next)(const char *, struct statvfs *) = (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs");
    int status = next(path, found);
    const char *left = getenv("MINT_FAULTY_DISK_FREE");
    if (status == 0 && left != NULL) found->f_bavail = strtoull(left, NULL, 10) / found->f_frsize;
    return status;
}
