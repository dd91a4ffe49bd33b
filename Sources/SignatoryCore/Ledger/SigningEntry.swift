internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI

/// One signing request as the books see it.
struct SigningEntry: Sendable {
    struct Key: Hashable {
        let keysetID: KeysetID
        let amount: UInt64
    }

    let operation: OperationID
    let purpose: SigningPurpose
    /// Of all that is to be signed.
    let digest: FixedBytes<32>
    let counts: [Key: UInt64]
    /// The keysets as the checks before saw them.
    let keysets: [Keyset]
    let unit: CurrencyUnit
    let sum: UInt64
    let outputs: UInt64

    /// - Precondition: `tasks` is not empty, and of one unit.
    init(_ request: SigningRequest, _ tasks: [SigningTask]) {
        operation = request.operationID
        purpose = request.purpose
        digest = request.digest
        var counts: [Key: UInt64] = [:]
        var keysets: [KeysetID: Keyset] = [:]
        for task in tasks {
            counts[Key(keysetID: task.output.keysetID, amount: task.output.amount), default: 0] += 1
            keysets[task.keyset.id] = task.keyset
        }
        self.counts = counts
        self.keysets = Array(keysets.values)
        unit = tasks[0].keyset.unit
        sum = Money.sum(request.outputs.map(\.amount)) ?? Money.maximum
        outputs = UInt64(request.outputs.count)
    }
}

extension SigningRequest {
    /// SHA-256 of all that is asked, in a form of fixed order and explicit lengths.
    var digest: FixedBytes<32> {
        var hash = SHA256()
        hash.update("cashu-signatory/signing/v1")
        hash.update(UInt64(purpose.rawValue).bigEndianBytes)
        hash.update(UInt64(outputs.count).bigEndianBytes)
        for output in outputs {
            hash.update(output.amount.bigEndianBytes)
            hash.update(UInt64(output.keysetID.bytes.count).bigEndianBytes)
            hash.update(output.keysetID.bytes)
            hash.update(output.point.bytes)
        }
        return hash.finish()
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * (7 - UInt64($0)))) } }
}
