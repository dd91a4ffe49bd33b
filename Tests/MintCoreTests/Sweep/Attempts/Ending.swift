/// How something ended.
enum Ending: Sendable, Hashable {
    case done
    case undone
    /// Its payment is under way, and the money held.
    case inFlight
    /// Whether its payment was ever begun shows only once nobody can begin it any more.
    case waiting
    /// None of these.
    case broken(String)

    /// In the document.
    var title: String {
        switch self {
        case .done: "done"
        case .undone: "undone"
        case .inFlight: "in flight"
        case .waiting: "waiting"
        case .broken(let what): "broken: \(what)"
        }
    }
}
