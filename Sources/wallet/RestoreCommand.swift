internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct RestoreCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Find everything at the mint that the seed words stand for.",
        discussion: "For a wallet whose database was lost, give the words with --mnemonic-file.")

    @OptionGroup var options: WalletOptions

    private struct Answer: Encodable {
        let unit: String
        let amount: UInt64
        let coins: Int
    }

    func run(_ session: Session) async throws(WalletError) {
        let restored = try await session.wallet().restore()
        session.answer(
            restored.map { "restored \($0.amount) \($0.unit) in \($0.coins) coins" }.joined(separator: "\n"),
            restored.map { Answer(unit: $0.unit.name, amount: $0.amount, coins: $0.coins) })
    }
}
