#define _GNU_SOURCE
#include "CProcessProbe.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

long mint_nonzero_bytes_in_child(const void *memory, size_t count) {
    int ends[2];
    if (pipe(ends) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        // Only what is async-signal-safe: other threads may have held any lock at the moment of the fork.
        long found = 0;
        for (size_t i = 0; i < count; i++) found += ((const unsigned char *)memory)[i] != 0;
        _exit(write(ends[1], &found, sizeof found) == sizeof found ? 0 : 1);
    }
    close(ends[1]);
    long found = -1;
    if (child > 0) {
        if (read(ends[0], &found, sizeof found) != sizeof found) found = -1;
        waitpid(child, NULL, 0);
    }
    close(ends[0]);
    return found;
}

long mint_position(const void *memory, size_t count, const void *pattern, size_t pattern_count) {
    const char *found = memmem(memory, count, pattern, pattern_count);
    return found ? found - (const char *)memory : -1;
}
