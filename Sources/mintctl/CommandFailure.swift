/// What a command ends with when it did not do what was asked, after sysexits(3).
enum ExitStatus: Int32 {
    case somethingIsWrong = 1
    case refused = 65
    case unavailable = 69
    case software = 70
    case configuration = 78
}

/// A failure in words for the operator.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
