internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI

/// What the signatory remembers in one simulation.
final class SignatoryState: @unchecked Sendable {  // confined to the scheduler's thread
    let first: Int
    private(set) var generation: UInt64 = 1
    private var listeners: [(Party, AsyncStream<KeysetPublication>.Continuation)] = []
    private let scheduler: Scheduler

    init(_ scheduler: Scheduler, first: Int) {
        self.scheduler = scheduler
        self.first = first
    }

    var publication: KeysetPublication { KeyHolder.shared.publication(first: first, generation: generation) }

    var active: Keyset { KeyHolder.shared.keyset(generation == 1 ? first : 1 - first) }

    func rotate(_ delay: () -> UInt64) {
        guard generation == 1 else { return }
        generation = 2
        for (party, listener) in listeners { send(to: party, listener, after: delay()) }
    }

    func listen(_ party: Party, _ delay: UInt64) -> AsyncStream<KeysetPublication> {
        let (stream, continuation) = AsyncStream<KeysetPublication>.makeStream()
        listeners.append((party, continuation))
        send(to: party, continuation, after: delay)
        return stream
    }

    private func send(to party: Party, _ listener: AsyncStream<KeysetPublication>.Continuation, after delay: UInt64) {
        // The one that is current then: a stream does not mix up their order.
        scheduler.call(party, after: delay) { [self] in listener.yield(publication) }
    }

    // MARK: Books

    private struct Key: Hashable {
        let keysetID: KeysetID
        let amount: UInt64
    }

    private var issued: [Key: UInt64] = [:]
    private var counted: Set<OperationID> = []
    private var progress: [FixedBytes<16>: UInt64] = [:]

    func count(_ request: SigningRequest) {
        guard counted.insert(request.operationID).inserted else { return }
        for output in request.outputs {
            issued[Key(keysetID: output.keysetID, amount: output.amount), default: 0] += 1
        }
    }

    func compare(_ inquiry: LedgerInquiry) throws(SignatoryError) -> LedgerReport {
        guard inquiry.completedOperations >= progress[inquiry.mint] ?? 0 else {
            throw SignatoryError(.rolledBack, "the books went back")
        }
        progress[inquiry.mint] = inquiry.completedOperations
        let asked = issued.filter { inquiry.keysets.contains($0.key.keysetID) }
        return LedgerReport(
            issued: asked.map { IssuedAmount(keysetID: $0.key.keysetID, amount: $0.key.amount, outputs: $0.value) },
            auditNumber: 1)
    }

    func state(of keyset: Int) -> KeysetState? {
        if keyset == first { return generation == 1 ? .active : .draining }
        return generation == 1 ? nil : .active
    }
}

/// The signatory as one process sees it: with real signatures, sometimes away, late or wrong.
final class SimulatedSignatory: Signatory, @unchecked Sendable {  // confined to the scheduler's thread
    private let world: World
    private let party: Party

    init(_ world: World, _ party: Party) {
        self.world = world
        self.party = party
    }

    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        let fault = world.strikesOne(of: FaultKind.ofSigning)
        await world.pass(party, fault == .signatureLate ? world.dice.between(500...6_000) : 0)
        if world.isSignatoryAway || fault == .signatoryAway {
            throw SignatoryError(
                .unavailable, "injected: away", retryAfterMilliseconds: world.dice.oneIn(2) ? 0 : 300)
        }
        var signatures: [BlindSignature] = []
        for output in request.outputs { signatures.append(try sign(output, request.purpose)) }
        world.signatory.count(request)
        await world.pass(party, 0)
        if fault == .signatureLost { throw SignatoryError(.deadlineExceeded, "injected: the answer was lost") }
        return Self.spoil(signatures, fault)
    }

    /// A faulty signatory, or a faulty way to it.
    private static func spoil(_ signatures: [BlindSignature], _ fault: FaultKind?) -> [BlindSignature] {
        guard let last = signatures.last else { return signatures }
        let others = Array(signatures.dropLast())
        switch fault {
        case .signatureMissing: return others
        case .signatureOfOtherAmount:
            return others + [
                BlindSignature(amount: last.amount + 1, keysetID: last.keysetID, point: last.point, proof: last.proof)
            ]
        case .signatureWithoutProof:
            return others + [
                BlindSignature(amount: last.amount, keysetID: last.keysetID, point: last.point, proof: nil)
            ]
        default: return signatures
        }
    }

    private func sign(_ output: BlindedMessage, _ purpose: SigningPurpose) throws(SignatoryError) -> BlindSignature {
        guard let number = KeyHolder.shared.number(of: output.keysetID), let state = world.signatory.state(of: number)
        else { throw SignatoryError(.keysetUnknown, "unknown") }
        guard state == .active || (state == .draining && purpose == .meltChange) else {
            throw SignatoryError(.keysetInactive, "inactive")
        }
        guard let key = KeyHolder.amounts.firstIndex(of: output.amount) else {
            throw SignatoryError(.amountUnknown, "no such key")
        }
        let (point, proof) = KeyHolder.shared.sign(output.point, keyset: number, key: key)
        return BlindSignature(amount: output.amount, keysetID: output.keysetID, point: point, proof: proof)
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        let fault = world.strikesOne(of: FaultKind.ofVerifying)
        await world.pass(party, fault == .verificationLate ? world.dice.between(500...6_000) : 0)
        if world.isSignatoryAway || fault == .verificationAway {
            throw SignatoryError(.overloaded, "injected: away")
        }
        for (position, claim) in claims.enumerated() {
            guard let number = KeyHolder.shared.number(of: claim.keysetID),
                let key = KeyHolder.amounts.firstIndex(of: claim.amount)
            else { throw SignatoryError(.keysetUnknown, "unknown") }
            guard case .point(let point) = claim.preimage else {
                throw SignatoryError(.invalidArgument, "the mint sends points")
            }
            guard KeyHolder.shared.verifies(claim.signature, of: point, keyset: number, key: key) else {
                return .invalid(firstBad: position)
            }
        }
        return .valid
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        await world.pass(party, 0)
        if world.isSignatoryAway { throw SignatoryError(.unavailable, "injected: away") }
        return try world.signatory.compare(inquiry)
    }

    func status() async throws(SignatoryError) -> SignatoryStatus {
        if world.isSignatoryAway { throw SignatoryError(.unavailable, "injected: away") }
        return SignatoryStatus(
            isReady: true, generation: world.signatory.generation, uptimeSeconds: 1, inFlight: 0, signedOutputs: 0,
            refused: 0, version: "simulated")
    }

    func publications() -> AsyncStream<KeysetPublication> {
        world.signatory.listen(party, world.dice.between(0...500))
    }
}
