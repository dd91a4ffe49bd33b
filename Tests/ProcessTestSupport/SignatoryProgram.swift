internal import Foundation
package import TestSupport

/// The process that holds the keys, on files and sockets in a directory.
package final class SignatoryProgram: @unchecked Sendable {  // a test drives it from one task
    package private(set) var program: RunningProgram?
    package let socket: String
    private let configuration: String
    private let log: String

    /// Makes its seed. It does not run yet.
    /// - Parameter inputFeePPK: of its first keyset.
    package init(in directory: TemporaryDirectory, keysetVersion: String, inputFeePPK: UInt64 = 0) async throws {
        socket = directory.path(of: "mint.sock")
        configuration = directory.path(of: "signatory.toml")
        log = directory.path(of: "signatory.log")
        try write(
            configuration,
            """
            [signatory]
            seed_file = "\(directory.path(of: "seed"))"
            database = "\(directory.path(of: "keys.sqlite"))"
            mint_socket = "\(socket)"
            admin_socket = "\(directory.path(of: "admin.sock"))"

            [keysets]
            units = ["sat"]
            version = "\(keysetVersion)"
            input_fee_ppk = \(inputFeePPK)
            """)
        let made = try await administer(["init"])
        try require(made.status == 0, made.errors)
    }

    package func start() async throws {
        try launch()
        let answers = try await eventually { try await administer(["status"]).status == 0 }
        try require(answers, "the signatory does not answer: \(program?.logText ?? "")")
    }

    /// Without waiting for anything.
    package func launch() throws {
        program = try RunningProgram("signatory", ["serve", "--config", configuration], log: log)
    }

    package func administer(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(ChildProcess.product("signatory"), arguments + ["--config", configuration])
    }
}

/// Writes a file of text.
package func write(_ path: String, _ text: String) throws {
    try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: path))
}
