internal import Cashu
internal import MintStore
internal import Storage

/// Commits per second beside what the disk allows. A commit is one row of the books.
struct CommitRates: Sendable {
    private let place: DatabasePlace
    private let report: Report
    private let seconds: Double

    private static let writers = [1, 8, 64]
    private static let groups = [64, 1]

    init(_ place: DatabasePlace, _ report: Report, seconds: Double) {
        self.place = place
        self.report = report
        self.seconds = seconds
    }

    func run(rounds: Int) async throws {
        var opened: [Database] = []
        var contenders = DiskSync.allCases.map(disk)
        for group in Self.groups {
            let database = try await place.open(
                .sqlite, "commits-\(group)", DatabasePlace.Settings(maximumGroup: group))
            opened.append(database)
            contenders += Self.writers.map { contender("sqlite", writers: $0, group: "\(group)", database) }
        }
        if place.kinds.contains(.postgres) {
            let database = try await place.open(.postgres, "commits")
            opened.append(database)
            contenders += Self.writers.map { contender("postgres", writers: $0, group: "", database) }
        }
        let contest = Contest(
            benchmark: "commits", title: "Commits beside the disk", columns: ["what", "writers", "bodies of a commit"],
            unit: "per second", contenders: contenders)
        _ = try await contest.run(rounds: rounds, report)
        for database in opened { await database.close() }
    }

    private func disk(_ disk: DiskSync) -> Contest.Contender {
        Contest.Contender(labels: ["fdatasync, \(disk.rawValue)", "", ""]) {
            try disk.rate(in: place.directory.path, seconds: seconds)
        }
    }

    private func contender(_ name: String, writers: Int, group: String, _ database: Database) -> Contest.Contender {
        let seconds = seconds
        return Contest.Contender(labels: [name, "\(writers)", group]) {
            try await ConcurrentLoad.rate(clients: writers, seconds: seconds) {
                let completed = CompletedOperation(
                    operation: OperationID(), kind: .swap, unit: .sat, quoteID: nil, redeemed: 2, issued: 2,
                    inputFee: 0, paid: 0, paidMsat: 0)
                try await database.write { (transaction) throws(StoreError) in
                    try transaction.record(completed, at: 1_800_000_000)
                }
            }
        }
    }
}
