internal import Cashu
package import CashuCrypto
package import Logging
internal import NIOCore
internal import NIOPosix
package import SignatoryAPI

/// The operator's side of a signatory in another process, over its `admin.sock`: one connection for a few requests,
/// never made anew.
package final class RemoteSignatoryAdministration: Sendable {
    private let connection: ClientConnection
    private let requestTimeout: TimeAmount

    private init(_ connection: ClientConnection, requestTimeout: TimeAmount) {
        self.connection = connection
        self.requestTimeout = requestTimeout
    }

    /// - Throws: `unavailable` when nobody answers at the socket; else why one end refused the other.
    package static func connect(
        socketPath: String, pinnedIdentity: PublicKey? = nil, requestTimeout: Duration = .seconds(30),
        release: String = "signatory-cli", logger: Logger
    ) async throws(SignatoryError) -> RemoteSignatoryAdministration {
        let target = ClientConnection.Target(
            socketPath: socketPath, role: .administration, pinnedIdentity: pinnedIdentity, release: release)
        let connection = try await ClientConnection.open(target, logger: logger)
        return RemoteSignatoryAdministration(connection, requestTimeout: TimeAmount(requestTimeout))
    }

    /// Whom this is connected to.
    package var identity: PublicKey { connection.hello.identity }

    package func close() { connection.close() }
}

extension RemoteSignatoryAdministration: SignatoryAdministration {
    package func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
        guard rotation.amounts.count <= KeysetKeys.maximumCount else {
            throw SignatoryError(.invalidArgument, "more than \(KeysetKeys.maximumCount) amounts")
        }
        return try await call(.rotateKeyset) {
            rotation.write(to: &$0)
        } read: { (payload) throws(SignatoryError) in
            try RotatedKeyset(payload: payload)
        }
    }

    package func keysets() async throws(SignatoryError) -> KeysetPublication {
        let events = connection.events(.getKeysets) { _ in }
        let expiry = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: requestTimeout) {
            events.end(.lost(SignatoryError(.deadlineExceeded, "no answer in time")))
        }
        defer { expiry.cancel() }
        var assembly = PublicationAssembly(identity: identity, have: nil)
        while let event = try await events.next() {
            do throws(SignatoryError) {
                if case .published(let publication) = try assembly.receive(event) { return publication }
            } catch {
                connection.close("a malformed publication: \(error.detail)")
                throw ClientPeer.unavailable("the signatory gave a malformed answer: \(error.detail)")
            }
        }
        throw SignatoryError(Task.isCancelled ? .cancelled : .unavailable, "the keysets ended too early")
    }

    package func status() async throws(SignatoryError) -> SignatoryStatus {
        try await call(.status) { _ in
        } read: { (payload) throws(SignatoryError) in
            try SignatoryStatus(payload: payload)
        }
    }

    package func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset {
        try await call(.deactivateKeyset) {
            deactivation.write(to: &$0)
        } read: { (payload) throws(SignatoryError) in
            try RotatedKeyset(payload: payload)
        }
    }

    package func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus {
        try await call(.pause) {
            pause.write(to: &$0)
        } read: { (payload) throws(SignatoryError) in
            try SignatoryStatus(payload: payload)
        }
    }

    package func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit] {
        try await call(.setLimit) {
            LimitOrder(limit: limit, reason: reason).write(to: &$0)
        } read: { (payload) throws(SignatoryError) in
            try LimitList.read(payload)
        }
    }

    package func limits() async throws(SignatoryError) -> [UsedLimit] {
        try await call(.getLimits) { _ in
        } read: { (payload) throws(SignatoryError) in
            try LimitList.read(payload)
        }
    }

    package func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage {
        try await call(.audit) {
            AuditRequest.write(after: number, to: &$0)
        } read: { (payload) throws(SignatoryError) in
            try AuditPage(payload: payload)
        }
    }

    private func call<R>(
        _ method: Method, write: (inout ByteBuffer) -> Void, read: (ByteBuffer) throws(SignatoryError) -> R
    ) async throws(SignatoryError) -> R {
        try await connection.call(method, deadline: .now() + requestTimeout, write: write, read: read)
    }
}
