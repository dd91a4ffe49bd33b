internal import CashuCrypto
internal import Lightning

/// Real invoices, made once for all seeds of a program.
final class Invoices: @unchecked Sendable {  // confined to the scheduler's thread
    struct Made {
        let invoice: Bolt11Invoice
        let preimage: FixedBytes<32>
    }

    private struct Name: Hashable {
        let isOwn: Bool
        let amountMsat: UInt64
        let number: Int
        let expirySeconds: UInt64
    }

    static let shared = Invoices()
    private static let key = FixedBytes<32> { _ in 0x42 }
    private var made: [Name: Made] = [:]
    private var preimages: [FixedBytes<32>: FixedBytes<32>] = [:]
    private var expiries: [FixedBytes<32>: UInt64] = [:]

    /// - Parameter isOwn: of the mint's own node.
    func invoice(isOwn: Bool, amountMsat: UInt64, number: Int, expirySeconds: UInt64) -> Made {
        let name = Name(isOwn: isOwn, amountMsat: amountMsat, number: number, expirySeconds: expirySeconds)
        if let known = made[name] { return known }
        let preimage = SHA256.hash("\(isOwn) \(amountMsat) \(number) \(expirySeconds)")
        let hash = SHA256.hash(preimage.bytes)
        do {
            let invoice = try Bolt11Invoice.make(
                Bolt11Terms(
                    amountMsat: amountMsat, paymentHash: hash, paymentSecret: SHA256.hash(hash.bytes),
                    purpose: .description("simulated"), timestamp: World.startSeconds, expirySeconds: expirySeconds),
                throwawayKey: Self.key)
            made[name] = Made(invoice: invoice, preimage: preimage)
            preimages[hash] = preimage
            expiries[hash] = invoice.expiresAt
            return Made(invoice: invoice, preimage: preimage)
        } catch {
            preconditionFailure("an invoice that cannot be made: \(error)")
        }
    }

    func preimage(of hash: FixedBytes<32>) -> FixedBytes<32>? { preimages[hash] }

    /// Unix seconds.
    func expiry(of hash: FixedBytes<32>) -> UInt64? { expiries[hash] }
}
