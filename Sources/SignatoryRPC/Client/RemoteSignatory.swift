package import Cashu
package import CashuCrypto
package import Logging
internal import NIOCore
package import SignatoryAPI

/// The signatory in another process, over its `mint.sock`. Every request of the mint goes through one connection, which
/// `run()` makes anew whenever it is lost.
package final class RemoteSignatory: Sendable {
    private let target: ClientConnection.Target
    private let patience: TimeAmount
    private let requestTimeout: TimeAmount
    private let logger: Logger
    private let gate = ConnectionGate()
    private let board = PublicationBoard()

    /// - Parameters:
    ///   - pinnedIdentity: the only signatory to talk to; `nil` for whichever answers.
    ///   - sharedKey: what the signatory must show that it has, too; `nil` for one that has none.
    ///   - patience: how long a request waits for a connection before it fails with `unavailable`.
    ///   - requestTimeout: how long a request takes at most, its wait for a connection included.
    ///   - release: name and release of this program, for the signatory's logs.
    package convenience init(
        socketPath: String, pinnedIdentity: PublicKey?, sharedKey: PreSharedKey? = nil,
        patience: Duration = .seconds(2), requestTimeout: Duration = .seconds(10), release: String = "mintd", logger: Logger
    ) {
        let target = ClientConnection.Target(
            socketPath: socketPath, role: .mint, pinnedIdentity: pinnedIdentity, sharedKey: sharedKey,
            release: release)
        self.init(target, patience: TimeAmount(patience), requestTimeout: TimeAmount(requestTimeout), logger: logger)
    }

    init(_ target: ClientConnection.Target, patience: TimeAmount, requestTimeout: TimeAmount, logger: Logger) {
        self.target = target
        self.patience = patience
        self.requestTimeout = requestTimeout
        self.logger = logger
    }

    deinit {
        gate.close()
        board.finish()
    }

    package var isConnected: Bool { gate.isConnected }

    /// Keeps the connection until the task is cancelled or `close()` is called; then every request fails at once.
    package func run() async {
        var backoff = Backoff()
        var lastReason: String?
        while !Task.isCancelled, !gate.isClosed {
            let reason = await serve(&backoff)
            gate.disconnected(reason)
            // Said once, not at each of the attempts that follow.
            logger.log(
                level: reason == lastReason ? .debug : .warning, "no connection to the signatory",
                metadata: ["reason": "\(reason)"])
            lastReason = reason
            guard !gate.isClosed else { break }
            do { try await Task.sleep(for: backoff.next()) } catch { break }
        }
        gate.close()
    }

    /// Ends the connection, every request, every stream of publications, and `run()`.
    package func close() {
        gate.close()
        board.finish()
    }

    /// One connection from its begin to its end, of which it returns the reason.
    private func serve(_ backoff: inout Backoff) async -> String {
        do throws(SignatoryError) {
            let connection = try await ClientConnection.open(target, logger: logger)
            guard gate.connected(connection) else {
                connection.close()
                return "this client is closed"
            }
            logger.info("connected to the signatory", metadata: [
                "identity": "\(connection.hello.identity)", "release": "\(connection.hello.server)",
                "instance": "\(connection.hello.instanceID)",
            ])
            return try await follow(connection, &backoff)
        } catch {
            return error.detail
        }
    }

    /// Hands on the publications of a connection until it ends.
    private func follow(
        _ connection: ClientConnection, _ backoff: inout Backoff
    ) async throws(SignatoryError) -> String {
        let identity = connection.hello.identity
        let have = board.latest.flatMap { latest in
            latest.identity == identity
                ? PublicationMark(generation: latest.generation, digest: latest.digest) : nil
        }
        var assembly = PublicationAssembly(identity: identity, have: have)
        let events = connection.events(.subscribeKeysets) { SubscriptionRequest(have: have).write(to: &$0) }
        while let event = try await events.next() {
            do throws(SignatoryError) {
                switch try assembly.receive(event) {
                case .incomplete: break
                case .unchanged: backoff.reset()
                case .published(let publication):
                    backoff.reset()
                    board.publish(publication)
                }
            } catch {
                connection.close("a malformed publication: \(error.detail)")
                throw error
            }
        }
        return "the subscription has ended"
    }
}

extension RemoteSignatory: Signatory {
    package func blindSign(_ request: SigningRequest) async throws(SignatoryError) -> [BlindSignature] {
        guard (1...SigningRequest.maximumOutputs).contains(request.outputs.count) else {
            throw SignatoryError(.invalidArgument, "not 1 to \(SigningRequest.maximumOutputs) outputs")
        }
        return try await call(.blindSign) {
            request.write(to: &$0, points: $1)
        } read: { (payload, points) throws(SignatoryError) in
            try SigningResult.read(payload, for: request.outputs, points: points)
        }
    }

    package func verify(_ claims: [ProofClaim]) async throws(SignatoryError) -> ProofVerdict {
        guard (1...ProofClaim.maximumCount).contains(claims.count) else {
            throw SignatoryError(.invalidArgument, "not 1 to \(ProofClaim.maximumCount) proofs")
        }
        return try await call(.verifyProofs) {
            VerificationRequest.write(claims, to: &$0, points: $1)
        } read: { (payload, _) throws(SignatoryError) in
            try ProofVerdict(payload: payload, claims: claims.count)
        }
    }

    package func status() async throws(SignatoryError) -> SignatoryStatus {
        try await call(.status) { _, _ in
        } read: { (payload, _) throws(SignatoryError) in
            try SignatoryStatus(payload: payload)
        }
    }

    package func compare(_ inquiry: LedgerInquiry) async throws(SignatoryError) -> LedgerReport {
        guard inquiry.keysets.count <= LedgerInquiry.maximumKeysets else {
            throw SignatoryError(.invalidArgument, "more than \(LedgerInquiry.maximumKeysets) keysets")
        }
        return try await call(.compareLedgers) { buffer, _ in
            inquiry.write(to: &buffer)
        } read: { (payload, _) throws(SignatoryError) in
            try LedgerReport(payload: payload)
        }
    }

    package func publications() -> AsyncStream<KeysetPublication> { board.publications() }

    private func call<R>(
        _ method: Method, write: (inout ByteBuffer, PointForm) -> Void,
        read: (ByteBuffer, PointForm) throws(SignatoryError) -> R
    ) async throws(SignatoryError) -> R {
        let deadline = NIODeadline.now() + requestTimeout
        let connection = try await gate.connection(patience: min(patience, requestTimeout))
        let points = connection.hello.points
        return try await connection.call(method, deadline: deadline) {
            write(&$0, points)
        } read: { (payload) throws(SignatoryError) in
            try read(payload, points)
        }
    }
}
