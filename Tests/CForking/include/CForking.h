// fork(2), which Swift does not offer: its runtime is not made for the child.
#ifndef MINT_CFORKING_H
#define MINT_CFORKING_H

#include <stddef.h>

// How many of the bytes a child of this process sees as other than zero; -1 when there was no child to look.
long mint_nonzero_bytes_in_child(const void *memory, size_t count);

#endif
