/// What can be asked of a mint at its management socket.
package enum ManagementRoute: Sendable, Equatable {
    case sagas
    case saga(String)
    case resolveSaga(String)
    case incidents
    case resolveIncident(Int64)
    case audit

    package var isPost: Bool {
        switch self {
        case .resolveSaga, .resolveIncident: true
        case .sagas, .saga, .incidents, .audit: false
        }
    }

    package var path: String {
        switch self {
        case .sagas: "/v1/sagas"
        case .saga(let operation): "/v1/sagas/\(operation)"
        case .resolveSaga(let operation): "/v1/sagas/\(operation)/resolve"
        case .incidents: "/v1/incidents"
        case .resolveIncident(let number): "/v1/incidents/\(number)/resolve"
        case .audit: "/v1/audit"
        }
    }

    /// `nil` for a path that is none of these.
    package init?(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch parts.count {
        case 2 where parts == ["v1", "sagas"]: self = .sagas
        case 2 where parts == ["v1", "incidents"]: self = .incidents
        case 2 where parts == ["v1", "audit"]: self = .audit
        case 3 where parts.starts(with: ["v1", "sagas"]): self = .saga(parts[2])
        case 4 where parts.starts(with: ["v1", "sagas"]) && parts[3] == "resolve": self = .resolveSaga(parts[2])
        case 4 where parts.starts(with: ["v1", "incidents"]) && parts[3] == "resolve":
            guard let number = Int64(parts[2]) else { return nil }
            self = .resolveIncident(number)
        default: return nil
        }
    }
}
