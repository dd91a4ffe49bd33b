internal import Cashu
package import CashuCrypto
internal import CashuSecrets
internal import Logging
package import SignatoryAPI
internal import Storage

/// The signatory itself: the private keys, what signs with them, and the keys database.
///
/// Requests read an immutable ring and never touch the database. Runs inside the `signatory` daemon, behind its
/// sockets, or in the process of a mint that holds its own keys.
package final class EmbeddedSignatory: Signatory, SignatoryAdministration, Sendable {
    let master: MasterKey
    let database: Database
    let board: KeyRingBoard
    let defaults: KeysetDefaults
    let unixSeconds: @Sendable () -> UInt64
    let logger: Logger
    let counters = SignatoryCounters()
    private let startedAt = ContinuousClock.now

    /// `open` made sure that the ring is what database and seed say.
    init(
        _ ring: KeyRing, master: MasterKey, database: Database, configuration: SignatoryConfiguration, logger: Logger
    ) {
        self.master = master
        self.database = database
        board = KeyRingBoard(ring)
        defaults = configuration.defaults
        unixSeconds = configuration.unixSeconds
        self.logger = logger
    }

    /// The public key by which mints recognise this signatory: that of the BIP-32 master node.
    package var identity: PublicKey { master.identity.publicKey }

    /// `nil` once closed.
    package var currentPublication: KeysetPublication? { board.current?.publication }

    /// Of the current publication; 0 once closed.
    package var generation: UInt64 { currentPublication?.generation ?? 0 }

    /// BIP-340 by the identity. The caller makes sure that the message is one of a known domain: a tagged hash.
    package func signIdentity(_ message: FixedBytes<32>) -> SchnorrSignature { master.identity.sign(message) }

    package func publications() -> AsyncStream<KeysetPublication> { board.stream() }

    package func keysets() async throws(SignatoryError) -> KeysetPublication { try ring().publication }

    /// Ready when there is a keyset that may sign. Answers as long as the signatory is open.
    package func status() async throws(SignatoryError) -> SignatoryStatus {
        let publication = try ring().publication
        let now = unixSeconds()
        return SignatoryStatus(
            isReady: publication.keysets.contains { $0.state == .active && !$0.isExpired(at: now) },
            generation: publication.generation,
            uptimeSeconds: UInt64(max(0, (ContinuousClock.now - startedAt).components.seconds)),
            inFlight: counters.inFlight, signedOutputs: counters.signedOutputs, refused: counters.refused,
            version: SignatoryRelease.name)
    }

    /// Lets go of the keys, ends every stream of publications and closes the database. Later calls are `unavailable`.
    package func close() async {
        board.close()
        await database.close()
    }

    func ring() throws(SignatoryError) -> KeyRing {
        guard let ring = board.current else { throw SignatoryError(.unavailable, "the signatory is closed") }
        return ring
    }
}
