import Cashu
import CashuCrypto
import CashuSecrets
import SignatoryAPI
import Synchronization

/// A signatory with real keys in this process, which fails on demand.
final class TestSignatory: Signatory {
    enum Fault: Sendable {
        /// Nothing is signed.
        case unavailable
        /// Signed, but the answer does not arrive.
        case lostAnswer
        case refuses(SignatoryError.Code)
        case oneTooFew
        case otherAmount
        case withoutProof
        /// The last signature is that of the first output.
        case otherKey
    }

    private struct Held {
        var keyset: Keyset
        let signer: BlindSigner
    }

    private struct State {
        var held: [Held] = []
        var generation: UInt64 = 0
        var faults: [Fault] = []
        var permanentFault: Fault?
        var requests: [SigningRequest] = []
        var verifications = 0
        var isReady = true
        var ledger = TestLedger()
        var beforeSigning: (@Sendable () async -> Void)?
        var beforeVerifying: (@Sendable () async -> Void)?
        var listeners: [AsyncStream<KeysetPublication>.Continuation] = []
    }

    let identity: IdentityKey
    private let master: ExtendedKey
    private let state = Mutex(State())

    static let amounts = (0..<16).map { UInt64(1) << $0 }

    init(seed byte: UInt8 = 7, fee: UInt64 = 0) throws {
        let seed = unsafe [UInt8](repeating: byte, count: 64).withUnsafeBytes { unsafe Seed(bytes: $0) }
        master = try ExtendedKey(seed: seed)
        identity = IdentityKey(master: master)
        try rotate(fee: fee)
    }

    // MARK: What tests ask

    var active: Keyset {
        state.withLock { state in
            guard let active = state.held.last?.keyset else { preconditionFailure("there is always a keyset") }
            return active
        }
    }

    var requests: [SigningRequest] { state.withLock { $0.requests } }
    var verifications: Int { state.withLock { $0.verifications } }

    func fail(_ faults: Fault...) { state.withLock { $0.faults += faults } }
    func fail(always fault: Fault?) { state.withLock { $0.permanentFault = fault } }
    func setReady(_ isReady: Bool) { state.withLock { $0.isReady = isReady } }
    func beforeSigning(_ hook: (@Sendable () async -> Void)?) { state.withLock { $0.beforeSigning = hook } }
    func beforeVerifying(_ hook: (@Sendable () async -> Void)?) { state.withLock { $0.beforeVerifying = hook } }

    /// The active keyset drains from now on.
    func rotate(unit: CurrencyUnit = .sat, fee: UInt64 = 0, finalExpiry: UInt64? = nil) throws {
        let index = UInt32(state.withLock { $0.held.count }) + 1
        let arena = try KeysetDerivation.derive(
            master: master, unit: unit, index: index, count: Self.amounts.count)
        let signer = BlindSigner(arena)
        guard let keys = KeysetKeys(amounts: Self.amounts, publicKeys: signer.publicKeys()) else {
            preconditionFailure("the amounts ascend")
        }
        let keyset = Keyset(
            id: KeysetID.derive(.version2, keys, unit: unit, inputFeePPK: fee, finalExpiry: finalExpiry), unit: unit,
            state: .active, inputFeePPK: fee, keys: keys, finalExpiry: finalExpiry, derivationIndex: index,
            createdAt: UInt64(index))
        let (listeners, next) = state.withLock { state in
            for position in state.held.indices
            where state.held[position].keyset.unit == unit && state.held[position].keyset.state == .active {
                state.held[position].keyset = state.held[position].keyset.with(.draining)
            }
            state.held.append(Held(keyset: keyset, signer: signer))
            state.generation += 1
            return (state.listeners, publication(of: state))
        }
        for listener in listeners { listener.yield(next) }
    }

    func publication() -> KeysetPublication { state.withLock { publication(of: $0) } }

    /// Signs anything as a publication.
    func publish(_ keysets: [Keyset], generation: UInt64) -> KeysetPublication {
        let digest = KeysetPublication.digest(of: keysets)
        return KeysetPublication(
            generation: generation, identity: identity.publicKey, keysets: keysets, digest: digest,
            signature: identity.sign(KeysetPublication.message(generation: generation, digest: digest)))
    }

    private func publication(of state: State) -> KeysetPublication {
        publish(state.held.map(\.keyset), generation: state.generation)
    }

