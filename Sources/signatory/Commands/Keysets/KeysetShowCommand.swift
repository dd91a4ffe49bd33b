internal import ArgumentParser
internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI
internal import SignatoryRPC

/// `signatory keyset show`.
struct KeysetShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one keyset with its public keys.",
        discussion: """
            Example:
              $ signatory keyset show 009a1f293253e41e --json | jq .keys
            """)

    @OptionGroup var file: ConfigurationOption

    @Argument(help: "The id of the keyset, 16 or 66 hex digits.")
    var id: KeysetID

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let administration = try await file.connect()
        defer { administration.close() }
        let keyset = try await administration.keysets().keysets.first { $0.id == id }
        guard let keyset else { throw CommandFailure(.refused, "there is no keyset \(id)") }
        if json { return try Output.json(KeysWithReport(keyset)) }
        Output.line(KeysetReport(keyset).line)
        for (amount, key) in zip(keyset.keys.amounts, keyset.keys.publicKeys) {
            Output.line("\(amount)  \(key.hex)")
        }
    }
}

extension KeysetID: ExpressibleByArgument {
    package init?(argument: String) {
        guard let bytes = Hex.decode(argument, maximumBytes: 33) else { return nil }
        self.init(bytes)
    }
}
