import Cashu
import CashuCrypto
import CashuSecrets
import SignatoryAPI
import Synchronization

@testable import SignatoryRPC

/// A signatory of two denominations with real keys, and no memory of what it signed.
final class TestSignatory: Sendable {
    private struct State {
        var keysets: [(keyset: Keyset, signer: BlindSigner)] = []
        var generation: UInt64 = 0
        var signedOutputs = 0
        var listeners: [AsyncStream<KeysetPublication>.Continuation] = []
    }

    static let amounts: [UInt64] = [1, 2, 4, 8]

    private let master: ExtendedKey
    private let identity: IdentityKey
    private let state = Mutex(State())
    /// Runs before a request is signed, and may hold it.
    private let beforeSigning: @Sendable (SigningRequest) async -> Void

    init(seed byte: UInt8 = 7, beforeSigning: @escaping @Sendable (SigningRequest) async -> Void = { _ in }) throws {
        let bytes = [UInt8](repeating: byte, count: 32)
        let seed = unsafe bytes.withUnsafeBytes { unsafe Seed(bytes: $0) }
        master = try ExtendedKey(seed: seed)
        identity = IdentityKey(master: master)
        self.beforeSigning = beforeSigning
        _ = try makeKeyset()
    }

    var publicKey: PublicKey { identity.publicKey }
    var signedOutputs: Int { state.withLock { $0.signedOutputs } }
    var activeKeyset: Keyset {
        state.withLock { $0.keysets[$0.keysets.count - 1].keyset }
    }

    var serverIdentity: ServerIdentity {
        ServerIdentity(publicKey: identity.publicKey) { [self] in
            state.withLock { $0.generation }
        } sign: { [identity] in
            identity.sign($0)
        }
    }

    func publication() -> KeysetPublication {
        let (generation, keysets) = state.withLock { ($0.generation, $0.keysets.map(\.keyset)) }
        let digest = KeysetPublication.digest(of: keysets)
        return KeysetPublication(
            generation: generation, identity: identity.publicKey, keysets: keysets, digest: digest,
            signature: identity.sign(KeysetPublication.message(generation: generation, digest: digest)))
    }

    /// The earlier ones become inactive.
    func makeKeyset() throws -> Keyset {
        let index = UInt32(state.withLock { $0.keysets.count } + 1)
        let arena = try KeysetDerivation.derive(
            master: master, unit: .sat, index: index, count: Self.amounts.count)
        let signer = BlindSigner(arena)
        guard let keys = KeysetKeys(amounts: Self.amounts, publicKeys: signer.publicKeys()) else {
            preconditionFailure("ascending amounts, one key each")
        }
        let keyset = Keyset(
            id: .deriveVersion2(keys, unit: .sat, inputFeePPK: 100, finalExpiry: 1_900_000_000), unit: .sat,
            state: .active, inputFeePPK: 100, keys: keys, finalExpiry: 1_900_000_000, derivationIndex: index,
            createdAt: 1_700_000_000)
        let listeners = state.withLock { state in
            state.keysets = state.keysets.map { (Self.inactive($0.keyset), $0.signer) } + [(keyset, signer)]
            state.generation += 1
            return state.listeners
        }
        let publication = publication()
        for listener in listeners { listener.yield(publication) }
        return keyset
    }

    private static func inactive(_ keyset: Keyset) -> Keyset {
        Keyset(
            id: keyset.id, unit: keyset.unit, state: .inactive, inputFeePPK: keyset.inputFeePPK, keys: keyset.keys,
            finalExpiry: keyset.finalExpiry, derivationIndex: keyset.derivationIndex, createdAt: keyset.createdAt)
    }

    private func find(
        _ id: KeysetID, _ amount: UInt64, at index: Int
    ) throws(SignatoryError) -> (BlindSigner, Int, Keyset) {
        guard let found = state.withLock({ $0.keysets.first { $0.keyset.id == id } }) else {
            throw SignatoryError(.keysetUnknown, "no such keyset", index: index, keysetID: id)
        }
        guard let position = found.keyset.keys.index(of: amount) else {
            throw SignatoryError(.amountUnknown, "no such amount", index: index, keysetID: id)
        }
        return (found.signer, position, found.keyset)
    }
}

