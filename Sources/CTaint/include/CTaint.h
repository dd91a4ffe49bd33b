// Marks that Valgrind's memcheck follows, as in the tests of libsecp256k1: it reports every branch and every address
// that depends on bytes marked as secret. Without Valgrind a mark is five instructions that do nothing.
#ifndef MINT_CTAINT_H
#define MINT_CTAINT_H

#include <stddef.h>

// Valgrind's client requests, as <valgrind/valgrind.h> and <valgrind/memcheck.h> define them for good: programs that
// carry them run under every version.
static inline void mint_valgrind_request(size_t request, const void *memory, size_t count) {
    volatile size_t arguments[6] = {request, (size_t)memory, count, 0, 0, 0};
#if defined(__x86_64__)
    volatile size_t result = 0;
    __asm__ volatile("rolq $3, %%rdi ; rolq $13, %%rdi\n\t"
                     "rolq $61, %%rdi ; rolq $51, %%rdi\n\t"
                     "xchgq %%rbx, %%rbx"
                     : "=d"(result)
                     : "a"(&arguments[0]), "0"(result)
                     : "cc", "memory");
#elif defined(__aarch64__)
    __asm__ volatile("mov x3, #0\n\t"
                     "mov x4, %0\n\t"
                     "ror x12, x12, #3 ; ror x12, x12, #13\n\t"
                     "ror x12, x12, #51 ; ror x12, x12, #61\n\t"
                     "orr x10, x10, x10"
                     :
                     : "r"(&arguments[0])
                     : "cc", "memory", "x3", "x4");
#else
    (void)arguments;
#endif
}

enum {
    MINT_VALGRIND_MEMCHECK = 'M' << 24 | 'C' << 16,
    MINT_VALGRIND_CALLGRIND = 'C' << 24 | 'T' << 16,
};

// From here on nothing may depend on these bytes.
static inline void mint_mark_secret(const void *memory, size_t count) {
    mint_valgrind_request(MINT_VALGRIND_MEMCHECK + 1, memory, count);
}

// The bytes are, or are about to be, known to everybody.
static inline void mint_mark_public(const void *memory, size_t count) {
    mint_valgrind_request(MINT_VALGRIND_MEMCHECK + 2, memory, count);
}

// An answer that everybody learns, such as whether a signature is valid.
static inline int mint_public_answer(int answer) {
    mint_mark_public(&answer, sizeof answer);
    return answer;
}

#endif
