#define _GNU_SOURCE
#include "CSecretMemory.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Address space, not memory: it is opened and locked a step at a time. 100,000 keysets of 64 keys.
static const size_t reserved = (size_t)256 << 20;
static const size_t step = (size_t)64 << 10;

enum { SMALLEST = 5, LARGEST = 20, CLASSES = LARGEST - SMALLEST + 1 };
const size_t mint_secret_maximum = (size_t)1 << LARGEST;

// Free blocks of one class. The link stands in the block; in a child of fork(2) that is NULL, so the list just ends.
typedef struct free_block {
    struct free_block *next;
} free_block;

// Lives in ordinary memory: it tells where secrets are, not what they are.
static struct {
    pthread_mutex_t mutex;
    unsigned char *start; // NULL until the first allocation
    size_t open;          // bytes from `start` that may be used
    size_t used;          // of those, bytes that were ever part of a block
    bool is_unlocked;     // some of the open bytes could not be locked
    free_block *free[CLASSES];
} arena = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static size_t rounded(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

static bool begin(void) {
    if (arena.start) return true;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    unsigned char *memory = mmap(NULL, reserved + 2 * page, PROT_NONE, flags, -1, 0);
    if (memory == MAP_FAILED) return false;
    // madvise(2): both are kept by every part of the mapping, however it is split afterwards.
    if (madvise(memory, reserved + 2 * page, MADV_DONTDUMP) != 0 ||
        madvise(memory, reserved + 2 * page, MADV_WIPEONFORK) != 0) {
        munmap(memory, reserved + 2 * page);
        return false;
    }
    arena.start = memory + page; // The pages before and after are never opened.
    return true;
}

static bool make_room(size_t count) {
    if (!begin() || count > reserved - arena.used) return false;
    if (arena.used + count <= arena.open) return true;
    size_t wanted = rounded(arena.used + count, step);
    unsigned char *from = arena.start + arena.open;
    if (mprotect(from, wanted - arena.open, PROT_READ | PROT_WRITE) != 0) return false;
    // mlock(2) locks all of a range or fails: then RLIMIT_MEMLOCK is too low.
    if (mlock(from, wanted - arena.open) != 0) arena.is_unlocked = true;
    arena.open = wanted;
    return true;
}

// The class of the smallest power of two that holds `count`.
static unsigned class_of(size_t count) {
    unsigned power = SMALLEST;
    while (((size_t)1 << power) < count) power++;
    return power - SMALLEST;
}

static size_t size_of(unsigned class) { return (size_t)1 << (class + SMALLEST); }

static void *take(unsigned class) {
    free_block *block = arena.free[class];
    if (block) {
        arena.free[class] = block->next;
        block->next = NULL;
        return block;
    }
    if (!make_room(size_of(class))) return NULL;
    void *fresh = arena.start + arena.used;
    arena.used += size_of(class);
    return fresh;
}

void *mint_secret_allocate(size_t count) {
    if (count == 0 || count > mint_secret_maximum) return NULL;
    pthread_mutex_lock(&arena.mutex);
    void *block = take(class_of(count));
    pthread_mutex_unlock(&arena.mutex);
    return block;
}

void mint_secret_free(void *block, size_t count) {
    unsigned class = class_of(count);
    explicit_bzero(block, size_of(class));
    pthread_mutex_lock(&arena.mutex);
    ((free_block *)block)->next = arena.free[class];
    arena.free[class] = block;
    pthread_mutex_unlock(&arena.mutex);
}

bool mint_secret_reserve(size_t count) {
    pthread_mutex_lock(&arena.mutex);
    bool done = make_room(count);
    pthread_mutex_unlock(&arena.mutex);
    return done;
}

bool mint_secret_is_locked(void) {
    pthread_mutex_lock(&arena.mutex);
    bool locked = !arena.is_unlocked;
    pthread_mutex_unlock(&arena.mutex);
    return locked;
}
