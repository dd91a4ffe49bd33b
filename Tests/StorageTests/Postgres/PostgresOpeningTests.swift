import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("Opening a database on a server")
struct PostgresOpeningTests {
    /// With what error a server is refused; `nil` when it is not.
    static func refusal(
        _ url: String, _ adjust: (inout PostgresConfiguration) -> Void = { _ in }
    ) async -> DatabaseError? {
        var configuration = PostgresConfiguration(url, logger: DatabaseFixture.logger)
        adjust(&configuration)
        do throws(DatabaseError) {
            await Database(try PostgresEngine(configuration)).close()
            return nil
        } catch {
            return error
        }
    }

    @Test("Where no server listens the message says where that is")
    func noServer() async throws {
        let port = try LocalSocket.freePort()
        let error = try #require(await Self.refusal("postgres://mint:hunter2@127.0.0.1:\(port)/mint"))
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("\(port)"))
        #expect(!error.message.contains("hunter2"))
    }

    @Test("A wrong password, an unknown user and an unknown database are named, but no password")
    func credentials() async throws {
        let url = try await TestPostgres.freshURL()
        let parts = url.split(separator: "@")
        let server = try #require(parts.last)
        let address = try #require(server.split(separator: "/").first)
        let wrong = try #require(await Self.refusal("postgres://mint:hunter2@\(server)"))
        #expect(wrong.message.contains("password") && wrong.message.contains("mint"))
        #expect(!wrong.message.contains("hunter2"))
        let stranger = try #require(await Self.refusal("postgres://stranger:hunter2@\(server)"))
        #expect(stranger.message.contains("stranger"))
        #expect(!stranger.message.contains("hunter2"))
        let missing = try #require(await Self.refusal("\(parts[0])@\(address)/nowhere"))
        #expect(missing.message.contains("nowhere"))
        let password = try #require(parts[0].split(separator: ":").last)
        #expect(!missing.message.contains(password))
    }

    @Test(
        "What is no connection string is refused without repeating it: it may hold a password",
        arguments: [
            "postgres://mint:hun%ter2@127.0.0.1/mint", "postgres://mint:hun/ter2@127.0.0.1/mint",
            "postgres://mint:ter2/hun@127.0.0.1/mint", "postgres://mint:7/ter2@127.0.0.1/mint",
            "postgres://mint:ter2#@[127.0.0.1/mint", "mint:ter2@127.0.0.1/mint", "host=127.0.0.1 password=hun ter2",
            "host=127.0.0.1 password='hun ter2", "postgres://mint@127.0.0.1/mint?ter2", "ter2", "",
        ])
    func malformed(_ url: String) async throws {
        let error = try #require(await Self.refusal(url))
        #expect(error.kind == .unsuitable)
        #expect(!error.message.contains("ter2"))
        #expect(error.message.contains("percent"))
    }

    @Test(
        "A server that would answer before a commit is safe is refused, with the setting to change",
        arguments: ["off", "local", "remote_write"])
    func lossyCommits(_ value: String) async throws {
        let url = try await Self.database(with: "synchronous_commit", value)
        let error = try #require(await Self.refusal(url))
        #expect(error.kind == .unsuitable)
        #expect(error.message.contains("synchronous_commit") && error.message.contains("Set it to on"))
    }

    @Test("Stricter commits than usual are welcome", arguments: ["on", "remote_apply"])
    func strictCommits(_ value: String) async throws {
        #expect(await Self.refusal(try await Self.database(with: "synchronous_commit", value)) == nil)
    }

    @Test("A database in which only reading is allowed is refused when the mint starts")
    func readOnly() async throws {
        let error = try #require(
            await Self.refusal(try await Self.database(with: "default_transaction_read_only", "on")))
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("only reads"))
    }

    @Test("A database in another encoding is refused, with the command that makes one")
    func encoding() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let name = try #require(url.split(separator: "/").last)
        try await TestPostgres.psql(
            "DROP DATABASE \(name); CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C';")
        let error = try #require(await Self.refusal(url))
        #expect(error.kind == .unsuitable)
        #expect(error.message.contains("SQL_ASCII") && error.message.contains("createdb --encoding=UTF8"))
    }

    @Test("A server that does not sync, and one that follows another, are refused")
    func server() async throws {
        let cluster = try await PrivateCluster(["fsync = off"])
        let lossy = try #require(await Self.refusal(cluster.url()))
        #expect(lossy.kind == .unsuitable)
        #expect(lossy.message.contains("fsync = on"))
        try await cluster.set("fsync", to: "on")
        #expect(await eventually { await Self.refusal(cluster.url()) == nil })
        try await cluster.demote()
        try await cluster.stop()
        try await cluster.start()
        let standby = try #require(await Self.refusal(cluster.url()))
        #expect(standby.kind == .unreachable)
        #expect(standby.message.contains("is a replica") && standby.message.contains("target_session_attrs"))
    }

    @Test("The server too notices within half a minute that the host of a session is gone")
    func keepalive() async throws {
        let fixture = try await DatabaseFixture(.postgres)
        let seconds = try await fixture.database.read { (transaction) throws(DatabaseError) in
            let row = try transaction.run(
                """
                SELECT current_setting('tcp_keepalives_idle')::int8, current_setting('tcp_keepalives_interval')::int8,
                    current_setting('tcp_keepalives_count')::int8
                """)[0]
            return try row.integer(0) + row.integer(1) * row.integer(2)
        }
        #expect((1...25).contains(seconds))
        await fixture.close()
    }

    /// A new database for whose sessions something is set.
    static func database(with setting: String, _ value: String) async throws -> String {
        let url = try await TestPostgres.freshDatabaseURL()
        let name = try #require(url.split(separator: "/").last)
        try await TestPostgres.psql("ALTER DATABASE \(name) SET \(setting) = \(value)")
        return url
    }
}
