#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <unistd.h>

_Static_assert(sizeof(mint_peer) == sizeof(struct ucred), "mint_peer is read in place of struct ucred");

const int mint_peer_option_level = SOL_SOCKET;
const int mint_peer_option_name = SO_PEERCRED;
const unsigned long mint_unix_path_maximum = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;

int mint_peer_of(int descriptor, mint_peer *peer) {
    socklen_t length = sizeof *peer;
    // unix(7): "The returned credentials are those that were in effect at the time of the call to connect(2)".
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, peer, &length) != 0) return -errno;
    return length == sizeof *peer ? 0 : -EPROTO;
}

static int unix_address(const char *path, struct sockaddr_un *address) {
    size_t length = strlen(path);
    if (length == 0 || length > mint_unix_path_maximum) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, length);
    return 0;
}

static int failed(int descriptor) {
    int code = errno;
    close(descriptor);
    return -code;
}

int mint_unix_bind(const char *path, uint32_t mode, int64_t group) {
    struct sockaddr_un address;
    int status = unix_address(path, &address);
    if (status != 0) return status;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    // Linux makes the file with the mode of the socket's own inode less the umask (net/unix/af_unix.c, unix_bind_bsd).
    // So the file is private from its first moment, without a change of the umask, which all threads share.
    if (fchmod(descriptor, 0600) != 0) return failed(descriptor);
    if (bind(descriptor, (const struct sockaddr *)&address, sizeof address) != 0) return failed(descriptor);
    // Nobody can connect before listen(2), and the directory is not writable by strangers: the path is still ours.
    if (group >= 0 && lchown(path, (uid_t)-1, (gid_t)group) != 0) return failed(descriptor);
    if (chmod(path, mode & 0777) != 0) return failed(descriptor);
    return descriptor;
}

int mint_unix_listen(int descriptor, int backlog) { return listen(descriptor, backlog) == 0 ? 0 : -errno; }

int mint_unix_connect(const char *path) {
    struct sockaddr_un address;
    int status = unix_address(path, &address);
    if (status != 0) return status;
    // Only a blocking connect(2) of a Unix socket waits, namely for room in the queue of who listens.
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return -errno;
    if (connect(descriptor, (const struct sockaddr *)&address, sizeof address) != 0) return failed(descriptor);
    return descriptor;
}

int mint_unix_send(const char *address, const void *bytes, unsigned long count) {
    struct sockaddr_un receiver;
    int status = unix_address(address, &receiver);
    if (status != 0) return status;
    socklen_t length = sizeof receiver;
    if (address[0] == '@') {
        // unix(7): every byte of an abstract address counts, so no padding may be part of it.
        receiver.sun_path[0] = '\0';
        length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(address));
    }
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    const struct timeval patience = {.tv_sec = 5};
    if (setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0) return failed(descriptor);
    ssize_t sent;
    do {
        sent = sendto(descriptor, bytes, count, MSG_NOSIGNAL, (const struct sockaddr *)&receiver, length);
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) return failed(descriptor);
    close(descriptor);
    return 0;
}

static int option_of(int descriptor, int option, int *value) {
    socklen_t length = sizeof *value;
    return getsockopt(descriptor, SOL_SOCKET, option, value, &length) == 0 ? 0 : -errno;
}

int mint_unix_listening_path(int descriptor, char *path) {
    struct sockaddr_un address;
    socklen_t length = sizeof address;
    int type, listens, status;
    if ((status = option_of(descriptor, SO_TYPE, &type)) != 0) return status;
    if ((status = option_of(descriptor, SO_ACCEPTCONN, &listens)) != 0) return status;
    memset(&address, 0, sizeof address);
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) != 0) return -errno;
    if (address.sun_family != AF_UNIX || type != SOCK_STREAM) return -EPROTOTYPE;
    if (!listens) return -EINVAL;
    if (address.sun_path[0] == '\0') return -EADDRNOTAVAIL;
    // unix(7), BUGS: a path of the greatest length may come without its NUL.
    memcpy(path, address.sun_path, mint_unix_path_maximum);
    path[mint_unix_path_maximum] = '\0';
    return 0;
}

int mint_close_on_exec(int descriptor) { return fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 ? 0 : -errno; }

int mint_path_inspect(const char *path, mint_path *found) {
    struct stat status;
    memset(found, 0, sizeof *found);
    if (lstat(path, &status) != 0) {
        if (errno == ENOENT) return 0;
        return -errno;
    }
    found->uid = status.st_uid;
    found->gid = status.st_gid;
    found->mode = status.st_mode & 07777;
    switch (status.st_mode & S_IFMT) {
    case S_IFSOCK: found->kind = MINT_PATH_SOCKET; break;
    case S_IFLNK: found->kind = MINT_PATH_SYMLINK; break;
    case S_IFDIR: found->kind = MINT_PATH_DIRECTORY; break;
    default: found->kind = MINT_PATH_OTHER;
    }
    return 0;
}

int mint_lock_file(const char *path) {
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return -errno;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return failed(descriptor);
    return descriptor;
}

int mint_deny_dumps(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -errno;
    // prctl(2), PR_SET_DUMPABLE: "Processes that are not dumpable can not be attached via ptrace(2)".
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return -errno;
    return 0;
}

int64_t mint_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    }
    return limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
}

int mint_clock_is_kept(int64_t *microseconds) {
    struct timex clock = {.modes = 0};
    int state = adjtimex(&clock);
    if (state < 0) return -errno;
    *microseconds = clock.maxerror;
    return state != TIME_ERROR && !(clock.status & STA_UNSYNC);
}
