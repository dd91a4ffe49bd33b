/// What one wallet has heard of one subject.
struct Watch {
    enum Progress: Equatable {
        case first
        case between
        case last
    }

    let subject: LoadPlan.Subject
    /// Steps of the way that were told; -1 before the first.
    private var step = -1

    init(_ subject: LoadPlan.Subject) { self.subject = subject }

    private static let ofProof = ["UNSPENT", "PENDING", "SPENT"]
    private static let ofQuote = ["UNPAID", "PAID", "ISSUED"]

    /// - Returns: `nil` when this state must not be told now. A proof begins UNSPENT, and may be SPENT before anybody
    ///   could tell that it was PENDING. A quote may be paid when its wallet first asks; that it was paid is never
    ///   left out.
    mutating func hear(_ state: Substring) -> Progress? {
        let next: Int?
        switch subject {
        case .proof:
            next = Self.ofProof.firstIndex { $0 == state }
            guard let next, step < 0 ? next == 0 : next > step else { return nil }
        case .quote:
            next = Self.ofQuote.firstIndex { $0 == state }
            guard let next, step < 0 ? next < 2 : next == step + 1 else { return nil }
        }
        let isFirst = step < 0
        step = next ?? step
        return isFirst ? .first : step == 2 ? .last : .between
    }
}
