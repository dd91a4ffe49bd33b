internal import FoundationEssentials

extension FakePaymentScript {
    /// A description that begins with `fake:` and names no script.
    struct UnknownName: Error {}

    private static let prefix = "fake:"
    private static let hangPrefix = "hang="

    /// The script that an invoice's description asks for; `nil` when it asks for none.
    init?(description: String) throws(UnknownName) {
        // By bytes: for Swift a letter ends only where no accent follows.
        if description.utf8.starts(with: Self.prefix.utf8) {
            self = try Self.named(Substring(description.utf8.dropFirst(Self.prefix.utf8.count)))
        } else if let script = Self.cdk(description) {
            self = script
        } else {
            return nil
        }
    }

    private static func named(_ name: Substring) throws(UnknownName) -> FakePaymentScript {
        switch name {
        case "settle": return .settle
        case "fail": return .fail
        case "hang": return .hang
        case "unknown": return .unknown
        case "unknown-then-paid": return .unknownThenPaid
        case "unknown-then-failed": return .unknownThenFailed
        default:
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard name.hasPrefix(hangPrefix),
                name.utf8.dropFirst(hangPrefix.utf8.count).allSatisfy(digits.contains),
                let seconds = UInt64(name.dropFirst(hangPrefix.count)),
                seconds <= FakeBackendConfiguration.maximumDelaySeconds
            else { throw UnknownName() }
            return .hang(seconds: seconds)
        }
    }

    /// `FakeInvoiceDescription` of cdk-fake-wallet: an error of its backend leaves the mint without knowledge.
    private struct CDKDescription: Decodable {
        let pay_invoice_state: String
        let check_payment_state: String
        let pay_err: Bool
        let check_err: Bool
    }

    private static func cdk(_ description: String) -> FakePaymentScript? {
        guard description.utf8.first == UInt8(ascii: "{"),
            let wish = try? JSONDecoder().decode(CDKDescription.self, from: Data(description.utf8)),
            let atPay = answer(cdk: wish.pay_invoice_state), let later = answer(cdk: wish.check_payment_state)
        else { return nil }
        return Self(atPay: wish.pay_err ? .unknown : atPay, later: wish.check_err ? .unknown : later)
    }

    private static func answer(cdk state: String) -> Answer? {
        switch state {
        case "PAID": .settled
        case "UNPAID", "FAILED": .failed
        case "PENDING": .inFlight
        case "UNKNOWN": .unknown
        default: nil
        }
    }
}
