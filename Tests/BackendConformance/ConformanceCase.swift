package import PaymentAPI

/// One thing that every backend must do. The same list is run on each of them.
package struct ConformanceCase: Sendable, CustomStringConvertible {
    package let description: String
    /// What the node must be able to play.
    package let fates: Set<PaymentFate>
    package let needs: Set<ConformanceNeed>
    /// What was not as it must be; empty when all is well.
    package let deviations: @Sendable (any BackendUnderTest) async throws -> [String]

    init(
        _ description: String, _ fates: Set<PaymentFate> = [], needing needs: Set<ConformanceNeed> = [],
        _ body: @escaping @Sendable (any BackendUnderTest, inout Findings) async throws -> Void
    ) {
        self.description = description
        self.fates = fates
        self.needs = needs
        deviations = { subject in
            var findings = Findings()
            try await body(subject, &findings)
            return findings.deviations
        }
    }

    package static let all = paying + doubting + receiving
}

/// Collects what is not as it must be.
struct Findings: Sendable {
    private(set) var deviations: [String] = []

    mutating func expect(_ condition: Bool, _ deviation: @autoclosure () -> String) {
        if !condition { deviations.append(deviation()) }
    }

    mutating func expect(_ outcome: PaymentOutcome, is kinds: OutcomeKind..., when moment: String) {
        expect(kinds.contains(OutcomeKind(outcome)), "\(moment): \(outcome), which is none of \(kinds)")
    }
}

/// A `PaymentOutcome` without what it carries.
package enum OutcomeKind: Sendable, Hashable {
    case settled, failed, inFlight, unknown, notFound

    package init(_ outcome: PaymentOutcome) {
        switch outcome {
        case .settled: self = .settled
        case .failed: self = .failed
        case .inFlight: self = .inFlight
        case .unknown: self = .unknown
        case .notFound: self = .notFound
        }
    }
}
