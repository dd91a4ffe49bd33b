package import LocalSockets
internal import NIOCore

extension SignatoryServer {
    package struct Configuration: Sendable {
        /// At most 107 bytes. The directory belongs to this uid or root and is not writable by others.
        package var socketPath: String
        /// In place of a socket that is made at `socketPath`. Its file is left to who made it.
        package var inherited: InheritedSocket?
        /// The group that the socket file is given to; `nil` leaves it as it is made.
        package var group: UInt32?
        /// Who may connect, besides the uid of this process.
        package var allowedClients: AllowedClients
        /// A client must show that it has the same; `nil` for no such proof.
        package var sharedKey: PreSharedKey?
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
            socketPath: String, inherited: InheritedSocket? = nil, group: UInt32? = nil,
            allowedClients: AllowedClients = AllowedClients(), sharedKey: PreSharedKey? = nil,
            release: String = "signatory"
        ) {
            self.socketPath = socketPath
            self.inherited = inherited
            self.group = group
            self.allowedClients = allowedClients
            self.sharedKey = sharedKey
            self.release = release
        }
    }
}
