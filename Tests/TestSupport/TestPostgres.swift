internal import Foundation

/// The PostgreSQL server that `Tests/with-postgres` starts, and what each test gets of it for itself.
///
/// A test that wants it fails without it; a test that was skipped would be taken for one that passed.
package enum TestPostgres {
    package enum Failure: Error, CustomStringConvertible {
        case noServer
        case refused(String)

        package var description: String {
            switch self {
            case .noServer: "there is no PostgreSQL server: run the tests as 'Tests/with-postgres swift test'"
            case .refused(let reason): "psql failed: \(reason)"
            }
        }
    }

    /// Whether the tests that can keep a mint in either engine are to take PostgreSQL: `MINT_TEST_ENGINE=postgres`.
    package static let isChosen = ProcessInfo.processInfo.environment["MINT_TEST_ENGINE"] == "postgres"

    /// The URL of a schema that is new and empty, in a database that all tests share: it is made in a millisecond.
    /// Channels of `NOTIFY` and advisory locks belong to the database, so a test that looks at those wants
    /// `freshDatabaseURL()`.
    ///
    /// - Parameter overSocket: without a password, to prove which costs a hundred times as much as to connect.
    package static func freshURL(overSocket: Bool = false) async throws -> String {
        let name = try await schemas.next()
        // As https://www.postgresql.org/docs/15/libpq-connect.html writes an `=` that belongs to a value.
        return "\(try overSocket ? socketURL() : url())?options=-csearch_path%3D\(name)"
    }

    /// The URL of a database that is new and empty. Takes some tenths of a second and some megabytes.
    package static func freshDatabaseURL() async throws -> String {
        let name = newName()
        try await psql("CREATE DATABASE \(name)")
        let url = try url()
        return url.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/") + "/\(name)"
    }

    /// Where `pg_ctl`, `initdb` and `postgres` are.
    package static func programs() throws -> String { try variable("MINT_TEST_POSTGRES_BIN") }

    /// The server's data directory. Whoever stops that server stops it for every test that runs at the same time.
    package static func dataDirectory() throws -> String { try variable("MINT_TEST_POSTGRES_DATA") }

    /// Runs statements in the shared database, or in that of `url`, each in a transaction of its own.
    package static func psql(_ statements: String, url: String? = nil) async throws {
        let arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", try url ?? self.url(), "-f", "-"]
        let outcome = try await ChildProcess.run("\(try programs())/psql", arguments, input: statements)
        guard outcome.status == 0 else { throw Failure.refused(outcome.errors) }
    }

    private static func socketURL() throws -> String {
        let folder = URL(filePath: try dataDirectory()).deletingLastPathComponent().path
        guard let url = URL(string: try url()), let user = url.user(), let port = url.port else {
            throw Failure.refused("the URL of the server names no user or no port")
        }
        return "postgres://\(user)@\(folder.replacing("/", with: "%2F")):\(port)\(url.path())"
    }

    private static let schemas = SchemaStock()

    fileprivate static func newName() -> String {
        "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    private static func url() throws -> String { try variable("MINT_TEST_POSTGRES") }

    private static func variable(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw Failure.noServer }
        return value
    }
}

/// Schemas made in advance. To start `psql` takes a hundred times as long as to make one.
private actor SchemaStock {
    private var names: [String] = []
    private var making: Task<[String], any Error>?

    func next() async throws -> String {
        while true {
            if let name = names.popLast() { return name }
            let batch = making ?? Task { try await Self.make() }
            making = batch
            let made = await batch.result
            // The first of those who waited for it takes it in.
            if making == batch {
                making = nil
                names += try made.get()
            }
        }
    }

    private static func make() async throws -> [String] {
        let names = (0..<50).map { _ in TestPostgres.newName() }
        try await TestPostgres.psql("BEGIN;" + names.map { "CREATE SCHEMA \($0);" }.joined() + "COMMIT;")
        return names
    }
}
