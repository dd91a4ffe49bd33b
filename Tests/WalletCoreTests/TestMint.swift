import Cashu
import CashuCrypto
import CashuSecrets
import Lightning
import Synchronization
import WalletCore

/// A mint in the same process that really signs. It can lose a request or an answer, and it can lie.
final class TestMint: MintClient {
    /// What happens to the next request that moves money.
    enum Accident: Sendable {
        /// It never arrives, although it was sent.
        case requestLost
        /// It is carried out, and nobody hears of it.
        case answerLost
        /// Connecting fails.
        case unreachable
        case refused(NUTErrorCode)
    }

    enum Lie: Sendable {
        /// `C_` of another point, with a proof of the right one.
        case wrongSignature
        case invalidProof
        case noProof
        case wrongAmount
        /// The signatures in another order.
        case wrongOrder
        case missingSignature
        /// A known keyset has other keys.
        case changedKeys
        /// A known keyset has another fee.
        case changedFee
        /// The invoice asks for one sat more.
        case expensiveInvoice
        case expensiveMelt
        case foreignQuoteKey
        case foreignRestore
        /// Restored signatures of another point, without a proof.
        case unprovenRestore
        /// Every output was signed.
        case endlessRestore
        case shuffledStates
    }

    enum Payment: Sendable {
        case settles(fee: UInt64)
        case fails
        case hangs
    }

    struct MintQuote: Sendable {
        let amount: UInt64
        let publicKey: PublicKey?
        let request: String
        var state: MintQuoteState
    }

    struct MeltQuote: Sendable {
        let amount: UInt64
        let feeReserve: UInt64
        var state = MeltQuoteState.unpaid
        var inputs: [Proof] = []
        var outputs: [BlindedMessage] = []
        var change: [BlindSignature] = []
    }

    struct State: Sendable {
        var keysets: [TestKeyset]
        var accident: Accident?
        var lie: Lie?
        var payment = Payment.settles(fee: 1)
        var paysItsInvoices = true
        var knowsNUT20 = true
        var knowsOnlyOriginalMessage = false
        var announcesProofs = true
        var announcesSubscriptions = false
        var feeReserve: UInt64 = 4
        /// Of every payment.
        var preimage: String?
        var mintQuotes: [String: MintQuote] = [:]
        var meltQuotes: [String: MeltQuote] = [:]
        var spent: Set<PublicKey> = []
        var pending: Set<PublicKey> = []
        var signed: [PublicKey: BlindSignature] = [:]
        /// How many requests of each kind came.
        var requests: [String: Int] = [:]
        var lastSwap: SwapRequest?
        var lastMelt: MeltRequest?
    }

    let state: Mutex<State>

    init(_ keysets: [TestKeyset]) { state = Mutex(State(keysets: keysets)) }

    convenience init(_ keyset: TestKeyset) { self.init([keyset]) }

    func change(_ body: (inout sending State) -> Void) { state.withLock { body(&$0) } }

    func look<R: Sendable>(_ body: (State) -> R) -> R { state.withLock { body($0) } }

    /// Runs a request that moves money, unless an accident comes in between.
    func serve<Answer: Sendable>(
        _ name: String, _ body: (inout State) throws(MintClientError) -> Answer
    ) throws(MintClientError) -> Answer {
        let result: Result<Answer, MintClientError> = state.withLock { state in
            state.requests[name, default: 0] += 1
            let accident = state.accident.take()
            do throws(MintClientError) {
                switch accident {
                case .requestLost?: throw .answerLost("lost")
                case .unreachable?: throw .unreachable("refused")
                case .refused(let code)?: throw Self.refusal(code)
                case .answerLost?, nil: break
                }
                let answer = try body(&state)
                if case .answerLost? = accident { throw .answerLost("lost") }
                return .success(answer)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    static func refusal(_ code: NUTErrorCode) -> MintClientError {
        .refused(MintRefusal(status: 400, number: code.rawValue, detail: "\(code)"))
    }

    /// Lets a hanging payment end.
    func endPayment(paidWithFee fee: UInt64?) {
        state.withLock { state in
            for (id, quote) in state.meltQuotes where quote.state == .pending {
                state.finish(id, paidWithFee: fee)
            }
        }
    }

    static func invoice(sats: UInt64) throws(MintClientError) -> String {
        do {
            return try DemoInvoice.make(sats: sats, description: "a test")
        } catch {
            throw .unintelligible("\(error)")
        }
    }

    static func sats(_ request: String) throws(MintClientError) -> UInt64 {
        do {
            return try (Bolt11Invoice(parsing: request).amountMsat ?? 0) / 1_000
        } catch {
            throw .unintelligible("\(error)")
        }
    }
}
