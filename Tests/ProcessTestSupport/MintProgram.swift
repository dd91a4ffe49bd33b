internal import Foundation
internal import Glibc
package import TestSupport

/// A mintd, with files in a directory.
package final class MintProgram: @unchecked Sendable {  // a test drives it from one task
    /// Where it keeps what it must not forget.
    package enum Store {
        case sqlite(path: String)
        case postgres(url: String)

        /// A new one, on the engine that `MINT_TEST_ENGINE` names.
        package static func chosen(in directory: TemporaryDirectory) async throws -> Store {
            guard TestPostgres.isChosen else { return .sqlite(path: directory.path(of: "mint.sqlite")) }
            return .postgres(url: try await TestPostgres.freshDatabaseURL())
        }

        fileprivate var lines: String {
            switch self {
            case .sqlite(let path): "engine = \"sqlite\"\npath = \"\(path)\""
            case .postgres(let url): "engine = \"postgres\"\nurl = \"\(url)\""
            }
        }
    }

    /// What a run wants otherwise than the tests.
    package struct Habits: Sendable {
        /// An invoice is paid after 0 to so many seconds, unless it has expired by then.
        package var longestDelaySeconds = 0
        package var mintQuoteSeconds = 3_600
        /// How long a melt waits for its payment.
        package var meltWaitSeconds = 60
        /// The sections that name another backend than the fake.
        package var lightning: String?

        package init() {}
    }

    package let port: Int
    /// What the fake backend remembers.
    package let ledger: String
    /// Where its operator finds it.
    package let managementSocket: String
    package let store: Store
    package private(set) var program: RunningProgram?
    package let configuration: String
    private let log: String

    package var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - name: of its files in `directory`.
    ///   - socket: where it looks for its signatory.
    package init(
        _ name: String = "mintd", in directory: TemporaryDirectory, socket: String, store: Store,
        logLevel: String = "info", habits: Habits = Habits()
    ) throws {
        managementSocket = directory.path(of: "\(name)ctl.sock")
        self.store = store
        port = try Self.freePort()
        ledger = directory.path(of: "\(name)-lightning.jsonl")
        configuration = directory.path(of: "\(name).toml")
        log = directory.path(of: "\(name).log")
        let fake = """
            [ln]
            ln_backend = "fakewallet"

            [fake_wallet]
            min_delay_time = 0
            max_delay_time = \(habits.longestDelaySeconds)
            state_file = "\(ledger)"
            """
        try write(
            configuration,
            """
            [info]
            url = "http://127.0.0.1:\(port)"
            listen_host = "127.0.0.1"
            listen_port = \(port)

            [info.quote_ttl]
            mint_ttl = \(habits.mintQuoteSeconds)

            \(habits.lightning ?? fake)

            [database]
            \(store.lines)

            [signatory]
            socket = "\(socket)"

            [mint_management_rpc]
            socket = "\(managementSocket)"

            [limits]
            melt_wait = \(habits.meltWaitSeconds)

            [log]
            level = "\(logLevel)"
            """)
    }

    package func start() async throws {
        try launch()
        try await ready()
    }

    /// Without waiting for anything.
    /// - Parameter environment: beside that of this process.
    package func launch(environment: [String: String] = [:]) throws {
        program = try RunningProgram("mintd", ["--config", configuration], environment: environment, log: log)
    }

    package func ready() async throws {
        let client = HTTPClient(url)
        let isReady = await eventually { (try? await client.get("/ready"))?.status == 200 }
        try require(isReady, "the mint does not become ready: \(program?.logText ?? "")")
    }

    /// `mintctl` with this configuration.
    package func control(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(ChildProcess.product("mintctl"), arguments + ["--config", configuration])
    }

    package func kill() async { await program?.kill() }

    /// How often a text stands in what it has logged.
    package func logCount(of text: String) -> Int { (program?.logText ?? "").components(separatedBy: text).count - 1 }

    /// A port that nobody listens on at this moment.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try require(bound, "a port of 127.0.0.1 is free")
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
