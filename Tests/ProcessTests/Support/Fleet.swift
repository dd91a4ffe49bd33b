import ProcessTestSupport
import TestSupport
import Testing

/// Two mintd that share one PostgreSQL database and one signatory.
final class Fleet: Sendable {
    let directory: TemporaryDirectory
    let signatory: SignatoryProgram
    /// Between the first mint and the signatory.
    let gate: SigningGate
    let first: MintProgram
    let second: MintProgram
    let database: PostgresDatabase

    var mints: [MintProgram] { [first, second] }

    private init(secondLogLevel: String) async throws {
        directory = try TemporaryDirectory()
        signatory = try await SignatoryProgram(in: directory, keysetVersion: "01")
        let relay = directory.path(of: "gate.sock")
        gate = try SigningGate(listening: relay, target: signatory.socket)
        database = PostgresDatabase(url: try await TestPostgres.freshDatabaseURL())
        first = try MintProgram("first", in: directory, socket: relay, store: .postgres(url: database.url))
        second = try MintProgram(
            "second", in: directory, socket: signatory.socket, store: .postgres(url: database.url),
            logLevel: secondLogLevel)
    }

    deinit { gate.close() }

    /// All, ready to serve.
    static func started(secondLogLevel: String = "info") async throws -> Fleet {
        let fleet = try await Fleet(secondLogLevel: secondLogLevel)
        try await fleet.signatory.start()
        for mint in fleet.mints { try await mint.start() }
        return fleet
    }

    /// Fails where a transaction stood in the way of another so that PostgreSQL had to end one of them.
    func expectNoDeadlock(_ location: SourceLocation = #_sourceLocation) async throws {
        let deadlocks = try await database.number(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        #expect(deadlocks == 0, sourceLocation: location)
    }
}
