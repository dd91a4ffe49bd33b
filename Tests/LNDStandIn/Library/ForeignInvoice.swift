package import CashuCrypto
package import Lightning

/// An invoice of somebody else, for the stand-in to pay. Its description tells the stand-in the preimage, which a real
/// node learns by paying, and how the payment goes.
package struct ForeignInvoice: Sendable {
    /// How paying it ends.
    package enum Course: Sendable {
        case settles
        /// With LND's name of the reason, without its prefix.
        case fails(String)
        /// Stays in flight until the test says how it ends.
        case isHeld

        fileprivate var text: String {
            switch self {
            case .settles: "settle"
            case .fails(let reason): "fail:FAILURE_REASON_\(reason)"
            case .isHeld: "hold"
            }
        }
    }

    package let invoice: Bolt11Invoice
    package let preimage: FixedBytes<32>

    package init(
        amountMsat: UInt64? = 21_000, _ course: Course = .settles, feeMsat: UInt64? = nil,
        network: LightningNetwork = .regtest, timestamp: UInt64, expirySeconds: UInt64 = 3_600
    ) throws {
        preimage = .random()
        let fee = feeMsat.map { " fee:\($0)" } ?? ""
        let terms = Bolt11Terms(
            network: network, amountMsat: amountMsat, paymentHash: SHA256.hash(preimage.bytes),
            paymentSecret: .random(), purpose: .description("preimage:\(preimage.hex) \(course.text)\(fee)"),
            timestamp: timestamp, expirySeconds: expirySeconds)
        invoice = try Bolt11Invoice.make(terms, throwawayKey: SHA256.hash("a node of somebody else"))
    }
}

/// What a description of such an invoice says.
struct ForeignCourse {
    private(set) var preimage: FixedBytes<32>?
    private(set) var failure: String?
    private(set) var isHeld = false
    private(set) var feeMsat: UInt64?

    init(_ description: String?) {
        for word in (description ?? "").split(separator: " ") {
            let parts = word.split(separator: ":", maxSplits: 1)
            switch (parts.first, parts.dropFirst().first) {
            case ("preimage", let hex?): preimage = FixedBytes(hex: hex)
            case ("fail", let reason?): failure = String(reason)
            case ("hold", _): isHeld = true
            case ("fee", let msat?): feeMsat = UInt64(msat)
            default: break
            }
        }
    }
}
