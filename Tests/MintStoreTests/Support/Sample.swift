import Cashu
import CashuCrypto
import MintStore

/// Rows to store. What is not said is random, and differs each time.
enum Sample {
    static let keyset = KeysetID.version1(FixedBytes { $0 == 0 ? 0 : 7 })
    /// 2100-01-01, for which 32 bits are too few.
    static let year2100: UInt64 = 4_102_444_800

    static func secret(_ text: String = FixedBytes<32>.random().hex) -> Secret {
        guard let secret = Secret(text) else { preconditionFailure("a short text") }
        return secret
    }

    /// `Y = hash_to_curve(secret)`, as for every proof.
    static func input(
        _ amount: UInt64 = 8, secret: Secret = secret(), keyset: KeysetID = keyset, witness: String? = "witness"
    ) -> MintInput {
        let proof = Proof(amount: amount, keysetID: keyset, secret: secret, signature: point(), witness: witness)
        return MintInput(proof: proof, y: secret.point)
    }

    static func point() -> PublicKey { secret().point }

    static func points(_ count: Int) -> [PublicKey] { (0..<count).map { _ in point() } }

    static func output(_ amount: UInt64 = 8, keyset: KeysetID = keyset) -> BlindedMessage {
        BlindedMessage(amount: amount, keysetID: keyset, point: point())
    }

    static func signed(_ output: BlindedMessage, amount: UInt64? = nil) -> SignedOutput {
        SignedOutput(
            blinded: output.point, keysetID: output.keysetID, amount: amount ?? output.amount, signature: point(),
            proof: DLEQProof(e: .random(), s: .random()))
    }

    static func mintQuote(
        _ id: String = OperationID().text, amount: UInt64 = 8, hash: FixedBytes<32> = .random(), expiry: UInt64 = 100
    ) -> MintQuote {
        MintQuote(
            id: id, unit: .sat, amount: amount, request: "lnbc-\(id)", requestID: hash, description: "for \(id)",
            publicKey: point(), expiry: expiry, createdAt: 1)
    }

    static func meltQuote(
        _ id: String = OperationID().text, amount: UInt64 = 8, hash: FixedBytes<32> = .random(), expiry: UInt64 = 100
    ) -> MeltQuote {
        MeltQuote(
            id: id, unit: .sat, amount: amount, amountMsat: amount * 1_000, feeReserve: 2, request: "lnbc-\(id)",
            paymentHash: hash, expiry: expiry, createdAt: 1)
    }

    static func completed(_ operation: OperationID, kind: OperationKind = .swap) -> CompletedOperation {
        CompletedOperation(
            operation: operation, kind: kind, unit: .sat, quoteID: nil, redeemed: 8, issued: 8, inputFee: 0,
            paid: 0, paidMsat: 0)
    }

    static func incident(
        _ kind: Incident.Kind = .overspent, backend: String? = "node", _ detail: String = "a payment cost too much"
    ) -> Incident.Report {
        Incident.Report(kind, backend: backend, operation: OperationID(), quoteID: "q", detail: detail)
    }

    static func releasedAttempt(hash: FixedBytes<32> = .random(), at time: UInt64 = 1) -> ReleasedAttempt {
        ReleasedAttempt(
            operation: OperationID(), quoteID: "q", paymentHash: hash, paymentMark: AttemptMark(value: 3, records: nil),
            reason: "no route", releasedAt: time)
    }

    static func name(_ name: String, in namespace: String = "space") -> KeyValueName {
        guard let name = KeyValueName(namespace, name) else { preconditionFailure("a name of letters") }
        return name
    }
}
