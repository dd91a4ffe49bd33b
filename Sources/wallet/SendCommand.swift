internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct SendCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Make a token, and print it alone.",
        discussion: "Whoever has the token has the money. What nobody receives, `wallet reclaim` takes back.")

    @OptionGroup var options: WalletOptions

    @Argument(help: "How much.")
    var amount: UInt64

    @Option(help: "A word to the receiver.")
    var memo: String?

    private struct Answer: Encodable {
        let token: String
        let amount: UInt64
        let unit: String
    }

    func run(_ session: Session) async throws(WalletError) {
        let token = try await session.wallet().send(amount, options.unit, memo: memo).text
        session.answer(token, Answer(token: token, amount: amount, unit: options.unit.name))
    }
}
