internal import Cashu
package import CashuCrypto

/// What the operator chose. Plain values; `MintDaemon` reads them from `mintd.toml`.
package struct MintSettings: Sendable {
    package var information = MintInformation()
    package var limits = MintLimits()
    /// For which there are quotes, each once, as GET /v1/info lists them. Swaps are for every unit that has keysets.
    package var units = [UnitTerms(.sat)]
    package var isMintingDisabled = false
    package var isMeltingDisabled = false
    /// The only signatory this mint will believe. `nil` trusts the first one it meets, and keeps to it.
    package var signatoryIdentity: PublicKey?
    /// How long a melt request waits for a payment in flight before it answers PENDING.
    package var meltWaitSeconds: UInt64 = 60
    /// How long an operation repeats a call to a signatory that is away before it gives up and undoes itself.
    package var signatoryPatienceMilliseconds: UInt64 = 2_000
    /// Which signatures are verified (NUT-12) before they are stored.
    package var signatureChecks = SignatureChecks.sampled
    /// How long the payment backend may take over a question about a payment.
    package var backendPatienceMilliseconds: UInt64 = 30_000
    /// A payment that the backend has no record of counts as never made this long after its invoice expired and the
    /// backend was told to pay. Longer than the clocks of mint and node can differ.
    package var notFoundMarginSeconds: UInt64 = 3_600
    /// Pause between two rounds of recovery, and between two sweeps of the unpaid quotes.
    package var recoveryIntervalMilliseconds: UInt64 = 5_000
    /// How long running operations may take to finish when the mint is stopped.
    package var shutdownPatienceMilliseconds: UInt64 = 10_000
    package var duplicateMeltQuotes = DuplicateMeltQuotes.refuse
    /// Pause between two audits of the books. One that takes long is repeated less often.
    package var auditIntervalMilliseconds: UInt64 = 60_000
    /// `nil` compares nothing: for a backend that has no money.
    package var solvency: SolvencyRule?

    package init() {}
}

/// What a mint does when asked for a melt quote for an invoice that has a live one: unexpired, pending or paid.
package enum DuplicateMeltQuotes: String, Sendable, CaseIterable {
    /// Until that one has expired, it is to be used.
    case refuse
    /// Makes another. The invoice is paid through one of them at most, which the database sees to; whoever comes
    /// second is refused when melting.
    case allow
}

package enum SignatureChecks: String, Sendable, CaseIterable {
    /// The first and then one in 128: a signatory that signs with wrong keys is found within moments.
    case sampled
    /// Each, at some 250 µs of this process's time.
    case all
}

/// NUT-06: everything is optional.
package struct MintInformation: Sendable {
    package struct Contact: Sendable, Equatable {
        package let method: String
        package let info: String

        package init(method: String, info: String) {
            self.method = method
            self.info = info
        }
    }

    package var name: String?
    package var description: String?
    package var descriptionLong: String?
    package var messageOfTheDay: String?
    package var contacts: [Contact] = []
    package var iconURL: String?
    package var urls: [String] = []
    package var termsURL: String?

    package init() {}
}

package struct MintLimits: Sendable {
    package var maximumInputs = 1_000
    package var maximumOutputs = 1_000
    /// Quotes of one batch (NUT-29).
    package var maximumBatch = 100
    /// Points of one state check (NUT-07).
    package var maximumStateChecks = 1_000
    /// Outputs of one restore (NUT-09).
    package var maximumRestore = 1_000
    /// Quotes and proofs that all wallets together may watch (NUT-17), at some 500 bytes each.
    package var maximumWatched = 100_000
    /// What fits into a field of a BOLT11 invoice.
    package var maximumDescriptionBytes = 639
    package var maximumInvoiceBytes = 7_089
    package var mintQuoteSeconds: UInt64 = 3_600
    /// How long an offer can be paid (NUT-25): it is handed around, as an invoice is not.
    package var offerSeconds: UInt64 = 30 * 86_400
    package var meltQuoteSeconds: UInt64 = 600

    package init() {}
}
