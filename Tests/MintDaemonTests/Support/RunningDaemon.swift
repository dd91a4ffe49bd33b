import CashuSecrets
import Logging
import MintCore
import MintDaemon
import NIOCore
import PaymentFake
import SignatoryAPI
import SignatoryCore
import TestSupport

/// A mint that listens, on a port of its own, with its keys in the same process.
final class RunningDaemon: Sendable {
    let port: Int
    let assembled: AssembledMint
    let place: Place
    let signatory: EmbeddedSignatory
    private let running: Task<Void, any Error>

    struct NotRunning: Error {}

    /// - Parameter signatory: that of another mint; without it, the mint has one of its own.
    init(
        _ adjust: (inout MintConfiguration) -> Void = { _ in }, in place: Place? = nil,
        signatory: EmbeddedSignatory? = nil,
        wrap: (EmbeddedSignatory) -> any Signatory = { $0 }
    ) async throws {
        let place = if let place { place } else { try await Place.fresh() }
        var configuration = try MintConfiguration("[info]\nlisten_port = 0", directory: place.directory.path)
        configuration.database = place.database
        configuration.fakeBackend.minDelaySeconds = 0
        configuration.fakeBackend.maxDelaySeconds = 0
        adjust(&configuration)
        let signatory = if let signatory { signatory } else { try await Self.signatory() }
        let (addresses, continuation) = AsyncStream.makeStream(of: Int?.self)
        let assembled = try await AssembledMint.assemble(
            configuration, signatory: wrap(signatory), logger: Self.logger
        ) { address in continuation.yield(address?.port) }
        let running = Task {
            defer { continuation.finish() }
            try await assembled.run()
        }
        var ports = addresses.makeAsyncIterator()
        guard let port = await ports.next() ?? nil else {
            try await running.value
            throw NotRunning()
        }
        self.port = port
        self.assembled = assembled
        self.place = place
        self.signatory = signatory
        self.running = running
    }

    deinit { running.cancel() }

    /// Waits until a keyset is there.
    func ready() async throws -> RunningDaemon {
        guard await eventually({ assembled.mint.keysets != nil }) else { throw NotRunning() }
        return self
    }

    /// Returns once everything has ended.
    func ended() async throws { try await running.value }

    private static func signatory() async throws -> EmbeddedSignatory {
        let seed = [UInt8](repeating: 3, count: 32)
        return try await EmbeddedSignatory.open(
            SignatoryConfiguration(.memory), seed: .kept(unsafe seed.withUnsafeBytes { unsafe Seed(bytes: $0) }),
            logger: logger)
    }

    static var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
