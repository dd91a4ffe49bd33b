internal import CSodium

/// libsodium, which wants to be started before anything else of it is called from several threads.
package enum SodiumLibrary {
    private static let started: Void = {
        // https://doc.libsodium.org/usage: "returns 0 on success, -1 on failure, and 1 if the library had already been
        // initialized." What the processor can do, such as AES, is looked up there.
        precondition(sodium_init() >= 0, "libsodium finds a source of randomness")
    }()

    /// Once; after that it costs next to nothing.
    package static func start() { started }
}
