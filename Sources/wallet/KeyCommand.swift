internal import ArgumentParser
internal import CashuCrypto
internal import WalletCore

struct KeyCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "p2pk-key", abstract: "Show a key to which others can lock coins for this wallet.",
        discussion: """
            The sender says `wallet send AMOUNT --p2pk KEY`. The key comes from the seed words, and every key that was \
            ever shown stays good. Who sees one key twice knows that both are the same wallet: take a fresh one.
            """)

    @OptionGroup var options: WalletOptions

    @Flag(help: "One that was never shown before.")
    var fresh = false

    private struct Answer: Encodable { let pubkey: String }

    func run(_ session: Session) async throws(WalletError) {
        let key = try await session.home.store.lockKey(isFresh: fresh)
        session.answer(key.hex, Answer(pubkey: key.hex))
    }
}
