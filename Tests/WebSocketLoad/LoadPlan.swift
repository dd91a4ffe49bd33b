import Foundation
import Glibc
import ProcessTestSupport

/// How much of what.
struct LoadPlan {
    let clients: Int
    /// Of each.
    let subscriptions: Int
    let swapsPerSecond: Int
    let seconds: Int

    static let inputsOfSwap = 2
    /// One sort of quote for so many swaps.
    private static let swapsOfQuote = 12

    var swaps: Int { swapsPerSecond * seconds }
    var proofs: Int { swaps * Self.inputsOfSwap }
    /// Some subscribers share one, as payer and payee do.
    var quotes: Int { max(1, min(swaps / Self.swapsOfQuote, quoteWatches)) }

    /// Of one client.
    private var quotesOfClient: Int { max(1, subscriptions / 10) }
    var proofWatches: Int { clients * (subscriptions - quotesOfClient) }
    var quoteWatches: Int { clients * quotesOfClient }
    var watches: Int { clients * subscriptions }

    /// What a client watches, by the numbers of its subscriptions. Dealt out in turn, so that all are watched about
    /// equally often.
    func subjects(of client: Int) -> [Subject] {
        let proofsOfClient = subscriptions - quotesOfClient
        return (0..<subscriptions).map { number in
            number < proofsOfClient
                ? .proof((client * proofsOfClient + number) % proofs)
                : .quote((client * quotesOfClient + number - proofsOfClient) % quotes)
        }
    }

    /// What is watched, by its number in the supply.
    enum Subject {
        case proof(Int)
        case quote(Int)
    }

    /// Each wallet takes one here and one in mintd, which has its limit from here.
    func checkOpenFiles() throws {
        var limit = rlimit()
        try require(unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, "getrlimit")
        let most = Int(clamping: limit.rlim_cur)
        try require(most >= clients + 512, "\(clients) wallets need \(clients + 512) open files: ulimit -n is \(most)")
    }
}
