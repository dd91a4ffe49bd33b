internal import Cashu
package import LocalSockets
package import MintCore
package import PaymentAPI
package import Storage

/// Why a mint does not start, or ended although nobody asked it to.
package enum MintStartError: Error, Sendable {
    case database(DatabaseError)
    case backend(PaymentError)
    /// What the configuration says of the Lightning node makes no sense, or a file that it names is not there.
    case backendSettings(String)
    /// What is stored is not what the configuration says, such as another signatory's keysets.
    case stored(MintFailure)
    /// The database was restored from a backup that is older than what the signatory knows of this mint.
    case rolledBack(String)
    /// The operator's socket cannot be listened on.
    case management(LocalSocketError)
    /// The address cannot be listened on, or a service failed.
    case service(String)

    /// Of sysexits(3), so that a supervisor can tell what trying again may mend.
    package var exitCode: Int32 {
        switch self {
        case .database(let error):
            switch error.kind {
            case .busy, .unreachable, .contended, .undecided: 75  // EX_TEMPFAIL
            case .unsuitable, .unreadable, .constraintViolation, .uniqueViolation: 65  // EX_DATAERR
            case .storageFailure, .unrepresentable, .poisoned, .closed, .other: 74  // EX_IOERR
            }
        case .backend: 69  // EX_UNAVAILABLE
        case .stored, .backendSettings: 78  // EX_CONFIG
        case .rolledBack: 4  // as `signatory` says of an altered database
        case .management(.pathTooLong), .management(.unsafeDirectory), .management(.unsafeSocket): 78  // EX_CONFIG
        case .management(.pathOccupied): 73  // EX_CANTCREAT
        case .management(.alreadyServed): 75  // EX_TEMPFAIL
        case .management(.system): 71  // EX_OSERR
        case .service: 71  // EX_OSERR
        }
    }
}

extension MintStartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .database(let error): "the database cannot be used: \(error)"
        case .backend(.unavailable(let reason)), .backend(.refused(let reason)):
            "the Lightning backend cannot be used: \(reason)"
        case .backendSettings(let reason): "the Lightning node is not configured as it must be: \(reason)"
        case .stored(.refused(let error)): error.detail
        case .stored(.unavailable(let detail, _)), .stored(.internalFailure(let detail)): detail
        case .rolledBack(let detail):
            "this database was restored from a backup, and proofs that were spent since are good in it: \(detail). Read "
                + "'Backup and restore' in docs/operations.md"
        case .management(let error): "the management socket cannot be served: \(error)"
        case .service(let reason): reason
        }
    }
}
