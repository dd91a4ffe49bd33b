import Cashu
import Foundation
import ProcessTestSupport

/// A wallet that does one thing after the other, drawn by its dice, and writes down each before it does it.
struct Wallet: Sendable {
    let number: Int
    let purse: Purse
    let market: Market
    let lightning: LightningKind
    var dice: Dice
    private var gate: Gate?
    /// What it may spend.
    var coins: [Coin] = []
    /// Mint quotes that may be paid by now.
    var invoices: [Invoice] = []
    /// The journal since it was last compared with the mint: all that was sent, answered or not.
    var journal: [Request] = []
    /// What no wallet should see.
    var surprises: [String] = []

    /// Below this it takes money in.
    private static let leastBalance: UInt64 = 300
    private static let firstBalance: UInt64 = 1_000

    init(_ number: Int, _ purse: Purse, _ market: Market, _ lightning: LightningKind, _ dice: Dice) {
        self.number = number
        self.purse = purse
        self.market = market
        self.lightning = lightning
        self.dice = dice
    }

    mutating func play(until gate: Gate) async {
        while gate.isOpen {
            do {
                self.gate = gate
                try await act()
                gate.answer()
            } catch {
                surprises.append("wallet \(number): \(error)")
                return
            }
        }
    }

    /// Takes in what a first day needs.
    mutating func fund() async throws {
        while coins.total < Self.firstBalance { try await receive() }
    }

    private mutating func act() async throws {
        if coins.total < Self.leastBalance {
            if dice.hits(oneIn: 2), !invoices.isEmpty { return try await collect() }
            return try await receive()
        }
        switch Int.random(in: 0..<100, using: &dice) {
        case 0..<52: try await swap()
        case 52..<66: try await receive()
        case 66..<74: try await collect()
        case 74..<90: try await pay()
        default: try await payInside()
        }
    }

    /// Writes it down, sends it, and writes down what came back.
    mutating func send(_ request: Request) async throws {
        let place = journal.count
        journal.append(request)
        gate?.begin()
        let reply = await Self.reply(to: request, purse)
        gate?.end()
        journal[place].reply = reply
        switch reply {
        case .doubtful: await Self.pause()
        case .accepted(let answer): try take(answer, request)
        case .refused(let code, let text):
            // Whoever melts must expect it; whoever swaps or mints did nothing wrong.
            guard case .melt = request.kind, [20004, 20006, 20007].contains(code) else {
                throw Unmet("an unexpected refusal \(text) of \(request)")
            }
        }
    }

    static func reply(to request: Request, _ purse: Purse) async -> Request.Reply {
        do {
            let answer = try await purse.client.post(request.path, raw: request.body)
            switch answer.status {
            case 200: return .accepted(answer)
            case 400..<500: return .refused(code: answer.code, text: answer.text)
            default: return .doubtful(answer.text)
            }
        } catch {
            return .doubtful("\(error)")
        }
    }

    /// The answer to a question with which no money moves; `nil` when there was none, or a 503.
    func answer(_ question: () async throws -> HTTPAnswer) async throws -> HTTPAnswer? {
        let answer: HTTPAnswer
        do {
            answer = try await question()
        } catch is HTTPConnection.Failure {
            await Self.pause()
            return nil
        }
        if answer.status >= 500 { return nil }
        try require(answer.status == 200, "an unexpected refusal \(answer.text)")
        return answer
    }

    /// What the mint has signed is the wallet's to spend.
    private mutating func take(_ answer: HTTPAnswer, _ request: Request) throws {
        switch request.kind {
        case .swap, .mint:
            try take(answer.decoded(Purse.Signatures.self).signatures, on: request.outputs)
        case .melt:
            let change = try answer.decoded(Purse.MeltQuote.self).change ?? []
            try take(change, on: Array(request.outputs.prefix(change.count)))
        }
    }

    mutating func take(_ signatures: [BlindSignature], on outputs: [Purse.Output]) throws {
        coins += try purse.proofs(outputs, signatures).map(Coin.init)
    }

    /// While a program is away there is nothing to do; without a pause there would be nothing else.
    private static func pause() async {
        try? await Task.sleep(for: .milliseconds(3))
    }
}
