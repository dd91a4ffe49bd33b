internal import LocalSockets
internal import ServiceManager
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC
internal import StrictTOML

/// What a command ends with when it did not do what was asked. The numbers from 64 on are those of sysexits(3).
enum ExitStatus: Int32 {
    case refused = 1
    case wrongSeed = 3
    case alteredDatabase = 4
    case newerDatabase = 5
    case usage = 64
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case noPermission = 77
    case configuration = 78
}

/// A failure in words for the operator. Never holds a word of a seed.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}

extension CommandFailure {
    /// Whatever a command may throw that is no fault of its arguments; `nil` for those, of which the parser tells.
    init?(any error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as SignatoryError: self.init(error)
        case let error as SignatoryStartError: self.init(error)
        case let error as LocalSocketError: self.init(error)
        case let error as PreSharedKeyError: self.init(error)
        case let error as ServiceManagerError: self.init(.configuration, "\(error)")
        default: return nil
        }
    }

    init(_ error: ConfigurationError, file: String) {
        let message = error.message(file: file)
        let hint = "; 'signatory --help' shows what it should hold"
        switch error.kind {
        case .absent: self.init(.noInput, message + hint)
        case .unreadable: self.init(.noPermission, message)
        case .content: self.init(.configuration, message)
        }
    }

    /// - Parameter source: what was read, such as "standard input".
    init(_ error: SeedFileError, of source: String) {
        let status: ExitStatus =
            switch error.kind {
            case .absent: .noInput
            case .permission: .noPermission
            case .content: .configuration
            case .passphrase: .wrongSeed
            case .system: .software
            }
        self.init(status, "\(source) \(error)")
    }

    init(_ error: SignatoryStartError) {
        if case .unreadSeed(let name, let error) = error {
            self.init(error, of: name)
            return
        }
        let status: ExitStatus =
            switch error {
            case .wrongSeed: .wrongSeed
            case .alteredKeyset, .alteredDatabase: .alteredDatabase
            case .unsuitableSchema: .newerDatabase
            case .refusedKeyset: .configuration
            case .unusableSeed, .unreadSeed: .software
            case .databaseAbsent: .noInput
            case .databaseInUse: .unavailable
            case .database: .software
            }
        self.init(status, "\(error)")
    }

    init(_ error: PreSharedKeyError) {
        let status: ExitStatus =
            switch error.kind {
            case .absent: .noInput
            case .permission: .noPermission
            case .content: .configuration
            }
        self.init(status, "\(error)")
    }

    init(_ error: LocalSocketError) {
        let status: ExitStatus =
            switch error {
            case .pathTooLong, .unsafeDirectory, .unsafeSocket: .configuration
            case .pathOccupied: .cannotCreate
            case .alreadyServed: .unavailable
            case .system: .software
            }
        self.init(status, "\(error)")
    }

    /// Of a request to a signatory that runs.
    init(_ error: SignatoryError) {
        switch error.code {
        case .unavailable:
            self.init(.unavailable, "the signatory does not answer (is `signatory serve` running?): \(error.detail)")
        case .internalFailure: self.init(.software, error.detail)
        case .unauthorized: self.init(.noPermission, error.detail)
        case .overloaded, .deadlineExceeded, .cancelled, .readOnly: self.init(.unavailable, error.detail)
        case .invalidArgument, .invalidPoint, .keysetUnknown, .keysetInactive, .keysetExpired, .keysetRevoked,
            .amountUnknown, .duplicateOutput, .duplicateInput, .mixedUnits, .purposeDenied, .limitExceeded,
            .idempotencyMismatch, .staleGeneration, .unitCollision, .unitUnsupported, .versionMismatch, .methodUnknown,
            .frameTooLarge, .rolledBack:
            self.init(.refused, "refused: \(error.detail)")
        }
    }
}
