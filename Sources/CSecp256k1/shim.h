// Debian's libsecp256k1 with the modules this project uses, and the one function that C has to lend.
#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_recovery.h>
#include <secp256k1_schnorrsig.h>
#include <string.h>

// A hash function for secp256k1_ecdh that hashes nothing: it returns the point itself as 65 bytes of uncompressed
// SEC1. This turns the library's constant-time Diffie-Hellman into a constant-time multiplication, which its public
// API does not offer otherwise: its multiplication of public keys is variable-time (bitcoin-core/secp256k1#387).
static inline int mint_ecdh_return_point(unsigned char *output, const unsigned char *x32, const unsigned char *y32,
                                         void *data) {
    (void)data;
    output[0] = 0x04;
    memcpy(output + 1, x32, 32);
    memcpy(output + 33, y32, 32);
    return 1;
}

// The library declares this immutable context as a variable, which Swift's concurrency checking must refuse.
static inline const secp256k1_context *mint_static_context(void) {
    return secp256k1_context_static;
}
