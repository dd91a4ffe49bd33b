import Foundation
import MintDaemon
import StoragePostgres
import StrictTOML
import TestSupport
import Testing

@Suite("The database of a configuration")
struct DatabaseSettingsTests {
    private static let url = "postgres://mint:s3cret@db.example/mint?sslmode=require"

    /// - Parameter lines: what stands under `[database]`.
    private func read(_ lines: String) throws(ConfigurationError) -> DatabaseSettings {
        try MintConfiguration("[database]\n\(lines)", directory: "/z") { name in
            name == "MINT_DATABASE_URL" ? Self.url : nil
        }.database
    }

    @Test(
        "is a file of SQLite, by any of its names",
        arguments: [
            #"path = "/x/y""#, #"url = "sqlite:/x/y""#, "path = \"/x/y\"\nurl = \"sqlite:/x/y\"",
            "engine = \"sqlite\"\npath = \"../x/y\"", "engine = \"sqlite\"\nurl = \"sqlite:../x/y\"",
        ])
    func sqlite(lines: String) throws {
        let path = lines.contains("..") ? "/z/../x/y" : "/x/y"
        #expect(try read(lines) == .sqlite(path: path))
    }

    @Test(
        "is a PostgreSQL server wherever its URL stands",
        arguments: [
            "url = \"\(url)\"", "engine = \"postgres\"\nurl = \"\(url)\"",
            "engine = \"postgres\"\n[database.postgres]\nurl = \"\(url)\"", "[database.postgres]\nurl = \"\(url)\"",
            #"url = "env:MINT_DATABASE_URL""#, "[database.postgres]\nurl = \"env:MINT_DATABASE_URL\"",
        ])
    func postgres(lines: String) throws {
        #expect(try read(lines) == .postgres(PostgresSettings(url: Self.url)))
    }

    @Test("is as patient with a server as it was told to be")
    func patience() throws {
        let long = "postgresql://host/name"
        let read = try read(
            """
            url = "\(long)"
            [database.postgres]
            tls_mode = "verify-full"
            max_connections = 1
            connection_timeout_seconds = 2
            statement_timeout_seconds = 3
            lock_timeout_seconds = 4
            """)
        var expected = PostgresSettings(url: long)
        expected.tlsMode = .verifyFull
        expected.maximumConnections = 1
        expected.connectionTimeoutSeconds = 2
        expected.statementTimeoutSeconds = 3
        expected.lockTimeoutSeconds = 4
        #expect(read == .postgres(expected))
    }

