internal import Storage
internal import Synchronization

/// Swaps per second on a table that is small and on one that is large.
struct SwapRates: Sendable {
    private let place: DatabasePlace
    private let report: Report
    private let seconds: Double
    private let withCryptography: Bool

    private static let clients = 32
    private static let smallRows = 10_000

    init(_ place: DatabasePlace, _ report: Report, seconds: Double, withCryptography: Bool) {
        self.place = place
        self.report = report
        self.seconds = seconds
        self.withCryptography = withCryptography
    }

    /// - Parameter rows: of the large tables, each.
    func run(rounds: Int, rows: Int) async throws {
        let work = SwapWork(PointSupply())
        var opened: [Database] = []
        var contenders: [Contest.Contender] = []
        for kind in place.kinds {
            for size in [Self.smallRows, rows] {
                let database = try await load(kind, size)
                opened.append(database)
                contenders.append(storage(kind, size, work, database))
                if withCryptography { contenders.append(try await whole(kind, size, database)) }
            }
        }
        let contest = Contest(
            benchmark: "swaps", title: "Swaps, 2 inputs and 2 outputs, \(Self.clients) clients",
            columns: ["engine", "rows loaded", "work"], unit: "per second", contenders: contenders)
        let figures = try await contest.run(rounds: rounds, report)
        compare(contenders, figures, rows)
        for database in opened { await database.close() }
    }

    private func load(_ kind: DatabaseKind, _ rows: Int) async throws -> Database {
        let start = ContinuousClock.now
        let database = try await place.open(kind, "swaps-\(rows)", DatabasePlace.Settings(rows: rows))
        report.progress("loaded \(rows) rows into \(kind.rawValue): \((ContinuousClock.now - start) / .seconds(1)) s")
        return database
    }

    private func storage(
        _ kind: DatabaseKind, _ rows: Int, _ work: SwapWork, _ database: Database
    ) -> Contest.Contender {
        let seconds = seconds
        return Contest.Contender(labels: [kind.rawValue, Double(rows).grouped, "storage"]) {
            try await ConcurrentLoad.rate(clients: Self.clients, seconds: seconds) { try await work.run(on: database) }
        }
    }

    /// With what a mint verifies and signs, and what a wallet hashes, on the same cores.
    private func whole(_ kind: DatabaseKind, _ rows: Int, _ database: Database) async throws -> Contest.Contender {
        let mint = try await BenchmarkMint(database)
        let purses = Purses()
        for _ in 0..<Self.clients {
            purses.put(try await mint.mint(mint.payMintQuote(16), amounts: [8, 8]))
        }
        let seconds = seconds
        return Contest.Contender(labels: [kind.rawValue, Double(rows).grouped, "with cryptography"]) {
            try await ConcurrentLoad.rate(clients: Self.clients, seconds: seconds) {
                purses.put(try await mint.swap(purses.take()))
            }
        }
    }

    private func compare(_ contenders: [Contest.Contender], _ figures: [Figures], _ rows: Int) {
        var medians: [[String]: Double] = [:]
        for (contender, figures) in zip(contenders, figures) { medians[contender.labels] = figures.median }
        let small = Double(Self.smallRows).grouped
        let rows = contenders.filter { $0.labels[1] != small }.map { contender in
            var counterpart = contender.labels
            counterpart[1] = small
            let ratio = (medians[contender.labels] ?? 0) / (medians[counterpart] ?? 1)
            return [contender.labels[0], contender.labels[2], ratio.short]
        }
        report.table("Rate on the large table as a share of that on the small one", ["engine", "work", "ratio"], rows)
    }
}
