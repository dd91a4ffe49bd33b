/// Every operation that is not over.
package struct SagaListAnswer: Codable, Sendable {
    /// The number of the process that answers among the owners of operations.
    package let owner: Int64
    package let now: UInt64
    package let sagas: [SagaSummary]

    package init(owner: Int64, now: UInt64, sagas: [SagaSummary]) {
        self.owner = owner
        self.now = now
        self.sagas = sagas
    }
}

package struct SagaSummary: Codable, Sendable {
    package var operation: String
    /// `swap` or `melt`; the number in the row when it is none.
    package var kind: String
    package var state: String
    package var quote: String?
    package var owner: Int64?
    /// `running`, `here`, `elsewhere` or `ended`: who is to bring it to its end.
    package var keeper: String
    package var version: Int64?
    package var createdAt: Int64?
    package var updatedAt: Int64?
    package var failures: Int
    package var lastError: String?
    /// Why the row cannot be read.
    package var unreadable: String?
    package var isPoisoned: Bool

    package init(operation: String, kind: String, state: String, keeper: String, failures: Int, isPoisoned: Bool) {
        self.operation = operation
        self.kind = kind
        self.state = state
        self.keeper = keeper
        self.failures = failures
        self.isPoisoned = isPoisoned
    }
}

/// What is known of one operation.
package struct SagaEvidenceAnswer: Codable, Sendable {
    package let owner: Int64
    package let now: UInt64
    package let saga: SagaSummary
    package let held: HoldingsMessage
    package let quote: QuoteMessage?
    package let quoteProblem: String?
    package let backend: BackendMessage?
    package let release: ReleaseMessage
    package let incidents: [IncidentMessage]

    package init(
        owner: Int64, now: UInt64, saga: SagaSummary, held: HoldingsMessage, quote: QuoteMessage?,
        quoteProblem: String?, backend: BackendMessage?, release: ReleaseMessage, incidents: [IncidentMessage]
    ) {
        self.owner = owner
        self.now = now
        self.saga = saga
        self.held = held
        self.quote = quote
        self.quoteProblem = quoteProblem
        self.backend = backend
        self.release = release
        self.incidents = incidents
    }
}

package struct SagaResolveRequest: Codable, Sendable {
    package let action: String
    package let reason: String
    /// 64 hex digits.
    package let preimage: String?
    package let spentMsat: UInt64?
    package let isForced: Bool?

    package init(
        action: String, reason: String, preimage: String? = nil, spentMsat: UInt64? = nil, isForced: Bool? = nil
    ) {
        self.action = action
        self.reason = reason
        self.preimage = preimage
        self.spentMsat = spentMsat
        self.isForced = isForced
    }
}

package struct ResolveAnswer: Codable, Sendable {
    /// Whether what was to be resolved is over.
    package let isOver: Bool
    package let detail: String

    package init(isOver: Bool, detail: String) {
        self.isOver = isOver
        self.detail = detail
    }
}

/// The body of every answer whose status is not 200.
package struct RefusalAnswer: Codable, Sendable {
    package let detail: String

    package init(detail: String) { self.detail = detail }
}
