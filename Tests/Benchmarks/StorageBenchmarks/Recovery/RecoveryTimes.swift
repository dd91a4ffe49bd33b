internal import Cashu
internal import CashuCrypto
internal import MintCore
internal import MintStore
internal import Storage

/// A mint that starts with ten thousand operations left by a process that died: how soon it serves new ones, and how
/// soon the old ones are over. Half of them, in a second contest, are rows that nobody can make sense of.
struct RecoveryTimes: Sendable {
    private let place: DatabasePlace
    private let report: Report

    private static let sagas = 10_000

    init(_ place: DatabasePlace, _ report: Report) {
        self.place = place
        self.report = report
    }

    func run(rounds: Int) async throws {
        var rows: [[String]] = []
        for kind in place.kinds {
            for poisoned in [0, Self.sagas / 2] {
                var first: [Double] = []
                var all: [Double] = []
                for round in 1...rounds {
                    let times = try await measure(kind, poisoned: poisoned)
                    first.append(times.first)
                    all.append(times.all)
                    for (what, value) in [("first swap", times.first), ("all over", times.all)] {
                        try report.record(
                            Measurement(
                                benchmark: "recovery",
                                labels: ["engine": kind.rawValue, "poisoned": "\(poisoned)", "what": what],
                                round: round, value: value, unit: "s"))
                    }
                }
                rows.append(
                    [kind.rawValue, Double(poisoned).grouped, Figures(first).median.short, Figures(all).median.short,
                     Figures(all).highest.short])
            }
        }
        report.table(
            "A start with \(Double(Self.sagas).grouped) open sagas, in seconds",
            ["engine", "poisoned", "first new swap", "all over, median", "slowest"], rows)
    }

    private func measure(_ kind: DatabaseKind, poisoned: Int) async throws -> (first: Double, all: Double) {
        let address = try await place.address(kind, "recovery-\(FixedBytes<4>.random().hex)")
        let seed = FixedBytes<32>.random()
        let before = try await place.open(address)
        let dying = try await BenchmarkMint(before, seed: seed)
        let coins = try await dying.mint(dying.payMintQuote(16), amounts: [8, 8])
        try await AbandonedSagas(keyset: dying.keyset).write(Self.sagas, poisoned: poisoned, into: before)
        await before.close()

        let start = ContinuousClock.now
        let database = try await place.open(address)
        let mint = try await BenchmarkMint(database, seed: seed)
        let running = Task { await mint.mint.run() }
        _ = try await mint.swap(coins)
        let first = (ContinuousClock.now - start) / .seconds(1)
        while try await open(database) > poisoned { try await Task.sleep(for: .milliseconds(50)) }
        let all = (ContinuousClock.now - start) / .seconds(1)
        running.cancel()
        await running.value
        await database.close()
        return (first, all)
    }

    private func open(_ database: Database) async throws -> Int {
        try await database.read { (transaction) throws(StoreError) in try transaction.sagas() }.count
    }
}
