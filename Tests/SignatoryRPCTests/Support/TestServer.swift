import LocalSockets
import Logging
import NIOCore
import SignatoryAPI

@testable import SignatoryRPC
import TestSupport

/// A server of a `TestSignatory` in a directory of its own.
struct TestServer {
    let directory: TemporaryDirectory
    let signatory: TestSignatory
    let server: SignatoryServer

    var path: String { directory.path(of: "mint.sock") }

    /// Serves `mint.sock`, and shuts down when `body` is done.
    static func with(
        _ signatory: TestSignatory, configure: (inout SignatoryServer.Configuration) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        let server = try await listen(signatory, in: directory, configure: configure)
        do {
            try await body(TestServer(directory: directory, signatory: signatory, server: server))
        } catch {
            await server.shutDown()
            throw error
        }
        await server.shutDown()
    }

    static func listen(
        _ signatory: TestSignatory, in directory: TemporaryDirectory, as name: String = "mint.sock",
        configure: (inout SignatoryServer.Configuration) -> Void = { _ in }
    ) async throws(LocalSocketError) -> SignatoryServer {
        var configuration = SignatoryServer.Configuration(socketPath: directory.path(of: name), release: "signatory/test")
        // Only the tests of these times run into them, however slow the machine is.
        configuration.timing.handshake = .minutes(2)
        configuration.timing.frame = .minutes(2)
        configuration.timing.slowReader = .minutes(2)
        configuration.timing.idle = .minutes(2)
        configuration.timing.dead = .minutes(4)
        configuration.timing.shutdown = .minutes(2)
        configure(&configuration)
        return try await SignatoryServer.listen(
            name == "admin.sock" ? .administration { _ in signatory } : .mint(signatory),
            identity: signatory.serverIdentity, configuration: configuration, logger: quiet)
    }

    /// A mint's client of it while `body` runs.
    func withClient(
        pinned: Bool = true, sharedKey: PreSharedKey? = nil, requestTimeout: Duration = .seconds(20),
        _ body: (RemoteSignatory) async throws -> Void
    ) async throws {
        let client = RemoteSignatory(
            socketPath: path, pinnedIdentity: pinned ? signatory.publicKey : nil, sharedKey: sharedKey, patience: .seconds(20),
            requestTimeout: requestTimeout, logger: quiet)
        let running = Task { await client.run() }
        do {
            try await body(client)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        await running.value
    }
}

/// Errors only.
let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()
