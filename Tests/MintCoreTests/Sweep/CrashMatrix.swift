import StorageTestSupport

/// docs/crash-matrix.md, from what the sweeps found.
struct CrashMatrix {
    typealias Sweeps = [TestDatabaseHome.Engine: FaultSweep]

    private(set) var text = """
        # Crash matrix

        What becomes of every operation of the mint when something goes wrong at any place in it. This file is written by
        a test (`Tests/MintCoreTests/Sweep`), which does all that it says. After a change of an operation, run

            MINT_WRITE_DOCS=1 Tests/with-postgres swift test --filter SweepTests

        **Rows** are the places where the process needs something that is not its own, in their order: each statement,
        BEGIN and COMMIT of a transaction (`TX` writes, `read` only reads), each call to the signatory (`RPC`) and to the
        payment backend. A place that only one engine has is marked.

        **Columns** are what happens there.

        | column | |
        |---|---|

        """

    private static let meanings: [Disturbance: String] = [
        .failsBefore: "It fails once, and nothing happened.",
        .failsAfter: "It happens, and the answer is lost. For a COMMIT: it wrote, and nobody was told.",
        .outageBefore:
            "It fails, and so does everything that is asked of the same database, signatory or backend from then on, "
            + "until recovery has its turn.",
        .outageAfter: "The same from the answer on.",
        .crashBefore: "The process dies. Another one starts on the same database.",
        .crashAfter: "The process dies when it has happened, and before it knows.",
        .commitUnknown: "COMMIT does not answer, and wrote nothing.",
        .commitUnresolved: "The same, and the database cannot be asked what became of it.",
    ]

    init(_ sweeps: [(scenario: Scenario, sweeps: Sweeps)]) {
        for disturbance in Disturbance.common {
            text += "| \(disturbance.title) | \(Self.meanings[disturbance] ?? "?") |\n"
        }
        text += """

            **Cells** are how it stands in the end, after recovery, and after the time that recovery has to wait where no
            payment was ever begun: *done*, *undone*, or *in flight* while a payment is under way, which ends as soon as
            the payment does. Where the engines differ a cell says `SQLite / PostgreSQL`. In every cell the books agree
            and nothing is held by nobody; all signatures can be restored or none; the wallet was told nothing that is not
            so, and gets what it wants when it asks again, unless its payment fails.

            """
        text += Self.overview(sweeps)
        for (scenario, sweeps) in sweeps { text += Self.section(scenario, sweeps) }
    }

    private static func overview(_ sweeps: [(scenario: Scenario, sweeps: Sweeps)]) -> String {
        let engines = TestDatabaseHome.Engine.allCases
        var lines = ["", "| faults, and how they ended | \(engines.map(\.rawValue).joined(separator: " | ")) |"]
        lines.append("|---|" + engines.map { _ in "---|" }.joined())
        for (scenario, sweeps) in sweeps {
            let counts = engines.map { sweeps[$0].map(Self.counts) ?? "not tried" }
            lines.append("| \(scenario.title) | \(counts.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func counts(_ sweep: FaultSweep) -> String {
        let endings = sweep.rows.flatMap(\.endings.values)
        let titles = Set(endings.map(\.title)).sorted()
        return "\(endings.count): "
            + titles.map { title in "\(endings.count { $0.title == title }) \(title)" }.joined(separator: ", ")
    }

    private static func section(_ scenario: Scenario, _ sweeps: Sweeps) -> String {
        var lines = ["", "## \(scenario.title)", ""]
        lines.append("| | \(Disturbance.common.map(\.title).joined(separator: " | ")) |")
        lines.append("|---|" + Disturbance.common.map { _ in "---|" }.joined())
        let engines = TestDatabaseHome.Engine.allCases
        let names = engines.map { engine in sweeps[engine]?.rows.map(\.site.name) ?? [] }
        for name in merged(names[0], names[1]) {
            let rows = engines.map { engine in sweeps[engine]?.rows.first { $0.site.name == name } }
            let only = zip(engines, rows).filter { $0.1 != nil }.map(\.0.rawValue)
            let mark = only.count == engines.count ? "" : ", \(only.joined()) only"
            let cells = Disturbance.common.map { cell($0, rows) }
            lines.append("| \(name)\(mark) | \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ disturbance: Disturbance, _ rows: [FaultSweep.Row?]) -> String {
        let endings = rows.compactMap { $0 }.map { $0.endings[disturbance]?.title ?? "" }
        return Set(endings).count == 1 ? endings[0] : endings.joined(separator: " / ")
    }

    /// Both lists in one, each in its order.
    static func merged(_ left: [String], _ right: [String]) -> [String] {
        var merged = left
        for case .insert(let offset, let name, _) in right.difference(from: left) {
            guard !merged.contains(name) else { continue }
            let before = right[..<offset].last { merged.contains($0) }
            let position = before.flatMap { merged.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
            merged.insert(name, at: position)
        }
        return merged
    }
}
