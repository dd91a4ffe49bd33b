package import Cashu
package import CashuCrypto

/// The only holder of private keys, in another process (`RemoteSignatory`) or in this one (`EmbeddedSignatory`).
/// Values go in, values come out: nothing here lends a key.
package protocol Signatory: Sendable {
    /// Signs every output or none. Deterministic: the same request gives the same bytes, so a request whose answer was
    /// lost is simply sent again under the same operation id.
    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature]

    /// Whether every claim is a signature of this signatory. Expired and revoked keysets are errors, not verdicts.
    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict

    func status() async throws(SignatoryError) -> SignatoryStatus

    /// Tells the signatory how far the mint's books have come, and asks what it has signed of some keysets.
    ///
    /// - Throws: `rolledBack` when the mint's books were further before: they were restored from a backup.
    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport

    /// The current publication at once, then every later one. Survives lost connections and ends only with the task
    /// that iterates or with the signatory object.
    func publications() -> AsyncStream<KeysetPublication>
}

/// A signatory that does several small requests with less work than one after another.
package protocol CoalescingSignatory: Signatory {
    /// Each request is answered as `blindSign` answers it alone, in their order, when all are done.
    func blindSign(together requests: [SigningRequest]) async -> [Result<[BlindSignature], SignatoryError>]

    /// The same for `verify`.
    func verify(together requests: [[ProofClaim]]) async -> [Result<ProofVerdict, SignatoryError>]
}

/// Why signatures are wanted. A claim of the mint: it separates limits and keyset states, it proves nothing.
package enum SigningPurpose: UInt8, Sendable, CaseIterable {
    case mint = 1
    case swap = 2
    /// Also signed by a DRAINING keyset.
    case meltChange = 3
    case auth = 4
}

package struct SigningRequest: Sendable {
    package let purpose: SigningPurpose
    package let operationID: OperationID
    package let outputs: [BlindedMessage]

    /// The most outputs of one request.
    package static let maximumOutputs = 1_000

    package init(purpose: SigningPurpose, operationID: OperationID, outputs: [BlindedMessage]) {
        self.purpose = purpose
        self.operationID = operationID
        self.outputs = outputs
    }
}

/// A proof as the signatory needs it: without witness, and with `Y` in place of the secret when the mint has computed
/// it anyway. Only the mint relies on the answer, so it may choose the point.
package struct ProofClaim: Sendable {
    package enum Preimage: Sendable {
        case secret(Secret)
        case point(PublicKey)
    }

    package let amount: UInt64
    package let keysetID: KeysetID
    package let preimage: Preimage
    package let signature: PublicKey

    /// The most claims of one request.
    package static let maximumCount = 1_000

    package init(amount: UInt64, keysetID: KeysetID, preimage: Preimage, signature: PublicKey) {
        self.amount = amount
        self.keysetID = keysetID
        self.preimage = preimage
        self.signature = signature
    }
}

package enum ProofVerdict: Sendable, Equatable {
    case valid
    /// Position of the first claim that no key of this signatory signed.
    case invalid(firstBad: Int)
}

package struct SignatoryStatus: Sendable, Equatable {
    /// There is a keyset that may sign, and nothing forbids to.
    package var isReady: Bool
    /// The operator has stopped signing. Verification and publications go on.
    package var isPaused: Bool
    /// Nothing can be written, so nothing is signed.
    package var isReadOnly: Bool
    package var generation: UInt64
    package var uptimeSeconds: UInt64
    package var inFlight: UInt32
    package var signedOutputs: UInt64
    package var refused: UInt64
    /// The number of the last entry of the audit log.
    package var auditNumber: UInt64
    /// Its release, such as `signatory/0.1.0`.
    package var version: String
    /// Unix seconds by its clock, by which keysets expire; `nil` from a release that does not tell.
    package var now: UInt64?

    package init(
        isReady: Bool, isPaused: Bool = false, isReadOnly: Bool = false, generation: UInt64, uptimeSeconds: UInt64,
        inFlight: UInt32, signedOutputs: UInt64, refused: UInt64, auditNumber: UInt64 = 0, version: String,
        now: UInt64? = nil
    ) {
        self.isReady = isReady
        self.isPaused = isPaused
        self.isReadOnly = isReadOnly
        self.generation = generation
        self.uptimeSeconds = uptimeSeconds
        self.inFlight = inFlight
        self.signedOutputs = signedOutputs
        self.refused = refused
        self.auditNumber = auditNumber
        self.version = version
        self.now = now
    }
}
