internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI

/// Real keys and real signatures, made once for all seeds of a program: what is signed is the same coins again and
/// again.
final class KeyHolder: @unchecked Sendable {  // confined to the scheduler's thread
    private struct Question: Hashable {
        let point: PublicKey
        let keyset: Int
        let key: Int
    }

    static let amounts: [UInt64] = [1, 2, 4, 8]
    /// In thousandths for each input, of the two keysets.
    private static let fees: [UInt64] = [0, 150]

    static let shared: KeyHolder = {
        do { return try KeyHolder() } catch { preconditionFailure("a fixed seed derives keys: \(error)") }
    }()

    private let identity: IdentityKey
    private let signers: [BlindSigner]
    private let keysets: [Keyset]
    private var signatures: [Question: (PublicKey, DLEQProof)] = [:]
    private var genuine: [Question: PublicKey] = [:]
    private var publications: [String: KeysetPublication] = [:]

    private init() throws {
        let seed = unsafe [UInt8](repeating: 7, count: 64).withUnsafeBytes { unsafe Seed(bytes: $0) }
        let master = try ExtendedKey(seed: seed)
        identity = IdentityKey(master: master)
        var signers: [BlindSigner] = []
        var keysets: [Keyset] = []
        for (position, fee) in Self.fees.enumerated() {
            let index = UInt32(position) + 1
            let signer = BlindSigner(
                try KeysetDerivation.derive(master: master, unit: .sat, index: index, count: Self.amounts.count))
            guard let keys = KeysetKeys(amounts: Self.amounts, publicKeys: signer.publicKeys()) else {
                preconditionFailure("the amounts ascend")
            }
            signers.append(signer)
            keysets.append(
                Keyset(
                    id: KeysetID.derive(.version2, keys, unit: .sat, inputFeePPK: fee, finalExpiry: nil), unit: .sat,
                    state: .active, inputFeePPK: fee, keys: keys, finalExpiry: nil, derivationIndex: index,
                    createdAt: UInt64(index)))
        }
        self.signers = signers
        self.keysets = keysets
    }

    func keyset(_ number: Int, _ state: KeysetState = .active) -> Keyset {
        let keyset = keysets[number]
        return Keyset(
            id: keyset.id, unit: keyset.unit, state: state, inputFeePPK: keyset.inputFeePPK, keys: keyset.keys,
            finalExpiry: nil, derivationIndex: keyset.derivationIndex, createdAt: keyset.createdAt)
    }

    func number(of id: KeysetID) -> Int? { keysets.firstIndex { $0.id == id } }

    /// The first generation has one keyset; with the second another is active and the first one drains.
    func publication(first: Int, generation: UInt64) -> KeysetPublication {
        let name = "\(first) \(generation)"
        if let known = publications[name] { return known }
        let keysets =
            generation == 1
            ? [keyset(first)] : [keyset(first, .draining), keyset(1 - first)]
        let digest = KeysetPublication.digest(of: keysets)
        let publication = KeysetPublication(
            generation: generation, identity: identity.publicKey, keysets: keysets, digest: digest,
            signature: identity.sign(KeysetPublication.message(generation: generation, digest: digest)))
        publications[name] = publication
        return publication
    }

    func sign(_ point: PublicKey, keyset: Int, key: Int) -> (signature: PublicKey, proof: DLEQProof) {
        let question = Question(point: point, keyset: keyset, key: key)
        if let known = signatures[question] { return known }
        let made = signers[keyset].sign(point, at: key)
        signatures[question] = made
        return made
    }

    func verifies(_ signature: PublicKey, of point: PublicKey, keyset: Int, key: Int) -> Bool {
        let question = Question(point: point, keyset: keyset, key: key)
        if let known = genuine[question] { return known == signature }
        guard signers[keyset].verifies(signature, of: point, at: key) else { return false }
        genuine[question] = signature
        return true
    }
}
