internal import Cashu
internal import SignatoryAPI

/// What the audit log tells.
enum AuditEvent {
    case started(release: String)
    case stopped
    case keysetMade(Keyset, reason: String)
    case rotated(Keyset, reason: String)
    case deactivated(KeysetID, reason: String)
    case revoked(KeysetID, reason: String)
    /// By time alone.
    case retired(count: Int)
    case limitSet(SigningLimit, reason: String)
    case limitRemoved(SigningLimit, reason: String)
    case paused(reason: String)
    case resumed(reason: String)
    /// How often each answer was given since the last such line.
    case refused([(SignatoryError.Code, count: UInt64)], last: String)
    case ledger(LedgerAnchor)

    /// The first word of the line, never changed.
    var kind: String {
        switch self {
        case .started: "started"
        case .stopped: "stopped"
        case .keysetMade: "keyset-made"
        case .rotated: "rotated"
        case .deactivated: "deactivated"
        case .revoked: "revoked"
        case .retired: "retired"
        case .limitSet: "limit-set"
        case .limitRemoved: "limit-removed"
        case .paused: "paused"
        case .resumed: "resumed"
        case .refused: "refused"
        case .ledger: LedgerAnchor.kind
        }
    }

    var detail: String {
        switch self {
        case .started(let release): release
        case .stopped: ""
        case .keysetMade(let keyset, let reason), .rotated(let keyset, let reason):
            "\(keyset.unit) \(keyset.id) index \(keyset.derivationIndex) fee \(keyset.inputFeePPK): \(reason)"
        case .deactivated(let id, let reason), .revoked(let id, let reason): "\(id): \(reason)"
        case .retired(let count): "\(count) keysets"
        case .limitSet(let limit, let reason), .limitRemoved(let limit, let reason): "\(limit): \(reason)"
        case .paused(let reason), .resumed(let reason): reason
        case .refused(let counts, let last):
            counts.map { "\($0.0) \($0.count)" }.joined(separator: ", ") + (last.isEmpty ? "" : ": \(last)")
        case .ledger(let anchor): anchor.description
        }
    }
}

extension SigningLimit: CustomStringConvertible {
    package var description: String {
        let amount = maximumAmount.map { " amount \($0)" } ?? ""
        let outputs = maximumOutputs.map { " outputs \($0)" } ?? ""
        let interval = intervalSeconds == 0 ? "ever" : "\(intervalSeconds) s"
        return "\(unit) \(purpose.map { "\($0)" } ?? "all purposes") \(interval)\(amount)\(outputs)"
    }
}
