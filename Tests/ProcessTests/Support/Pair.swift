import Foundation
import Glibc
import TestSupport
import Testing

/// A signatory and a mint in two processes, on files and sockets in a directory of their own.
final class Pair: @unchecked Sendable {  // a test drives it from one task
    let directory: TemporaryDirectory
    let port: Int
    private(set) var signatory: RunningProgram?
    private(set) var mint: RunningProgram?
    /// Where the mint looks for its signatory; a test may put a relay in between.
    private let mintSocket: String

    var url: String { "http://127.0.0.1:\(port)" }
    var signatorySocket: String { directory.path(of: "mint.sock") }

    init(mintSocket: String? = nil, keysetVersion: String = "01") async throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        port = try Self.freePort()
        self.mintSocket = directory.path(of: mintSocket ?? "mint.sock")
        try write(
            "signatory.toml",
            """
            [signatory]
            seed_file = "\(directory.path(of: "seed"))"
            database = "\(directory.path(of: "keys.sqlite"))"
            mint_socket = "\(signatorySocket)"
            admin_socket = "\(directory.path(of: "admin.sock"))"

            [keysets]
            units = ["sat"]
            version = "\(keysetVersion)"
            """)
        try write(
            "mintd.toml",
            """
            [info]
            url = "\(url)"
            listen_host = "127.0.0.1"
            listen_port = \(port)

            [ln]
            ln_backend = "fakewallet"

            [fake_wallet]
            min_delay_time = 0
            max_delay_time = 0
            state_file = "\(directory.path(of: "lightning.jsonl"))"

            [database]
            engine = "sqlite"
            path = "\(directory.path(of: "mint.sqlite"))"

            [signatory]
            socket = "\(self.mintSocket)"
            """)
        let made = try await Self.run("signatory", ["init", "--config", directory.path(of: "signatory.toml")])
        try #require(made.status == 0, "\(made.errors)")
    }

    /// Both, ready to serve.
    static func started(mintSocket: String? = nil, keysetVersion: String = "01") async throws -> Pair {
        let pair = try await Pair(mintSocket: mintSocket, keysetVersion: keysetVersion)
        try await pair.startSignatory()
        try await pair.startMint()
        return pair
    }

    func startSignatory() async throws {
        signatory = try RunningProgram(
            "signatory", ["serve", "--config", directory.path(of: "signatory.toml")],
            log: directory.path(of: "signatory.log"))
        let config = directory.path(of: "signatory.toml")
        let answers = try await eventually {
            try await Self.run("signatory", ["status", "--config", config]).status == 0
        }
        try #require(answers, "the signatory does not answer: \(signatory?.logText ?? "")")
    }

    func startMint() async throws {
        mint = try RunningProgram(
            "mintd", ["--config", directory.path(of: "mintd.toml")],
            log: directory.path(of: "mintd.log"))
        try await mintReady()
    }

    func mintReady() async throws {
        let client = HTTPClient(url)
        let isReady = await eventually { (try? await client.get("/ready"))?.status == 200 }
        try #require(isReady, "the mint does not become ready: \(mint?.logText ?? "")")
    }

    func administer(_ arguments: String...) async throws -> ChildProcess.Outcome {
        try await Self.run("signatory", arguments + ["--config", directory.path(of: "signatory.toml")])
    }

    static func run(_ program: String, _ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(ChildProcess.product(program), arguments)
    }

    private func write(_ name: String, _ text: String) throws {
        try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: directory.path(of: name)))
    }

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
