internal import Cashu
internal import SignatoryAPI

/// The signatory's clock beside this one. Keysets expire by the first, quotes and invoices by the second.
struct SignatoryClock {
    private static let tolerableSeconds: UInt64 = 2
    private static let fatalSeconds: UInt64 = 60

    private let isAhead: Bool
    private let seconds: UInt64
    private let what: String

    /// - Parameters:
    ///   - asked: when it was asked, in Unix seconds of this clock; it answered some time between the two.
    init(_ status: SignatoryStatus, _ publication: KeysetPublication, asked: UInt64, answered: UInt64) {
        if let time = status.now {
            what = "the signatory's clock is"
            isAhead = time > answered
            seconds = isAhead ? time - answered : time < asked ? asked - time : 0
        } else {
            // A release that does not tell the time dates its keysets.
            let newest = publication.keysets.map(\.createdAt).max() ?? 0
            what = "a keyset of it is dated"
            isAhead = newest > answered
            seconds = isAhead ? newest - answered : 0
        }
    }

    var findings: [Finding] {
        guard seconds > Self.tolerableSeconds else { return [] }
        let detail = "\(what) \(seconds) s \(isAhead ? "ahead of" : "behind") this one"
        let advice = "see that both hosts have a time service: keysets expire by the one clock, quotes by the other"
        return [
            seconds > Self.fatalSeconds
                ? .failed("signatory clock", detail, advice: advice)
                : .warning("signatory clock", detail, advice: advice)
        ]
    }
}
