internal import ArgumentParser
internal import CoreLightningStandIn
internal import Glibc
internal import Lightning

/// A node of its own process, for tests that kill processes. It serves until it is killed.
@main
struct CoreLightningStandInProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "cln-stand-in")

    @Option(help: "Where lightning-rpc and the ledger are.")
    var directory: String

    @Option(help: "bitcoin, testnet, signet or regtest.")
    var network = "regtest"

    @Option(help: "Also serve CLNRest on this port.")
    var restPort: Int?

    @Option(help: "A certificate for CLNRest, in PEM; without one it speaks in clear.")
    var certificate: String?

    @Option(help: "The key of the certificate, in PEM.")
    var key: String?

    @Option(help: "The rune that CLNRest wants.")
    var rune = "a-rune"

    @Flag(help: "Others pay invoices, and payments come to their ends.")
    var live = false

    func run() async throws {
        var settings = StandInSettings()
        settings.rune = rune
        guard let network = LightningNetwork.allCases.first(where: { "\($0)" == network }) else {
            throw ValidationError("no such network: \(network)")
        }
        settings.network = network
        let node = try StandInNode(settings, ledgerPath: "\(directory)/ledger.jsonl")
        let socket = try await StandInServer.socket(node, path: "\(directory)/lightning-rpc")
        var rest: StandInServer?
        if let restPort {
            rest = try await StandInServer.rest(node, certificate: certificate, key: key, port: restPort)
        }
        if live { await node.live() }
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3_600)) }
        await socket.stop()
        await rest?.stop()
    }
}
