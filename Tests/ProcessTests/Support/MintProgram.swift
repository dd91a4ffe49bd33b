import Foundation
import Glibc
import TestSupport
import Testing

/// A mintd, with files in a directory.
final class MintProgram: @unchecked Sendable {  // a test drives it from one task
    /// Where it keeps what it must not forget.
    enum Store {
        case sqlite(path: String)
        case postgres(url: String)

        /// A new one, on the engine that `MINT_TEST_ENGINE` names.
        static func chosen(in directory: TemporaryDirectory) async throws -> Store {
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

    let port: Int
    /// Where its operator finds it.
    let managementSocket: String
    let store: Store
    private(set) var program: RunningProgram?
    let configuration: String
    private let log: String

    var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameters:
    ///   - name: of its files in `directory`.
    ///   - socket: where it looks for its signatory.
    init(
        _ name: String = "mintd", in directory: TemporaryDirectory, socket: String, store: Store,
        logLevel: String = "info", meltWait: Int = 60
    ) throws {
        managementSocket = directory.path(of: "\(name)ctl.sock")
        self.store = store
        port = try Self.freePort()
        configuration = directory.path(of: "\(name).toml")
        log = directory.path(of: "\(name).log")
        try write(
            configuration,
            """
            [info]
            url = "http://127.0.0.1:\(port)"
            listen_host = "127.0.0.1"
            listen_port = \(port)

            [ln]
            ln_backend = "fakewallet"

            [fake_wallet]
            min_delay_time = 0
            max_delay_time = 0
            state_file = "\(directory.path(of: "\(name)-lightning.jsonl"))"

            [database]
            \(store.lines)

            [signatory]
            socket = "\(socket)"

            [mint_management_rpc]
            socket = "\(managementSocket)"

            [limits]
            melt_wait = \(meltWait)

            [log]
            level = "\(logLevel)"
            """)
    }

    func start() async throws {
        try launch()
        try await ready()
    }

    /// Does not wait until it serves.
    func launch() throws { program = try RunningProgram("mintd", ["--config", configuration], log: log) }

    func ready() async throws {
        let client = HTTPClient(url)
        let isReady = await eventually { (try? await client.get("/ready"))?.status == 200 }
        try #require(isReady, "the mint does not become ready: \(program?.logText ?? "")")
    }

    /// `mintctl` with this configuration.
    func control(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await Pair.run("mintctl", arguments + ["--config", configuration])
    }

    func kill() async { await program?.kill() }

    /// How often a text stands in what it has logged.
    func logCount(of text: String) -> Int { (program?.logText ?? "").components(separatedBy: text).count - 1 }

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
        try #require(bound, "a port of 127.0.0.1 is free")
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
