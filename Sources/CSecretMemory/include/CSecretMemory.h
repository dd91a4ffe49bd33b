// The memory of this process that holds secrets.
#ifndef MINT_CSECRETMEMORY_H
#define MINT_CSECRETMEMORY_H

#include <stdbool.h>
#include <stddef.h>

// One arena for the whole process: locked as it grows, left out of core files (MADV_DONTDUMP), empty in a child of
// fork(2) (MADV_WIPEONFORK), between two pages that nobody may touch. Every function may be called by any thread.

// The most bytes of one block.
extern const size_t mint_secret_maximum;

// `count` zero bytes, aligned to 32; NULL when `count` is 0 or above the maximum, or when the arena is full. What the
// system refused to lock is handed out all the same: mint_secret_is_locked tells.
void *mint_secret_allocate(size_t count);

// Wipes the block and gives it back. `count` is that of its allocation.
void mint_secret_free(void *block, size_t count);

// Makes room for `count` bytes beyond those in use; false when there is none.
bool mint_secret_reserve(size_t count);

// Whether everything that the arena has handed out so far, and the room it has, is locked.
bool mint_secret_is_locked(void);

#endif
