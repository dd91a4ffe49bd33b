// What tests ask of processes and Swift does not offer.
#ifndef MINT_CPROCESSPROBE_H
#define MINT_CPROCESSPROBE_H

#include <stddef.h>

// How many of the bytes a child of this process sees as other than zero; -1 when there was no child to look. By fork(2),
// for whose child Swift's runtime is not made.
long mint_nonzero_bytes_in_child(const void *memory, size_t count);

// Where the pattern begins in the memory; -1 when it is not there.
long mint_position(const void *memory, size_t count, const void *pattern, size_t pattern_count);

#endif
