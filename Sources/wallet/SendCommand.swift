internal import ArgumentParser
internal import Cashu
internal import WalletCore

struct SendCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Make a token, and print it alone.",
        discussion: """
            Whoever has the token has the money. What nobody receives, `wallet reclaim` takes back.

            With --p2pk or --htlc only the receiver can use it, and `reclaim` takes it back only after the --locktime. \
            The receiver finds the key for --p2pk by `wallet p2pk-key`. A hash for --htlc is that of 32 bytes, the \
            preimage, which the receiver must learn before the locktime.

              wallet send 21
              wallet send 21 --p2pk 02ab… --locktime +86400
              wallet send 21 --htlc 9f86… --locktime +3600

            The seed words do not bring back a locked token: keep it until it was received.
            """)

    @OptionGroup var options: WalletOptions

    @Argument(help: "How much.")
    var amount: UInt64

    @Option(help: "A word to the receiver.")
    var memo: String?

    @OptionGroup(title: "Locks") var lock: LockOptions

    func run(_ session: Session) async throws(WalletError) {
        let terms = try await lock.terms(session.home.store)
        let token = try await session.wallet().send(
            amount, options.unit, memo: memo, lock: terms, isBlinded: lock.blind)
        session.answer(token.text, SentAnswer(token))
    }
}

struct PendingCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending", abstract: "Show the tokens that were sent and that nobody has received.",
        discussion: "One token for everything that is not locked, and one for each lock.")

    @OptionGroup var options: WalletOptions

    func run(_ session: Session) async throws(WalletError) {
        let tokens = try await session.wallet().sentTokens(options.unit)
        session.answer(tokens.map(\.text).joined(separator: "\n"), tokens.map(SentAnswer.init))
    }
}

struct SentAnswer: Encodable {
    let token: String
    let amount: UInt64
    let unit: String

    init(_ token: Token) {
        self.token = token.text
        amount = token.amount ?? 0
        unit = token.unit.name
    }
}