extension TestSignatory: Signatory {
    func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        await beforeSigning(request)
        var seen: Set<PublicKey> = []
        for (index, output) in request.outputs.enumerated() where !seen.insert(output.point).inserted {
            throw SignatoryError(.duplicateOutput, "twice the same B_", index: index, keysetID: output.keysetID)
        }
        var signatures: [BlindSignature] = []
        for (index, output) in request.outputs.enumerated() {
            let (signer, position, keyset) = try find(output.keysetID, output.amount, at: index)
            guard keyset.state == .active else {
                throw SignatoryError(.keysetInactive, "rotated", index: index, keysetID: keyset.id)
            }
            let (point, proof) = signer.sign(output.point, at: position)
            signatures.append(
                BlindSignature(amount: output.amount, keysetID: output.keysetID, point: point, proof: proof))
        }
        state.withLock { $0.signedOutputs += signatures.count }
        return signatures
    }

    func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        for (index, claim) in claims.enumerated() {
            let (signer, position, _) = try find(claim.keysetID, claim.amount, at: index)
            let point =
                switch claim.preimage {
                case .secret(let secret): secret.point
                case .point(let point): point
                }
            guard signer.verifies(claim.signature, of: point, at: position) else { return .invalid(firstBad: index) }
        }
        return .valid
    }

    func status() async throws(SignatoryError) -> SignatoryStatus {
        state.withLock {
            SignatoryStatus(
                isReady: true, generation: $0.generation, uptimeSeconds: 12, inFlight: 3,
                signedOutputs: UInt64($0.signedOutputs), refused: 5, version: "signatory/test",
                now: 1_800_000_000)
        }
    }

    func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        if inquiry.completedOperations == 0 { throw SignatoryError(.rolledBack, "there were more") }
        return LedgerReport(
            issued: inquiry.keysets.map { IssuedAmount(keysetID: $0, amount: 4, outputs: 7) },
            auditNumber: inquiry.completedOperations)
    }

    func publications() -> AsyncStream<KeysetPublication> {
        let (stream, continuation) = AsyncStream.makeStream(of: KeysetPublication.self)
        continuation.yield(publication())
        state.withLock { $0.listeners.append(continuation) }
        return stream
    }
}

extension TestSignatory: SignatoryAdministration {
    func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
        let current = state.withLock { $0.generation }
        guard rotation.expectedGeneration == 0 || rotation.expectedGeneration == current else {
            throw SignatoryError(.staleGeneration, "the generation is \(current)")
        }
        do {
            return RotatedKeyset(keyset: try makeKeyset(), generation: current + 1, isDryRun: false)
        } catch {
            throw SignatoryError(.internalFailure, "\(error)")
        }
    }

    func keysets() async throws(SignatoryError) -> KeysetPublication { publication() }

    func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset {
        let found = state.withLock { state in state.keysets.first { $0.keyset.id == deactivation.keysetID }?.keyset }
        guard let found else { throw SignatoryError(.keysetUnknown, deactivation.reason) }
        return RotatedKeyset(keyset: found, generation: deactivation.revokes ? 2 : 1, isDryRun: false)
    }

    func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus {
        var status = try await status()
        status.isPaused = pause.isPaused
        status.version = pause.reason
        return status
    }

    func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit] {
        [UsedLimit(limit: limit, amount: 1, outputs: UInt64(reason.utf8.count))]
    }

    func limits() async throws(SignatoryError) -> [UsedLimit] { [] }

    func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage {
        let entry = AuditEntry(
            number: number + 1, at: 3, actor: "uid 7", kind: "rotated", detail: "x", code: FixedBytes())
        return AuditPage(entries: [entry], lastNumber: number + 1, isIntact: number.isMultiple(of: 2))
    }
}