    /// Changes its books, as a restored backup would.
    func alterLedger(_ body: (inout TestLedger) -> Void) { state.withLock { body(&$0.ledger) } }

    // MARK: Signatory

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        let (hook, fault) = state.withLock { state in
            state.requests.append(request)
            let fault = state.faults.isEmpty ? state.permanentFault : state.faults.removeFirst()
            return (state.beforeSigning, fault)
        }
        await hook?()
        switch fault {
        case .unavailable: throw SignatoryError(.unavailable, "away")
        case .refuses(let code): throw SignatoryError(code, "told to refuse")
        case nil, .lostAnswer, .oneTooFew, .otherAmount, .withoutProof, .otherKey: break
        }
        var signatures: [BlindSignature] = []
        for output in request.outputs { signatures.append(try sign(output, request.purpose)) }
        state.withLock { $0.ledger.count(request) }
        switch fault {
        case .lostAnswer: throw SignatoryError(.deadlineExceeded, "the answer was lost")
        case .oneTooFew: signatures.removeLast()
        case .otherAmount:
            let last = signatures.removeLast()
            signatures.append(
                BlindSignature(
                    amount: last.amount * 2, keysetID: last.keysetID, point: last.point, proof: last.proof))
        case .withoutProof:
            let last = signatures.removeLast()
            signatures.append(
                BlindSignature(amount: last.amount, keysetID: last.keysetID, point: last.point, proof: nil))
        case .otherKey:
            let last = signatures.removeLast()
            signatures.append(
                BlindSignature(
                    amount: last.amount, keysetID: last.keysetID, point: signatures[0].point,
                    proof: signatures[0].proof))
        case nil, .unavailable, .refuses: break
        }
        return signatures
    }

    private func sign(_ output: BlindedMessage, _ purpose: SigningPurpose) throws(SignatoryError) -> BlindSignature {
        let held = state.withLock { state in state.held.first { $0.keyset.id == output.keysetID } }
        guard let held else { throw SignatoryError(.keysetUnknown, "unknown") }
        let mayDrain = purpose == .meltChange && held.keyset.state == .draining
        guard held.keyset.state == .active || mayDrain else { throw SignatoryError(.keysetInactive, "inactive") }
        guard let index = held.keyset.keys.index(of: output.amount) else {
            throw SignatoryError(.amountUnknown, "no such key")
        }
        let (point, proof) = held.signer.sign(output.point, at: index)
        return BlindSignature(amount: output.amount, keysetID: output.keysetID, point: point, proof: proof)
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        let outcome = state.withLock { state in
            Result { () throws(SignatoryError) in try state.ledger.compare(inquiry) }
        }
        return try outcome.get()
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        let (hook, held) = state.withLock { state in
            state.verifications += 1
            return (state.beforeVerifying, state.held)
        }
        await hook?()
        for (position, claim) in claims.enumerated() {
            guard let held = held.first(where: { $0.keyset.id == claim.keysetID }),
                let index = held.keyset.keys.index(of: claim.amount)
            else { throw SignatoryError(.keysetUnknown, "unknown") }
            let point =
                switch claim.preimage {
                case .secret(let secret): secret.point
                case .point(let point): point
                }
            guard held.signer.verifies(claim.signature, of: point, at: index) else {
                return .invalid(firstBad: position)
            }
        }
        return .valid
    }

    func status() async throws(SignatoryError) -> SignatoryStatus {
        try state.withLock { state throws(SignatoryError) in
            if case .unavailable = state.permanentFault { throw SignatoryError(.unavailable, "away") }
            return SignatoryStatus(
                isReady: state.isReady, generation: state.generation, uptimeSeconds: 1, inFlight: 0, signedOutputs: 0,
                refused: 0, version: "test")
        }
    }

    func publications() -> AsyncStream<KeysetPublication> {
        let (stream, continuation) = AsyncStream<KeysetPublication>.makeStream()
        let first = state.withLock { state in
            state.listeners.append(continuation)
            return publication(of: state)
        }
        continuation.yield(first)
        return stream
    }
}

extension Keyset {
    func with(_ state: KeysetState) -> Keyset {
        Keyset(
            id: id, unit: unit, state: state, inputFeePPK: inputFeePPK, keys: keys, finalExpiry: finalExpiry,
            derivationIndex: derivationIndex, createdAt: createdAt)
    }
}
