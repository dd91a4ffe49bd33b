import Foundation
import MintCore
import MintDaemon
import MintDoctor
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("What the doctor says of the database", .serialized)
struct DatabaseCheckTests {
    private func findings(_ settings: DatabaseSettings) async -> [Finding] {
        await DatabaseCheck(DatabaseLook(settings)).findings()
    }

    /// Those of the disk depend on the machine.
    private func first(_ settings: DatabaseSettings) async -> Finding? { await findings(settings).first }

    @Test("is that it is not there yet, or cannot be made")
    func absent() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.sqlite")
        let words = "\(path) is not there yet: mintd makes it when it first starts"
        #expect(await findings(.sqlite(path: path)) == [.ok("database", words)])
        #expect(!FileManager.default.fileExists(atPath: path), "a look makes nothing")
        let nowhere = await first(.sqlite(path: "/nowhere/mint.sqlite"))
        #expect(nowhere?.grade == .failed)
    }

    @Test("is its schema, beside a mint that runs and after it")
    func schema() async throws {
        let daemon = try await RunningDaemon(in: .sqlite()).ready()
        guard case .sqlite(let path) = daemon.place.database else { return }
        let well = Finding.ok("database", "SQLite, \(path), schema 1")
        #expect(await first(daemon.place.database) == well)
        await daemon.assembled.shutDown()
        try await daemon.ended()
        #expect(await first(daemon.place.database) == well)
        #expect(await SolvencyCheck(DatabaseLook(daemon.place.database), nil, SolvencyRule()).findings().map(\.grade) == [.ok])

        try change(path, "UPDATE migration SET statements = 'another'")
        let another = await first(daemon.place.database)
        #expect(another?.detail.contains("step 1 of the schema is not this release's") == true)
        try change(path, "DELETE FROM migration")
        #expect(await first(daemon.place.database)?.detail.contains("schema 0: mintd brings it to 1") == true)
    }

    @Test("is that it is of a newer release")
    func newer() async throws {
        let daemon = try await RunningDaemon(in: .sqlite()).ready()
        guard case .sqlite(let path) = daemon.place.database else { return }
        await daemon.assembled.shutDown()
        try await daemon.ended()
        try change(path, "INSERT INTO migration (number, name, statements) VALUES (2, 'n', 's')")
        let finding = await first(daemon.place.database)
        #expect(finding?.grade == .failed)
        #expect(finding?.detail.contains("schema 2 is of a newer release") == true)
    }

    @Test("is that it is no database, or another's")
    func foreign() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.sqlite")
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: path))
        #expect(await first(.sqlite(path: path))?.grade == .failed)
        try FileManager.default.removeItem(atPath: path)
        try change(path, "CREATE TABLE other (a INTEGER)")
        #expect(await first(.sqlite(path: path))?.detail.contains("empty: mintd makes its tables") == true)
    }

    @Test("of a server is that it is away, empty, and of this release, and no password")
    func server() async throws {
        let away = await findings(.postgres(PostgresSettings(url: "postgres://mint:s3cret@127.0.0.1:1/mint")))
        #expect(away.map(\.grade) == [.failed])
        #expect(away.first?.detail.contains("s3cret") == false)

        let place = try await Place.postgres()
        let empty = await findings(place.database)
        #expect(empty.map(\.grade) == [.ok], "\(empty)")
        #expect(empty.first?.detail.contains("empty: mintd makes its tables") == true)
        #expect(empty.first?.detail.contains("synchronous_commit = ") == true)

        let daemon = try await RunningDaemon(in: place).ready()
        let current = await findings(daemon.place.database)
        #expect(current.map(\.grade) == [.ok], "\(current)")
        #expect(current.first?.detail.hasSuffix("schema 1") == true)
        await daemon.assembled.shutDown()
        try await daemon.ended()
    }

    /// What a server is made to say of itself, and what the doctor says then.
    private struct Lie: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let statements: String
        let finding: Finding?

        init(_ name: String, _ statements: String, _ finding: Finding?) {
            testDescription = name
            self.statements = statements
            self.finding = finding
        }

        static func clock(_ interval: String, _ words: String?) -> Lie {
            Lie(
                "clock \(interval)",
                """
                CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
                    $$ SELECT pg_catalog.clock_timestamp() + interval '\(interval)' $$
                """,
                words.map {
                    .warning(
                        "database clock", "the server's clock is \($0) this one",
                        advice: "see that both hosts have a time service")
                })
        }

        static func client(_ address: String, isEncrypted: Bool = false, isTold: Bool) -> Lie {
            Lie(
                "client \(address)",
                """
                CREATE FUNCTION inet_client_addr() RETURNS inet LANGUAGE sql AS $$ SELECT \(address)::inet $$;
                CREATE VIEW pg_stat_ssl AS SELECT pg_backend_pid() AS pid, \(isEncrypted) AS ssl
                """,
                isTold
                    ? .warning(
                        "database connection", "it crosses the network in clear",
                        advice: "tls_mode = \"verify-full\" under [database.postgres], "
                            + "with the authority in sslrootcert")
                    : nil)
        }
    }

    @Test(
        "of a server is that its clock is another, and that the network can read what it is told",
        arguments: [
            Lie.clock("10 s", "10 s ahead of"), .clock("-10 s", "10 s behind"), .clock("1 s", nil), .clock("-1 s", nil),
            .client("'192.0.2.7'", isTold: true), .client("'2001:db8::7'", isTold: true),
            .client("'192.0.2.7'", isEncrypted: true, isTold: false), .client("'127.8.8.8'", isTold: false),
            .client("'::1'", isTold: false), .client("NULL", isTold: false),
        ])
    private func facts(lie: Lie) async throws {
        // The names of the schema stand before those of the server's catalog.
        let url = try await TestPostgres.freshURL() + "%2Cpg_catalog"
        try await TestPostgres.psql(lie.statements, url: url)
        let findings = await findings(.postgres(PostgresSettings(url: url)))
        #expect(findings.first?.grade == .ok)
        #expect(findings.dropFirst().map(\.grade) == (lie.finding.map { [$0.grade] } ?? []))
        #expect(findings.dropFirst().map(\.advice) == (lie.finding.map { [$0.advice] } ?? []))
        // Some time passes between two looks at a clock.
        let details = findings.dropFirst().map { $0.detail.replacing(" 9 s ", with: " 10 s ") }
        #expect(details == (lie.finding.map { [$0.detail] } ?? []))
    }

    private func change(_ path: String, _ statement: StaticString) throws {
        let made = try SQLiteConnection(.file(path), .readWrite)
        _ = try made.perform(.script(statement))
    }
}
