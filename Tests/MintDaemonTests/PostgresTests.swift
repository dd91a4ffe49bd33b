import Foundation
import MintDaemon
import TestSupport
import Testing

@Suite("A mint on PostgreSQL", .timeLimit(.minutes(1)))
struct PostgresTests {
    private func get(_ path: String, from daemon: RunningDaemon) async throws -> (
        status: Int, head: String, body: String
    )? {
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("GET \(path) HTTP/1.1\r\nHost: mint\r\n\r\n")
            return try await wire.answer()
        }
    }

    @Test("serves, and beside it another one with the same database and signatory")
    func two() async throws {
        let first = try await RunningDaemon(in: .postgres()).ready()
        let second = try await RunningDaemon(in: first.place, signatory: first.signatory).ready()
        let quote = try await Wire.connect(first.port) { wire in
            try await wire.post("/v1/mint/quote/bolt11", #"{"amount":8,"unit":"sat"}"#)
            return try #require(try await wire.answer())
        }
        #expect(quote.status == 200)
        let id = try #require(try JSONSerialization.jsonObject(with: Data(quote.body.utf8)) as? [String: Any])["quote"]
        let path = "/v1/mint/quote/bolt11/\(try #require(id as? String))"
        for daemon in [first, second] {
            let ready = try await get("/ready", from: daemon)
            #expect(ready?.status == 200, "\(ready?.body ?? "")")
            #expect(try await get(path, from: daemon)?.body.contains(quote.body.prefix(40)) == true)
            await daemon.assembled.shutDown()
            try await daemon.ended()
        }
    }

    @Test("that is not there does not start, says so without the password, and may be tried again")
    func unreachable() async throws {
        let url = "postgres://mint:s3cret@127.0.0.1:1/mint"
        let place = Place(directory: try TemporaryDirectory(), database: .postgres(PostgresSettings(url: url)))
        let error = await #expect(throws: MintStartError.self) { try await RunningDaemon(in: place) }
        #expect(error?.exitCode == 75)
        #expect(error.map { "\($0)" }?.contains("s3cret") == false)
    }

    @Test("gives each test a schema of its own, and a database when it wants one")
    func apart() async throws {
        let (first, second) = (try await TestPostgres.freshURL(), try await TestPostgres.freshURL())
        let database = try await TestPostgres.freshDatabaseURL()
        for url in [first, second, database] {
            // Each makes the same table, in which the other has left nothing.
            try await TestPostgres.psql("CREATE TABLE mine (a INT); INSERT INTO mine VALUES (1)", url: url)
        }
        let error = await #expect(throws: TestPostgres.Failure.self) {
            try await TestPostgres.psql("CREATE TABLE mine (a INT)", url: first)
        }
        #expect(error.map { "\($0)" }?.contains("already exists") == true)
    }
}
