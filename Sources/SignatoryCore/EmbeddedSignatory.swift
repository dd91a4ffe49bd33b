internal import Cashu
package import CashuCrypto
internal import CashuSecrets
internal import Logging
package import SignatoryAPI
internal import Storage

/// The signatory itself: the private keys, what signs with them, and the keys database.
///
/// Requests are checked against an immutable ring; a signature leaves once the database has counted it. Runs inside the
/// `signatory` daemon, behind its sockets, or in the process of a mint that holds its own keys.
package final class EmbeddedSignatory: CoalescingSignatory, Sendable {
    let identityKey: IdentityKey
    let auditKey: MessageKey
    let access: MasterAccess
    let store: KeysStore
    let board: KeyRingBoard
    let defaults: KeysetDefaults
    let policies: SignatoryPolicies
    let clock: SignatoryClock
    let logger: Logger
    let counters = SignatoryCounters()
    let refusals = RefusalTally()
    private let startedAt = ContinuousClock.now

    /// What `open` found and made sure of.
    struct Parts {
        let ring: KeyRing
        let identityKey: IdentityKey
        let auditKey: MessageKey
        let access: MasterAccess
        let store: KeysStore
        let clock: SignatoryClock
    }

    init(_ parts: Parts, configuration: SignatoryConfiguration, logger: Logger) {
        identityKey = parts.identityKey
        auditKey = parts.auditKey
        access = parts.access
        store = parts.store
        board = KeyRingBoard(parts.ring)
        clock = parts.clock
        defaults = configuration.defaults
        policies = configuration.policies
        self.logger = logger
    }

    /// The public key by which mints recognise this signatory: that of the BIP-32 master node.
    package var identity: PublicKey { identityKey.publicKey }

    /// `nil` once closed.
    package var currentPublication: KeysetPublication? { board.current?.publication }

    /// Of the current publication; 0 once closed.
    package var generation: UInt64 { currentPublication?.generation ?? 0 }

    /// BIP-340 by the identity. The caller makes sure that the message is one of a known domain: a tagged hash.
    package func signIdentity(_ message: FixedBytes<32>) -> SchnorrSignature { identityKey.sign(message) }

    package func publications() -> AsyncStream<KeysetPublication> { board.stream() }

    /// What the operator may do, in the audit log under the name of `actor`.
    package func administration(as actor: String) -> some SignatoryAdministration {
        Administration(signatory: self, actor: actor)
    }

    /// Answers as long as the signatory is open.
    package func status() async throws(SignatoryError) -> SignatoryStatus {
        let publication = try ring().publication
        let now = clock.now()
        let (isPaused, auditNumber) = try await store.look { (transaction) throws(KeysStoreError) in
            (try transaction.pauseReason() != nil, try transaction.lastAuditNumber())
        }
        let hasActive = publication.keysets.contains { $0.state == .active && !$0.isExpired(at: now) }
        return SignatoryStatus(
            isReady: hasActive && !isPaused && !store.isReadOnly, isPaused: isPaused, isReadOnly: store.isReadOnly,
            generation: publication.generation,
            uptimeSeconds: UInt64(max(0, (ContinuousClock.now - startedAt).components.seconds)),
            inFlight: counters.inFlight, signedOutputs: counters.signedOutputs, refused: counters.refused,
            auditNumber: auditNumber, version: SignatoryRelease.name, now: now)
    }

    package func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        try await counters.count(refusals) { () throws(SignatoryError) in
            guard inquiry.keysets.count <= LedgerInquiry.maximumKeysets else {
                throw SignatoryError(.invalidArgument, "more than \(LedgerInquiry.maximumKeysets) keysets")
            }
            let now = clock.now()
            return try await store.perform { (transaction) throws(KeysStoreError) in
                try transaction.note(inquiry, at: now)
                return LedgerReport(
                    issued: try transaction.issued(by: inquiry.keysets),
                    auditNumber: try transaction.lastAuditNumber())
            }
        }
    }

    /// Tells the audit log, lets go of the keys, ends every stream of publications and closes the database. Later calls
    /// are `unavailable`.
    package func close() async {
        if board.current != nil { await recordEnd() }
        refusals.finish()
        board.close()
        await store.close()
    }

    func ring() throws(SignatoryError) -> KeyRing {
        guard let ring = board.current else { throw SignatoryError(.unavailable, "the signatory is closed") }
        return ring
    }
}
