#include "message_arena.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 8 * 1024, LARGEST_STEP = 256 * 1024 };

struct message_arena_block {
    struct message_arena_block *previous;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

static void *take(void *arena, size_t size) { return message_arena_take(arena, size); }

// Pieces are not returned one by one: the arena is closed after the message.
static void keep(void *arena, void *piece) {
    (void)arena;
    (void)piece;
}

void message_arena_open(message_arena *arena, size_t budget) {
    memset(arena, 0, sizeof *arena);
    arena->allocator.alloc = take;
    arena->allocator.free = keep;
    arena->allocator.allocator_data = arena;
    arena->budget = budget;
}

void *message_arena_take(message_arena *arena, size_t size) {
    if (size > arena->budget) return NULL;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > arena->left) {
        // Each block is as large as all before it, so that a long message takes few calls to malloc.
        size_t step = arena->taken < FIRST_BLOCK ? FIRST_BLOCK : arena->taken;
        if (step > LARGEST_STEP) step = LARGEST_STEP;
        if (step < size) step = size;
        if (step > arena->budget - arena->taken) step = arena->budget - arena->taken;
        if (step < size) return NULL;
        struct message_arena_block *block = calloc(1, sizeof *block + step);
        if (block == NULL) return NULL;
        block->previous = arena->blocks;
        arena->blocks = block;
        arena->next = block->bytes;
        arena->left = step;
        arena->taken += step;
    }
    void *piece = arena->next;
    arena->next += size;
    arena->left -= size;
    return piece;
}

void message_arena_close(message_arena *arena) {
    while (arena->blocks != NULL) {
        struct message_arena_block *previous = arena->blocks->previous;
        free(arena->blocks);
        arena->blocks = previous;
    }
    arena->next = NULL;
    arena->left = 0;
}
