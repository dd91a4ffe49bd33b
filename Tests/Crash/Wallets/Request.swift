import Cashu
import CashuCrypto
import Foundation
import ProcessTestSupport

/// What a wallet sends, written down before it is sent, and how it was answered.
struct Request: Sendable {
    enum Kind: Sendable {
        case swap
        case mint(Invoice)
        case melt(Payment)
    }

    /// What the wallet knows without asking anybody.
    enum Reply: Sendable {
        /// No answer, or one that leaves it open (5xx).
        case doubtful(String)
        case refused(code: Int?, text: String)
        case accepted(HTTPAnswer)
    }

    let wallet: Int
    let kind: Kind
    let inputs: [Coin]
    let outputs: [Purse.Output]
    let path: String
    let body: Data
    var reply = Reply.doubtful("not sent yet")
    /// Sent a second time, byte for byte.
    var isRepeated = false

    /// Since when it has been known to be under way.
    var openSince: ContinuousClock.Instant?

    var isDoubtful: Bool { if case .doubtful = reply { true } else { false } }
    var isRefused: Bool { if case .refused = reply { true } else { false } }

    /// Paid to the mint.
    func inputFee(ppk: UInt64) -> UInt64 {
        Money.inputFee(ppk: inputs.map { _ in ppk }) ?? 0
    }
}

extension Request: CustomStringConvertible {
    var description: String {
        let what =
            switch kind {
            case .swap: "swap"
            case .mint(let invoice): "mint quote=\(invoice.quote) hash=\(invoice.paymentHash.hex)"
            case .melt(let payment):
                "melt quote=\(payment.quote) amount=\(payment.amount) hash=\(payment.paymentHash.hex) "
                    + (payment.isInside ? "inside" : payment.script)
            }
        let inputs = inputs.map { "\($0.proof.amount):\($0.point)" }
        let outputs = outputs.map { "\($0.message.amount):\($0.message.point.hex)" }
        return "wallet \(wallet) \(what) inputs=\(inputs) outputs=\(outputs) repeated=\(isRepeated) reply=\(reply)"
    }
}

extension Request.Reply: CustomStringConvertible {
    var description: String {
        switch self {
        case .doubtful(let why): "doubtful (\(why))"
        case .refused(_, let text): "refused (\(text))"
        case .accepted(let answer): "accepted (\(answer.text))"
        }
    }
}
