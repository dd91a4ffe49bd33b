internal import CashuSecrets
internal import Foundation
internal import Logging
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC
internal import Synchronization
internal import TestSupport
internal import Testing

/// Rotates, and loses as many answers as it was told to.
private final class ForgetfulAdministration: SignatoryAdministration {
    private let signatory: EmbeddedSignatory
    private let toLose: Mutex<Int>

    init(_ signatory: EmbeddedSignatory, losing count: Int) {
        self.signatory = signatory
        toLose = Mutex(count)
    }

    func rotate(_ rotation: KeysetRotation) async throws(SignatoryError) -> RotatedKeyset {
        let rotated = try await signatory.rotate(rotation)
        let isLost = toLose.withLock { count in
            guard !rotation.isDryRun, count > 0 else { return false }
            count -= 1
            return true
        }
        if isLost { throw SignatoryError(.unavailable, "the answer was lost") }
        return rotated
    }

    func keysets() async throws(SignatoryError) -> KeysetPublication { try await signatory.keysets() }
    func status() async throws(SignatoryError) -> SignatoryStatus { try await signatory.status() }
    func deactivate(_ deactivation: KeysetDeactivation) async throws(SignatoryError) -> RotatedKeyset {
        try await signatory.deactivate(deactivation)
    }

    func pause(_ pause: SigningPause) async throws(SignatoryError) -> SignatoryStatus {
        try await signatory.pause(pause)
    }

    func setLimit(_ limit: SigningLimit, reason: String) async throws(SignatoryError) -> [UsedLimit] {
        try await signatory.setLimit(limit, reason: reason)
    }

    func limits() async throws(SignatoryError) -> [UsedLimit] { try await signatory.limits() }
    func audit(after number: UInt64) async throws(SignatoryError) -> AuditPage { try await signatory.audit(after: number) }
}

@Suite("A rotation whose answer is lost")
struct LostRotationTests {
    private let arguments = ["keyset", "rotate", "--unit", "sat", "--yes", "--json"]

    /// Lends the program and what stands in for its daemon.
    private func serving(
        losing count: Int, _ body: (RunningProgram) async throws -> Void
    ) async throws {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let program = try RunningProgram()
        try FileManager.default.createDirectory(
            atPath: program.path("run"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let seed = unsafe Array(repeating: UInt8(7), count: 32).withUnsafeBytes { unsafe Seed(bytes: $0) }
        let signatory = try await EmbeddedSignatory.open(SignatoryConfiguration(.memory), seed: .kept(seed), logger: quiet)
        let administration = ForgetfulAdministration(signatory, losing: count)
        let identity = ServerIdentity(
            publicKey: signatory.identity, generation: { signatory.generation }, sign: { signatory.signIdentity($0) })
        let server = try await SignatoryServer.listen(
            .administration({ _ in administration }), identity: identity,
            configuration: .init(socketPath: program.path("run/admin.sock")), logger: quiet)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(program))
        } catch {
            outcome = .failure(error)
        }
        #expect(signatory.generation == 2)
        await server.shutDown()
        await signatory.close()
        try outcome.get()
    }

    @Test("It is asked for again under the same operation id, and the keyset is made once")
    func repetition() async throws {
        try await serving(losing: 3) { program in
            let ending = try await program.run(arguments)
            #expect(ending.status == 0, "\(ending.errors)")
        }
    }
}
