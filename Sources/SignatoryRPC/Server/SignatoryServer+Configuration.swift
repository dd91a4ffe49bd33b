internal import NIOCore

extension SignatoryServer {
    package struct Configuration: Sendable {
        /// At most 107 bytes. The directory belongs to this uid or root and is not writable by others.
        package var socketPath: String
        /// The group that the socket file is given to; `nil` leaves it as it is made.
        package var group: UInt32?
        /// Who may connect, besides the uid of this process.
        package var allowedUsers: Set<UInt32>
        /// Name and release, such as `signatory/0.1.0`.
        package var release: String

        /// Whether the uid of this process may connect. Only a test says no.
        var allowsOwnUser = true
        var maximumHandshakes = 16
        var maximumConnections = 64
        var maximumInFlight = 64
        /// For a request that names no deadline.
        var defaultDeadline = TimeAmount.seconds(30)
        /// The hint to a client whose request was one too many.
        var retryAfterMilliseconds: UInt32 = 100
        var timing = Timing()

        package init(
            socketPath: String, group: UInt32? = nil, allowedUsers: Set<UInt32> = [], release: String = "signatory"
        ) {
            self.socketPath = socketPath
            self.group = group
            self.allowedUsers = allowedUsers
            self.release = release
        }
    }
}
