internal import ArgumentParser
internal import Foundation
internal import LNDStandIn

/// A node for tests of whole processes. When it answers, `DIRECTORY/address` says where.
@main
struct StandInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lnd-stand-in",
        abstract: "Answers like the REST interface of LND, and moves no money. For tests only.")

    @Argument(help: "Where certificate, macaroon and ledger are; what is missing is made.")
    var directory: String

    @Option(help: "The port to listen on, on this host alone. 0: any.")
    var port = 0

    @Option(help: "The network, as LND calls it.")
    var network = "regtest"

    @Flag(help: "Others pay invoices, and payments come to their ends.")
    var live = false

    func run() async throws {
        var script = StandInScript()
        script.network = network
        let node = try await LNDStandIn.start(in: directory, port: port, script: script)
        try Data(node.address.utf8).write(to: URL(fileURLWithPath: "\(directory)/address"), options: .atomic)
        // Until it is killed, which is how it ends.
        if live { try await node.live() }
        while true { try await Task.sleep(for: .seconds(3_600)) }
    }
}
