internal import ArgumentParser
internal import Cashu
internal import CashuCrypto
internal import WalletCore

struct ReceiveCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Swap a token's coins for the wallet's own.",
        discussion: """
            Only of a mint that this wallet has used before, or that is named with --mint. Coins that are locked to a \
            key of this wallet are unlocked by themselves; those that are locked to a hash need its --preimage.
            """)

    @OptionGroup var options: WalletOptions

    @Argument(help: "The token: cashuB… or cashuA….")
    var token: String

    @Option(help: "Of the hash that the coins are locked to: 64 hex digits. (NUT-14)")
    var preimage: PreimageOption?

    func run(_ session: Session) async throws(WalletError) {
        let token: Token
        do { token = try Token(parsing: self.token) } catch { throw .token(error) }
        guard let url = MintURL(token.mint) else { throw .token(.field("mint")) }
        let trusted = try await [options.mint].compactMap { $0 } + session.home.store.mints()
        guard options.mint == nil || options.mint == url, trusted.contains(url) else { throw .otherMint(url) }
        let received = try await session.wallet(at: url).receive(token, preimage: preimage?.bytes)
        session.answer("received \(received.amount) \(received.unit)\(received.feeNote)", ReceivedAnswer(received))
    }
}

struct ReclaimCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "reclaim", abstract: "Take back the tokens that nobody has received.")

    @OptionGroup var options: WalletOptions

    func run(_ session: Session) async throws(WalletError) {
        let received = try await session.wallet().reclaim(options.unit)
        session.answer("reclaimed \(received.amount) \(received.unit)\(received.feeNote)", ReceivedAnswer(received))
    }
}

private struct ReceivedAnswer: Encodable {
    let received: UInt64
    let fee: UInt64
    let unit: String

    init(_ received: Wallet.Received) {
        self.received = received.amount
        fee = received.fee
        unit = received.unit.name
    }
}

extension Wallet.Received {
    fileprivate var feeNote: String { fee == 0 ? "" : ", fee \(fee)" }
}

struct PreimageOption: ExpressibleByArgument {
    let bytes: FixedBytes<32>

    init?(argument: String) {
        guard let bytes = FixedBytes<32>(hex: argument) else { return nil }
        self.bytes = bytes
    }
}
