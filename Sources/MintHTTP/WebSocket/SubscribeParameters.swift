internal import Cashu

/// The parameters of `subscribe`.
struct SubscribeParameters {
    private enum Member: String {
        case kind
        case id = "subId"
        case filters
    }

    private enum ID: String { case id = "subId" }

    /// As the wallet writes it.
    let kind: String
    let id: String
    let filters: [String]

    init(_ reader: inout JSONReader, _ limits: SubscriptionLimits) throws(NUTError) {
        let tooMany = NUTError(.malformedRequest, "more than \(limits.maximumFilters) filters")
        var (kind, id, filters): (String?, String?, [String]?)
        try reader.object(Member.self) { (reader, member) throws(NUTError) in
            switch member {
            case .kind: kind = try reader.string("kind", atMost: SubscriptionLimits.maximumIDBytes)
            case .id: id = try reader.string("subId", atMost: SubscriptionLimits.maximumIDBytes)
            case .filters:
                filters = try reader.array(atMost: limits.maximumFilters, orRefuse: tooMany) {
                    (reader) throws(NUTError) in try reader.string("a filter", atMost: Route.maximumQuoteBytes)
                }
            }
        }
        self.kind = try reader.required(kind, "kind")
        self.id = try reader.required(id, "subId")
        self.filters = try reader.required(filters, "filters")
    }

    /// The parameters of `unsubscribe`: the id alone.
    static func id(_ reader: inout JSONReader) throws(NUTError) -> String {
        var id: String?
        try reader.object(ID.self) { (reader, _) throws(NUTError) in
            id = try reader.string("subId", atMost: SubscriptionLimits.maximumIDBytes)
        }
        return try reader.required(id, "subId")
    }
}
