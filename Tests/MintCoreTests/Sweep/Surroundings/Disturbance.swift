/// What happens at a fault site.
enum Disturbance: Sendable, CaseIterable {
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
        }
    }

    var isCrash: Bool { self == .crashBefore || self == .crashAfter }

    /// Whether it strikes once the thing is done.
    var isAfter: Bool { [.failsAfter, .outageAfter, .crashAfter].contains(self) }

    /// Whether it is about a COMMIT.
    var isLostCommit: Bool { self == .commitUnknown || self == .commitUnresolved }

    func applies(to site: FaultSite) -> Bool { !isLostCommit || site.write != nil }

    /// What is away from then on.
    func aftermath(of component: FaultSite.Component) -> Set<FaultSite.Component> {
        switch self {
        case .failsBefore, .failsAfter, .commitUnknown: []
        case .outageBefore, .outageAfter, .commitUnresolved: [component]
        case .crashBefore, .crashAfter: Set(FaultSite.Component.allCases)
        }
    }
}
