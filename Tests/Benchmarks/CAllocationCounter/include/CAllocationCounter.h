#ifndef MINT_ALLOCATION_COUNTER_H
#define MINT_ALLOCATION_COUNTER_H

#include <stdint.h>

/// Takes the place of the C library's allocating functions in the whole process, and counts how often they are called.
/// Counts nothing until it is started, so that what is measured by time is not slowed down.
void mint_allocations_start(void);

/// How many there were since the start, on all threads. Ends the counting.
uint64_t mint_allocations_stop(void);

#endif
