/// What becomes of an outgoing payment.
///
/// An invoice chooses by its description, so a test needs no access to the mint's configuration:
///
/// | description               | `pay` answers | `outcome` answers later                |
/// |---------------------------|---------------|----------------------------------------|
/// | `fake:settle`             | settled       | settled                                |
/// | `fake:fail`               | failed        | failed; another `pay` tries again      |
/// | `fake:hang`               | in flight     | in flight for ever                     |
/// | `fake:hang=2`             | in flight     | in flight for 2 seconds, then settled  |
/// | `fake:unknown`            | unknown       | unknown for ever                       |
/// | `fake:unknown-then-paid`  | unknown       | settled                                |
/// | `fake:unknown-then-failed`| unknown       | failed; another `pay` tries again      |
///
/// A description that begins with `fake:` and is none of these fails, so that a slip of the pen is no success. The JSON
/// of CDK's `FakeInvoiceDescription` is understood as well. Everything else gets the configured script.
package struct FakePaymentScript: Sendable, Hashable {
    package enum Answer: Sendable, Hashable {
        case settled
        case failed
        case inFlight
        /// In flight until this many seconds after the payment began, then settled.
        case inFlightFor(seconds: UInt64)
        case unknown
    }

    /// The answer to the first `pay`.
    package let atPay: Answer
    /// The answer to everything after it.
    package let later: Answer

    /// Keeps the fake honest: a payment that was settled stays so, and one is only called failed when it stays so.
    package init(atPay: Answer, later: Answer) {
        switch (atPay, later) {
        case (.settled, _): self.later = .settled
        default: self.later = later
        }
        switch (atPay, later) {
        case (.failed, .failed): self.atPay = .failed
        case (.failed, _): self.atPay = .unknown
        default: self.atPay = atPay
        }
    }

    package static let settle = Self(atPay: .settled, later: .settled)
    package static let fail = Self(atPay: .failed, later: .failed)
    package static let hang = Self(atPay: .inFlight, later: .inFlight)
    package static let unknown = Self(atPay: .unknown, later: .unknown)
    package static let unknownThenPaid = Self(atPay: .unknown, later: .settled)
    package static let unknownThenFailed = Self(atPay: .unknown, later: .failed)

    package static func hang(seconds: UInt64) -> Self {
        Self(atPay: .inFlight, later: .inFlightFor(seconds: seconds))
    }
}

extension FakePaymentScript.Answer {
    private static let inFlightForPrefix = "in flight for "

    /// As it stands in the state file.
    var text: String {
        switch self {
        case .settled: "settled"
        case .failed: "failed"
        case .inFlight: "in flight"
        case .inFlightFor(let seconds): "\(Self.inFlightForPrefix)\(seconds)"
        case .unknown: "unknown"
        }
    }

    init?(text: String) {
        switch text {
        case "settled": self = .settled
        case "failed": self = .failed
        case "in flight": self = .inFlight
        case "unknown": self = .unknown
        default:
            guard text.hasPrefix(Self.inFlightForPrefix),
                let seconds = UInt64(text.dropFirst(Self.inFlightForPrefix.count))
            else { return nil }
            self = .inFlightFor(seconds: seconds)
        }
    }
}
