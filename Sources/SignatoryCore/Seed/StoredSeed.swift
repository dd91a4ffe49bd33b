package import CashuSecrets

/// The seed of an operator: 12 or 24 words of BIP-39 on one line, as they are written on paper, or the same sealed
/// with a passphrase. Read at every start and at every rotation, and never kept.
package struct StoredSeed: Sendable, Hashable {
    package let seed: SecretPlace
    /// `nil` when the words stand in clear.
    package let passphrase: SecretPlace?

    package init(_ seed: SecretPlace, passphrase: SecretPlace? = nil) {
        self.seed = seed
        self.passphrase = passphrase
    }

    /// A few milliseconds; about half a second when it is sealed.
    package func read() throws(SeedFileError) -> Seed { try words().seed() }

    package func words() throws(SeedFileError) -> Mnemonic {
        let content = try seed.read()
        // An operator who named a passphrase believes that the seed is sealed, and the other way round.
        guard unsafe content.withBytes({ unsafe SealedMnemonic.isSealed($0) }) else {
            guard passphrase == nil else { throw .notSealed }
            return try Self.parse(content)
        }
        guard let passphrase else { throw .sealed }
        let secret = try Self.passphrase(at: passphrase)
        do throws(SealError) {
            return try unsafe content.withBytes { (text) throws(SealError) in
                try unsafe secret.withBytes { (secret) throws(SealError) in
                    try unsafe SealedMnemonic.open(text, secret)
                }
            }
        } catch {
            throw SeedFileError(error)
        }
    }

    /// The line that holds these words under this source's passphrase; `nil` when it has none.
    package func sealing(_ words: borrowing Mnemonic) throws(SeedFileError) -> String? {
        guard let passphrase else { return nil }
        let secret = try Self.passphrase(at: passphrase)
        do throws(SealError) {
            return try unsafe secret.withBytes { (secret) throws(SealError) in
                try unsafe SealedMnemonic.seal(words, secret)
            }
        } catch {
            throw SeedFileError(error)
        }
    }

    /// The words of a text that was read.
    package static func parse(_ text: borrowing SecretBuffer) throws(SeedFileError) -> Mnemonic {
        guard !text.isFull else { throw .tooLong }
        do throws(MnemonicError) {
            return try unsafe text.withBytes { (bytes) throws(MnemonicError) in try unsafe Mnemonic(parsing: bytes) }
        } catch {
            throw .words(error)
        }
    }

    private static func passphrase(at place: SecretPlace) throws(SeedFileError) -> SecretBuffer {
        do throws(SeedFileError) {
            var secret = try place.read()
            secret.dropLineEnd()
            guard secret.count > 0 else { throw .emptyPassphrase }
            return secret
        } catch {
            throw .passphrase(place, error)
        }
    }
}

extension StoredSeed: CustomStringConvertible {
    /// Such as "the seed file /x/seed".
    package var description: String { "the seed \(seed)" }
}
