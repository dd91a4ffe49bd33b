// Memory for one protobuf message: allocated piece by piece, freed at once, never more than its budget. protobuf-c
// asks for up to 72 bytes per byte received; a message beyond the budget fails to unpack and leaves nothing behind.
#ifndef SIGNATORY_MESSAGE_ARENA_H
#define SIGNATORY_MESSAGE_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

typedef struct message_arena {
    ProtobufCAllocator allocator;
    struct message_arena_block *blocks;
    unsigned char *next;
    size_t left;
    size_t taken;
    size_t budget;
} message_arena;

// `budget` bounds what is taken from the heap, in bytes. The arena must not move while it is in use: the allocator
// points at it.
void message_arena_open(message_arena *arena, size_t budget);

// Zeroed and aligned for any object; NULL beyond the budget.
void *message_arena_take(message_arena *arena, size_t size);

void message_arena_close(message_arena *arena);

#endif
