internal import Logging

/// Shows what a mint logs in a printed trace, and catches what it may never have to say.
struct TracingLog: LogHandler {
    private let trace: Trace
    private let party: Party
    private let world: World
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.notice

    /// Said of a faulty database, signatory or node, which none of the simulated ones is but in seeds about incidents.
    private static let alarms = [
        "a saga is unreadable", "minting has no saga", "a payment cost less than its invoice asks",
        "a preimage does not fit its payment hash", "keyset publication refused", "a mint quote is unreadable",
        "an invoice was paid with less than it asks", "the books do not balance",
        "the signatory signed with another key than it published",
    ]
    private static let alarmsOfIncidents = [
        "melting has stopped: a payment cost more than was reserved for it",
        "melting has stopped: a payment that was released has succeeded",
    ]

    init(_ trace: Trace, _ party: Party, _ world: World) {
        self.trace = trace
        self.party = party
        self.world = world
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let message = "\(event.message)"
        if event.level >= .error {
            if Self.alarms.contains(message) || (!world.isAboutIncidents && Self.alarmsOfIncidents.contains(message)) {
                world.violate("a mint raised an alarm: \(message)")
            }
        }
        if trace.isVerbose { trace.remark("\(party.name) logs: \(message) \(event.metadata ?? [:])") }
    }
}
