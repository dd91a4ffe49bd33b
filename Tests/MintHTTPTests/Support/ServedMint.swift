import Hummingbird
import Logging
import MintCore
import MintHTTP
import ServiceLifecycle
import SignatoryAPI
import SignatoryCore
import Synchronization
import TestSupport
import WebSocketTestSupport

/// A mint on a port of its own.
final class ServedMint: Sendable {
    let test: TestMint
    let port: Int
    private let group: ServiceGroup
    private let serving: Task<Void, any Error>

    struct NotServing: Error {}

    init(_ test: TestMint, adjust: (inout HTTPSettings) -> Void = { _ in }) async throws {
        self.test = try await test.ready()
        var settings = HTTPSettings()
        settings.port = 0
        adjust(&settings)
        let found = Found()
        let server = MintServer.make(
            test.mint, settings: settings, version: "1.2.3", logger: TestMint.logger,
            onRunning: { address in found.port.withLock { $0 = address?.port } })
        let group = ServiceGroup(services: [server], logger: TestMint.logger)
        self.group = group
        serving = Task { try await group.run() }
        guard await eventually({ found.port.withLock { $0 != nil } }), let port = found.port.withLock({ $0 }) else {
            throw NotServing()
        }
        self.port = port
    }

    private final class Found: Sendable { let port = Mutex<Int?>(nil) }

    deinit { serving.cancel() }

    func connect() async throws -> TestWebSocket { try await TestWebSocket.connect(port: port) }

    /// Asks the server to end, and waits until it has.
    func shutDown() async throws {
        await group.triggerGracefulShutdown()
        try await serving.value
    }
}
