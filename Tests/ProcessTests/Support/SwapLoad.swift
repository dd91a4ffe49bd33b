import Cashu
import Foundation
import Synchronization
import ProcessTestSupport
import TestSupport
import Testing

/// Wallets that swap coins of 1 again and again, and remember what they were answered.
final class SwapLoad: Sendable {
    /// A swap that was not answered with signatures or a refusal: it took place or it did not.
    struct Doubtful: Sendable {
        let coin: Proof
        let output: Purse.Output
        /// `nil`: the connection was lost.
        let status: Int?
    }

    struct Log: Sendable {
        var spent: [Proof] = []
        /// What was swapped for them.
        var signed: [Purse.Output] = []
        var doubtful: [Doubtful] = []
        /// What no swap can be answered with here.
        var unexpected: [String] = []
        var coins: [Proof]
    }

    private let purse: Purse
    private let log: Mutex<Log>
    private let isOver = Atomic(false)
    private static let wallets = 6

    init(_ purse: Purse, coins: [Proof]) {
        self.purse = purse
        log = Mutex(Log(coins: coins))
    }

    var answered: Int { log.withLock { $0.spent.count } }

    /// Runs until `body` returns.
    func run(during body: () async throws -> Void) async throws -> Log {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.wallets { group.addTask { try await self.swapAgainAndAgain() } }
            defer { isOver.store(true, ordering: .relaxed) }
            try await body()
            isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        return log.withLock { $0 }
    }

    /// Waits until so many more swaps were answered.
    func progress(_ count: Int, _ what: String) async throws {
        let aim = answered + count
        let made = await eventually(within: .seconds(60)) { answered >= aim }
        try #require(made, "no swaps are answered \(what)")
    }

    private func swapAgainAndAgain() async throws {
        while !isOver.load(ordering: .relaxed) {
            guard let coin = log.withLock({ $0.coins.isEmpty ? nil : $0.coins.removeFirst() }) else { return }
            let output = try purse.output(1)
            let answer = try? await purse.swap([coin], for: [output])
            switch answer?.status {
            case 200:
                let proofs = try purse.proofs([output], answer?.decoded(Purse.Signatures.self).signatures ?? [])
                log.withLock { log in
                    log.spent.append(coin)
                    log.signed.append(output)
                    log.coins += proofs
                }
            case let status? where status < 500:
                let text = String(decoding: answer?.body ?? Data(), as: UTF8.self)
                log.withLock { $0.unexpected.append("\(status): \(text)") }
            case let status:
                log.withLock { $0.doubtful.append(Doubtful(coin: coin, output: output, status: status)) }
            }
        }
    }
}
