package import CashuCrypto

/// A Lightning invoice (BOLT #11) whose signature was checked when it was made or parsed.
///
/// What only the node needs to find a route (`r`, `f` and unknown fields) is skipped: the node gets the text. Of a
/// field that stands twice the first counts, as in LND and Core Lightning, so that node and mint speak of the same
/// payment.
package struct Bolt11Invoice: Sendable {
    /// A QR code holds no more in upper case and digits (version 40, level L). About 4 300 words of fields.
    package static let maximumCharacters = 7_089
    /// Seconds, when the invoice says nothing.
    package static let defaultExpirySeconds: UInt64 = 3_600
    /// Blocks, when the invoice says nothing.
    package static let defaultMinFinalCLTVExpiry: UInt64 = 18

    /// In lower case, so that an invoice has one spelling.
    package let text: String
    package let network: LightningNetwork
    /// `nil` when the payer chooses; never zero, at most 21 million bitcoin.
    package let amountMsat: UInt64?
    package let paymentHash: FixedBytes<32>
    /// Nodes of today refuse to pay without one; invoices of before 2021 have none.
    package let paymentSecret: FixedBytes<32>?
    package let purpose: Bolt11Purpose
    /// When it was made, in Unix seconds.
    package let timestamp: UInt64
    package let expirySeconds: UInt64
    /// Unix seconds; at most `Int64.max`.
    package let expiresAt: UInt64
    /// Blocks.
    package let minFinalCLTVExpiry: UInt64
    package let features: Bolt11Features
    /// The node that made it: the key its signature was checked against.
    package let payee: PublicKey

    /// The text of the description; `nil` when the invoice only carries its hash.
    package var description: String? {
        if case .description(let text) = purpose { text } else { nil }
    }
}

/// What the payment is for.
package enum Bolt11Purpose: Sendable, Hashable {
    /// At most 639 bytes of UTF-8, chosen by the payee: untrusted text.
    case description(String)
    /// SHA-256 of a description that is handed over in some other way.
    case hash(FixedBytes<32>)
}

extension Bolt11Invoice: Hashable {
    package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    package func hash(into hasher: inout Hasher) { hasher.combine(paymentHash) }
}
