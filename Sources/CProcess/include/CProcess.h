// What Glibc's Swift overlay lacks or makes awkward: socket addresses, credentials, locks and process hardening.
// Every function that returns int gives 0 (or a descriptor) on success and -errno on failure; none prints or exits.
#ifndef MINT_CPROCESS_H
#define MINT_CPROCESS_H

#include <stdbool.h>
#include <stdint.h>

// The layout of the kernel's `struct ucred`, so that it can be read with getsockopt directly.
typedef struct mint_peer {
    int32_t pid;
    uint32_t uid;
    uint32_t gid;
} mint_peer;

// SOL_SOCKET and SO_PEERCRED, for an event library that asks the option itself.
extern const int mint_peer_option_level;
extern const int mint_peer_option_name;

// Who called connect(2) (or, on the connecting side, listen(2)) on the other end of a Unix socket.
int mint_peer_of(int descriptor, mint_peer *peer);

// The most bytes of a Unix socket's path, without the NUL.
extern const unsigned long mint_unix_path_maximum;

// A stream socket bound to `path` that does not listen yet. Its file never has more permissions than `mode`, whatever
// the umask, and exactly `mode` on return; when `group` is not -1 the file belongs to that group. Close-on-exec.
int mint_unix_bind(const char *path, uint32_t mode, int64_t group);

// Starts, or starts anew, to listen. On an inherited descriptor this makes the credentials that a client reads those of
// this process in place of those of whoever made the socket.
int mint_unix_listen(int descriptor, int backlog);

// A connected stream socket that does not block; -ECONNREFUSED when the file is the leftover of a process that ended,
// -EAGAIN when somebody listens who has no room for one more connection.
int mint_unix_connect(const char *path);

// Sends one datagram to the Unix socket at `address`, in which a leading '@' stands for the abstract namespace. Waits 5 s
// at most for room in the receiver's queue.
int mint_unix_send(const char *address, const void *bytes, unsigned long count);

// Writes the path of `descriptor`, a Unix stream socket that listens, and its NUL to `path`, which has room for
// mint_unix_path_maximum + 1 bytes. -EPROTOTYPE when it is a socket of another kind, -EINVAL when it does not listen,
// -EADDRNOTAVAIL when it has no path.
int mint_unix_listening_path(int descriptor, char *path);

// Keeps programs that this process may start from inheriting `descriptor`.
int mint_close_on_exec(int descriptor);

enum {
    MINT_PATH_ABSENT = 0,
    MINT_PATH_SOCKET = 1,
    MINT_PATH_SYMLINK = 2,
    MINT_PATH_DIRECTORY = 3,
    MINT_PATH_OTHER = 4,
};

typedef struct mint_path {
    int kind;
    uint32_t uid;
    uint32_t gid;
    uint32_t mode;
} mint_path;

// What stands at `path`, links not followed. An absent file is a success.
int mint_path_inspect(const char *path, mint_path *found);

// Opens (creating it with mode 0600, links refused) and locks the file for this process. The lock lasts until the
// descriptor is closed or the process ends. -EWOULDBLOCK when another holds it.
int mint_lock_file(const char *path);

// Makes the process undumpable: no core files, no ptrace or /proc/self/mem by others of the same uid.
int mint_deny_dumps(void);

// Raises the number of descriptors this process may have to what it is allowed (RLIMIT_NOFILE, soft to hard), and gives
// that number. The usual soft limit of 1024 is less than the connections a server serves.
int64_t mint_raise_descriptor_limit(void);

// Whether something keeps the system's clock right: 1, and how far off it may be at most, or 0. Adjusts nothing.
// -EPERM where a sandbox does not let it be asked.
int mint_clock_is_kept(int64_t *microseconds);

#endif
