/// What happens at a fault site.
enum Disturbance: Sendable, Hashable {
    /// It fails once: nothing happened.
    case failsBefore
    /// It fails once: it happened, and the answer is lost. The lost answer to a COMMIT that wrote.
    case failsAfter
    /// What is asked there is away from then on, until recovery is asked for.
    case outageBefore
    case outageAfter
    /// The process dies: nothing that it still does reaches anybody.
    case crashBefore
    case crashAfter
    /// COMMIT does not answer, and wrote nothing.
    case commitUnknown
    /// The same, and from then on the database does not tell.
    case commitUnresolved
    /// The node does what it is asked, ends before it answers, and starts again with what it had on disk.
    case nodeRestarts

    /// Whatever the node is.
    static let common: [Disturbance] = [
        .failsBefore, .failsAfter, .outageBefore, .outageAfter, .crashBefore, .crashAfter, .commitUnknown,
        .commitUnresolved,
    ]

    static func all(with node: NodeKind) -> [Disturbance] { node == .fake ? common : common + [.nodeRestarts] }

    var title: String {
        switch self {
        case .failsBefore: "fails"
        case .failsAfter: "answer lost"
        case .outageBefore: "outage before"
        case .outageAfter: "outage after"
        case .crashBefore: "crash before"
        case .crashAfter: "crash after"
        case .commitUnknown: "commit lost"
        case .commitUnresolved: "commit lost, outage"
        case .nodeRestarts: "node restarts"
        }
    }

    var isCrash: Bool { self == .crashBefore || self == .crashAfter }

    /// Whether it strikes once the thing is done.
    var isAfter: Bool { [.failsAfter, .outageAfter, .crashAfter, .nodeRestarts].contains(self) }

    /// Whether it is about a COMMIT.
    var isLostCommit: Bool { self == .commitUnknown || self == .commitUnresolved }

    /// How a database or a signatory that stay away are outlasted has nothing to do with the node; and all that they do
    /// has nothing to do with the transport to one: that is tried at the calls to it.
    func applies(to site: FaultSite, with node: NodeKind) -> Bool {
        guard site.component == .backend || node != .coreLightningREST else { return false }
        return switch self {
        case .outageBefore, .outageAfter: node == .fake || site.component == .backend
        case .commitUnknown, .commitUnresolved: site.write != nil
        case .nodeRestarts: site.component == .backend
        default: true
        }
    }

    /// What is away from then on.
    func aftermath(of component: FaultSite.Component) -> Set<FaultSite.Component> {
        switch self {
        case .failsBefore, .failsAfter, .commitUnknown, .nodeRestarts: []
        case .outageBefore, .outageAfter, .commitUnresolved: [component]
        case .crashBefore, .crashAfter: Set(FaultSite.Component.allCases)
        }
    }
}
