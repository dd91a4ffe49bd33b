package import Cashu
internal import CashuCrypto
package import CashuSecrets

/// The least of a wallet: makes outputs, mints, and turns signatures into proofs.
package struct Purse: Sendable {
    package let client: HTTPClient
    package let keyset: KeysetID
    package let keys: KeysetKeys
    package let inputFeePPK: UInt64

    package struct Output: Sendable {
        package let secret: Secret
        package let r: BlindingFactor
        package let message: BlindedMessage
    }

    private struct Keysets: Decodable {
        struct Keyset: Decodable {
            let id: String
            let unit: String
            let active: Bool
            let input_fee_ppk: UInt64?
            let keys: [String: String]?
        }

        let keysets: [Keyset]
    }

    /// With the active keyset of the unit sat.
    package init(_ url: String) async throws {
        client = HTTPClient(url)
        let answer = try await client.get("/v1/keys").decoded(Keysets.self)
        let active = try require(answer.keysets.first { $0.unit == "sat" && $0.active }, "no keyset is active")
        keyset = try require(KeysetID(hex: active.id), "'\(active.id)' is no id")
        inputFeePPK = active.input_fee_ppk ?? 0
        var pairs: [(amount: UInt64, key: PublicKey)] = []
        for (amount, key) in active.keys ?? [:] {
            pairs.append(
                (try require(UInt64(amount), "'\(amount)' is no amount"), try require(PublicKey(hex: key), "no key")))
        }
        keys = try require(KeysetKeys(pairs), "the keys of \(active.id) are not those of a keyset")
    }

    /// The ids of the keysets of the unit sat, those that are active first told apart.
    package static func keysets(_ client: HTTPClient) async throws -> (active: [String], inactive: [String]) {
        let all = try await client.get("/v1/keysets").decoded(Keysets.self).keysets
        return (all.filter(\.active).map(\.id), all.filter { !$0.active }.map(\.id))
    }

    package func output(_ amount: UInt64) throws -> Output {
        let secret = try require(Secret(FixedBytes<32>.random().hex), "a secret")
        let r = BlindingFactor.random()
        return Output(
            secret: secret, r: r,
            message: BlindedMessage(amount: amount, keysetID: keyset, point: Blinding.blind(secret, r)))
    }

    /// Every signature with its DLEQ proof checked.
    package func proofs(_ outputs: [Output], _ signatures: [BlindSignature]) throws -> [Proof] {
        try require(outputs.count == signatures.count, "\(signatures.count) signatures on \(outputs.count) outputs")
        return try zip(outputs, signatures).map { output, signature in
            let key = try require(keys[signature.amount], "there is no key for \(signature.amount)")
            let proof = try require(signature.proof, "a signature without its DLEQ proof")
            try require(
                proof.isValid(for: output.message.point, signature: signature.point, key: key),
                "a signature that is not of the mint's key")
            let point = try require(Blinding.unblind(signature.point, output.r, key: key), "infinity")
            return Proof(
                amount: signature.amount, keysetID: signature.keysetID, secret: output.secret, signature: point)
        }
    }
}
