import Foundation
import ProcessTestSupport
import TestSupport

/// A node of a process of its own, through which a mint pays.
final class LightningNode: @unchecked Sendable {  // a run drives it from one task
    let kind: LightningKind
    private let directory: String
    private let log: String
    private var port = 0
    private(set) var program: RunningProgram?

    /// `nil` when the mint is its own node. It does not run yet.
    init?(_ kind: LightningKind, in directory: TemporaryDirectory) throws {
        guard kind != .fake else { return nil }
        self.kind = kind
        self.directory = directory.path(of: "node")
        log = directory.path(of: "node.log")
        try FileManager.default.createDirectory(atPath: self.directory, withIntermediateDirectories: true)
    }

    var ledger: String { "\(directory)/ledger.jsonl" }

    /// The sections of mintd's configuration.
    var sections: String {
        switch kind {
        case .fake: ""
        case .cln:
            """
            [ln]
            ln_backend = "cln"

            [cln]
            rpc_path = "\(directory)/lightning-rpc"
            network = "regtest"
            """
        case .lnd:
            """
            [ln]
            ln_backend = "lnd"

            [lnd]
            address = "https://127.0.0.1:\(port)"
            cert_file = "\(directory)/tls.cert"
            macaroon_file = "\(directory)/mint.macaroon"
            preimage_key_file = "\(directory)/preimages.key"
            network = "regtest"
            """
        }
    }

    func start() async throws {
        try launch()
        try await ready()
    }

    /// kill -9.
    func kill() async {
        await program?.kill()
        // It says anew where it is.
        try? FileManager.default.removeItem(atPath: "\(directory)/address")
    }

    /// Without waiting for anything. At the same address as before.
    func launch() throws {
        switch kind {
        case .fake: break
        case .cln: program = try RunningProgram("cln-stand-in", ["--directory", directory, "--live"], log: log)
        case .lnd: program = try RunningProgram("lnd-stand-in", [directory, "--port", "\(port)", "--live"], log: log)
        }
    }

    func ready() async throws {
        let (file, isCLN) = (kind == .cln ? "lightning-rpc" : "address", kind == .cln)
        let isThere = await eventually { FileManager.default.fileExists(atPath: "\(self.directory)/\(file)") }
        try require(isThere && program?.isRunning == true, "the node does not start: \(program?.logText ?? "")")
        guard !isCLN else { return }
        let address = try String(contentsOfFile: "\(directory)/address", encoding: .utf8)
        port = Int(address.split(separator: ":").last ?? "") ?? 0
        // lnd's own file is not for everybody either.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: "\(directory)/mint.macaroon")
    }
}
