internal import ArgumentParser
internal import Cashu
internal import CashuCrypto
internal import WalletCore

struct RequestCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Ask for money: make a payment request, and print it alone.",
        discussion: """
            The payer says `wallet pay-request REQUEST`. Without --post the payer hands you the token by hand, and you \
            say `wallet receive TOKEN`; with it the payer's wallet sends it there as JSON (NUT-18).
            """)

    enum Form: String, ExpressibleByArgument, CaseIterable { case creqA, creqB }

    @OptionGroup var options: WalletOptions

    @Argument(help: "How much. Without it the payer chooses.")
    var amount: UInt64?

    @Option(help: "What it is for.")
    var description: String?

    @Option(help: "By which you will know the payment. (default: random)")
    var id: String?

    @Option(help: "The URL to which the payment is sent; several in order of preference.")
    var post: [String] = []

    @Flag(name: .customLong("p2pk"), help: "Lock the coins to this wallet.")
    var isLocked = false

    @Flag(help: "Only one payment is wanted.")
    var singleUse = false

    @Option(help: "creqA (NUT-18), or creqB (NUT-26), which makes smaller QR codes.")
    var form = Form.creqA

    private struct Answer: Encodable {
        let request: String
        let id: String?
    }

    func run(_ session: Session) async throws(WalletError) {
        guard amount != 0 else { throw .unusableAmount }
        let url = try await session.wallet().url
        var lock: CoinLock?
        if isLocked {
            let key = try await session.home.store.lockKey(isFresh: false)
            lock = CoinLock(kind: CoinLock.publicKeys, data: key.hex)
        }
        let request = PaymentRequest(
            id: id ?? String(FixedBytes<4>.random().hex), amount: amount, unit: options.unit,
            isSingleUse: singleUse ? true : nil, mints: [url.text], description: description,
            transports: post.map { .init(type: PaymentRequest.Transport.post, target: $0) }, lock: lock)
        let text: String
        do {
            text = form == .creqA ? request.textA : try request.textB()
        } catch {
            throw .request(error)
        }
        session.answer(text, Answer(request: text, id: request.id))
    }
}

struct PayRequestCommand: SessionCommand {
    static let configuration = CommandConfiguration(
        commandName: "pay-request", abstract: "Pay a payment request: creqA…, CREQB1… or bitcoin:?creq=….",
        discussion: """
            Sends the token to where the request says, by HTTP. When it says nothing the token is printed alone, for \
            you to hand over. A token that did not arrive is shown by `wallet pending`.
            """)

    @OptionGroup var options: WalletOptions

    @Argument(help: "The request.")
    var request: String

    @Argument(help: "How much, when the request leaves it to you.")
    var amount: UInt64?

    private struct Answer: Encodable {
        let paid: UInt64
        let unit: String
        let to: String?
        let token: String?
    }

    func run(_ session: Session) async throws(WalletError) {
        let request: PaymentRequest
        do { request = try PaymentRequest(parsing: self.request) } catch { throw .request(error) }
        let wallet = try await session.wallet()
        switch try await wallet.pay(request, amount: amount, options.unit) {
        case .delivered(let token, let url):
            let paid = token.amount ?? 0
            session.answer(
                "paid \(paid) \(token.unit) to \(url)",
                Answer(paid: paid, unit: token.unit.name, to: url, token: nil))
        case .inHand(let token):
            session.answer(
                token.text,
                Answer(paid: token.amount ?? 0, unit: token.unit.name, to: nil, token: token.text))
        }
    }
}
