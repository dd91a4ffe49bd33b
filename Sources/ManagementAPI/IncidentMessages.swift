/// The newest first.
package struct IncidentListAnswer: Codable, Sendable {
    package let incidents: [IncidentMessage]

    package init(incidents: [IncidentMessage]) { self.incidents = incidents }
}

package struct IncidentMessage: Codable, Sendable {
    package let number: Int64
    package let kind: String
    /// Whose melts it stops while it is open; `nil` for all.
    package let backend: String?
    package let operation: String?
    package let quote: String?
    package let detail: String
    package let recordedAt: UInt64
    package let resolvedAt: UInt64?
    package let resolution: String?

    package init(
        number: Int64, kind: String, backend: String?, operation: String?, quote: String?, detail: String,
        recordedAt: UInt64, resolvedAt: UInt64?, resolution: String?
    ) {
        self.number = number
        self.kind = kind
        self.backend = backend
        self.operation = operation
        self.quote = quote
        self.detail = detail
        self.recordedAt = recordedAt
        self.resolvedAt = resolvedAt
        self.resolution = resolution
    }
}

package struct IncidentResolveRequest: Codable, Sendable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}