    @Test("is explained in the example, and what that calls a default is one")
    func example() throws {
        let lines = MintConfiguration.example.split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != "# [database.postgres]" }.prefix { !$0.isEmpty }
            .filter { $0.hasPrefix("# [") || $0.contains(" = ") && !$0.contains("\" only") && !$0.contains("tls_mode") }
            .map { $0.dropFirst(2) }.joined(separator: "\n")
        #expect(section.split(separator: "\n").count == 6)
        #expect(try read("\n\(section)") == .postgres(PostgresSettings(url: Self.url)))
    }

    @Test(
        "is refused when it says two things, or nothing that can be used",
        arguments: [
            ("engine", #"engine = "mysql""#),
            ("url", #"engine = "postgres""#),
            ("url", "engine = \"postgres\"\n[database.postgres]\nmax_connections = 2"),
            ("url", "[database.postgres]\nmax_connections = 2"),
            ("url", #"url = "mysql://s3cret@host/mint""#),
            ("url", #"url = "mint.sqlite""#),
            ("url", #"url = "sqlite:""#),
            ("url", #"url = "env:ANOTHER""#),
            ("url", #"url = "env:""#),
            ("url", #"url = "file:relative""#),
            ("url", #"url = "file:/nowhere/url""#),
            ("url", "path = \"a\"\nurl = \"sqlite:b\""),
            ("url", "engine = \"postgres\"\nurl = \"sqlite:b\""),
            ("url", "url = \"sqlite:b\"\n[database.postgres]\nurl = \"\(url)\""),
            ("url", "url = \"\(url)\"\n[database.postgres]\nurl = \"\(url)\""),
            ("path", #"path = """#),
            ("path", "path = \"a\"\nurl = \"\(url)\""),
            ("path", "path = \"a\"\nengine = \"postgres\"\n[database.postgres]\nurl = \"\(url)\""),
            ("engine", "engine = \"sqlite\"\nurl = \"\(url)\""),
            ("engine", "engine = \"sqlite\"\n[database.postgres]\nurl = \"\(url)\""),
            ("postgres", "postgres = \"\(url)\""),
            ("postgres.url", "[database.postgres]\nurl = \"sqlite:b\""),
            ("postgres.url", "[database.postgres]\nurl = \"env:ANOTHER\""),
            ("postgres.password", "[database.postgres]\npassword = \"s3cret\""),
            ("postgres.tls_mode", "[database.postgres]\ntls_mode = \"s3cret\""),
            ("postgres.max_connections", "[database.postgres]\nmax_connections = 0"),
            ("postgres.max_connections", "[database.postgres]\nmax_connections = 1001"),
            ("postgres.connection_timeout_seconds", "[database.postgres]\nconnection_timeout_seconds = 0"),
            ("postgres.statement_timeout_seconds", "[database.postgres]\nstatement_timeout_seconds = 0"),
            ("postgres.lock_timeout_seconds", "[database.postgres]\nlock_timeout_seconds = 3601"),
        ])
    func refused(key: String, lines: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(lines) }
        #expect(error?.key == "database.\(key)")
        #expect(error.map { "\($0)".contains("s3cret") } == false, "an error shows no part of a URL")
    }

    @Test(
        "takes every form of a URL that libpq takes",
        arguments: [
            "postgres://host", "postgresql://host/name", "postgres://", "postgres:///name",
            "postgres:///name?host=/run/pg",
            "postgres://%2Frun%2Fpg/name", "postgres://user@host", "postgres://user:a:b%40c%25@host:5432/name",
            "postgres://user:a?b=c@host/name", "postgres://[::1]/name", "postgres://user@[::1]:5432/name",
            "postgres://user:p@a:1,b,[::1]:65535/name?target_session_attrs=read-write&sslmode=verify-full",
            "postgres://host/name?options=-csearch_path%3Done&sslrootcert=/etc/ca.pem", "postgres://host:/name?",
        ])
    func wellFormed(url: String) throws {
        #expect(try read("url = \"\(url)\"") == .postgres(PostgresSettings(url: url)))
    }

    @Test(
        "refuses a URL of which libpq would take a part of the password for something else, and show it",
        arguments: [
            "postgres://mint:s3cret@[::1/mint", "postgres://mint:s3cret%zz@host/mint",
            "postgres://mint:s3cret%4@host/mint",
            "postgres://mint:s3cret%@host/mint", "postgres://mint:s3cret%00@host/mint",
            "postgres://mint:s3cr@et@host/mint",
            "postgres://mint:s3c/ret@host/mint", "postgres://mint:12/s3cret@host/mint", "postgres://mint:12?s3cret",
            "postgres://mint:s3cret@host:abc/mint", "postgres://mint:s3cret@host:99999/mint",
            "postgres://mint:s3cret@host:0/mint", "postgres://mint:s3cret@host:1:2/mint",
            "postgres://s3cret@a,b:x/mint",
            "postgres://host/mint?s3cret", "postgres://host/mint?password=s3cret=", "postgres://host/mint?=s3cret",
            "postgres://host/mint?sslmode=require&pass word=s3cret", "postgres://host/a/b?password=s3cret",
            "postgres://mint:s3cret@[::1]x/mint",
        ])
    func malformed(url: String) {
        let error = #expect(throws: ConfigurationError.self) { try read("url = \"\(url)\"") }
        #expect(error?.key == "database.url")
        #expect(error.map { "\($0)" }?.contains("s3c") == false)
        #expect(error.map { "\($0)" }?.contains("write % as %25") == true)
    }

    @Test(
        "shows no password where the file is no TOML",
        arguments: [
            "url = \(url)", "url = \"\(url)", "url = \"\(url)\" s3cret", "url \"\(url)\"", "url = '\(url)\"", "\(url)",
        ])
    func unparsable(lines: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(lines) }
        #expect(error.map { "\($0)".contains("s3cret") } == false)
    }

    @Test("shows no password when it is printed")
    func printed() throws {
        let configuration = try MintConfiguration("[database]\nurl = \"\(Self.url)\"", directory: "")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", "\(configuration.database)", dumped, String(reflecting: configuration)] {
            #expect(text.contains("PostgreSQL"))
            #expect(!text.contains("s3cret"))
        }
    }

    @Test("may have its URL in a file that nobody else may read")
    func file() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "url")
        func written(_ text: Data, mode: Int) throws -> Result<DatabaseSettings, ConfigurationError> {
            try text.write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return Result { () throws(ConfigurationError) in try read("url = \"file:\(path)\"") }
        }
        let good = Data(" \(Self.url)\n".utf8)
        for mode in [0o400, 0o600] {
            #expect(try written(good, mode: mode).get() == .postgres(PostgresSettings(url: Self.url)))
        }
        for (text, mode) in [
            (good, 0o640), (good, 0o604), (good, 0o620), (Data(), 0o600), (Data("\n\n".utf8), 0o600),
            (Data([0x70, 0xff]), 0o600), (good + Data(repeating: 0x20, count: 20_000), 0o600),
            (Data("mysql://s3cret".utf8), 0o600),
        ] {
            let error = #expect(throws: ConfigurationError.self) { try written(text, mode: mode).get() }
            #expect(error?.key == "database.url")
            #expect(error.map { "\($0)".contains("s3cret") } == false)
        }
        _ = try written(good, mode: 0o600)
        try FileManager.default.createSymbolicLink(atPath: directory.path(of: "link"), withDestinationPath: path)
        for other in [directory.path(of: "link"), directory.path] {
            #expect(throws: ConfigurationError.self) { try read("url = \"file:\(other)\"") }
        }
    }
}
