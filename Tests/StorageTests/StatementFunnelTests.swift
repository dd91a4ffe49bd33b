import Logging
import Storage
import Synchronization
import StorageTestSupport
import Testing

@Suite("The funnel")
struct StatementFunnelTests {
    private let log = LogBook()
    private let connection = RecordingConnection()

    private func funnel(
        slowThreshold: Duration = .seconds(3_600), faults: (any FaultInjection)? = nil,
        plans: (any PlanInspection)? = nil
    ) -> StatementFunnel {
        StatementFunnel(logger: log.logger, slowThreshold: slowThreshold, faults: faults, plans: plans)
    }

    private static func insertion() -> SQL {
        "INSERT INTO coin (owner, data, amount) VALUES (\(Secrets.owner), \(Secrets.data), \(Secrets.amount))"
    }

    @Test("A statement is logged once, at debug, with its text and the place that asked for it")
    func logged() throws {
        _ = try funnel().run("SELECT id FROM coin", on: connection, from: CallSite("Tests/Place.swift", 42))
        try #require(log.entries.count == 1)
        let entry = log.entries[0]
        #expect(entry.level == .debug)
        #expect(entry.message == "statement")
        #expect(entry.metadata["sql"] == "SELECT id FROM coin")
        #expect(entry.metadata["site"] == "Tests/Place.swift:42")
        #expect(entry.metadata["duration"] != nil)
        #expect(connection.statements == ["SELECT id FROM coin"])
    }

    @Test("Values are never logged: placeholders stand for them", arguments: [SQLDialect.sqlite, .postgres])
    func noValues(_ dialect: SQLDialect) throws {
        _ = try funnel().run(Self.insertion(), on: RecordingConnection(dialect))
        let owners = SQLRows(1).column("owner", [Secrets.owner]).column("amount", [Secrets.amount])
        _ = try funnel().run(
            "INSERT INTO coin (owner, amount) SELECT owner, amount FROM \(owners)", on: RecordingConnection(dialect))
        Secrets.expectNone(in: log)
        let texts = log.entries.map { $0.metadata["sql"] }
        switch dialect {
        case .sqlite:
            #expect(
                texts == [
                    "INSERT INTO coin (owner, data, amount) VALUES (?, ?, ?)",
                    "INSERT INTO coin (owner, amount) SELECT owner, amount FROM (SELECT ? AS owner, ? AS amount) AS item",
                ])
        case .postgres:
            #expect(
                texts == [
                    "INSERT INTO coin (owner, data, amount) VALUES ($1, $2, $3)",
                    "INSERT INTO coin (owner, amount) SELECT owner, amount FROM unnest($1, $2) AS item (owner, amount)",
                ])
        }
    }

    @Test("A slow statement is a warning with its text and the place that asked for it, in place of the debug line")
    func slow() throws {
        // Nothing is faster than no time at all.
        _ = try funnel(slowThreshold: .zero).run(
            Self.insertion(), on: connection, from: CallSite("Tests/Place.swift", 42))
        try #require(log.entries.count == 1)
        let entry = log.entries[0]
        #expect(entry.level == .warning)
        #expect(entry.message == "slow statement")
        #expect(entry.metadata["sql"] == "INSERT INTO coin (owner, data, amount) VALUES (?, ?, ?)")
        #expect(entry.metadata["site"] == "Tests/Place.swift:42")
        #expect(entry.metadata["duration"] != nil)
        Secrets.expectNone(in: log)
    }

    @Test("A statement that failed is an error with its text, its place and its cause, and the cause is thrown")
    func failed() throws {
        let cause = DatabaseError(.storageFailure, code: "13", "database or disk is full")
        connection.failures = ["INSERT INTO coin (owner, data, amount) VALUES (?, ?, ?)": cause]
        #expect(throws: cause) {
            try funnel().run(Self.insertion(), on: connection, from: CallSite("Tests/Place.swift", 42))
        }
        try #require(log.entries.count == 1)
        let entry = log.entries[0]
        #expect(entry.level == .error)
        #expect(entry.message == "statement failed")
        #expect(entry.metadata["sql"] == "INSERT INTO coin (owner, data, amount) VALUES (?, ?, ?)")
        #expect(entry.metadata["site"] == "Tests/Place.swift:42")
        #expect(entry.metadata["error"] == "database or disk is full (13)")
        Secrets.expectNone(in: log)
    }

    @Test("A taken key is how a double spend is refused, and no alarm")
    func takenKey() throws {
        let cause = DatabaseError(.uniqueViolation, "UNIQUE constraint failed: coin.id")
        connection.failures = ["SELECT 1": cause]
        #expect(throws: cause) { try funnel().run("SELECT 1", on: connection) }
        #expect(log.entries.map(\.level) == [.debug])
    }

    @Test("Both transactions name the line of the body, and their own beginning and end are logged too")
    func callSites() throws {
        do {
            var transaction = try WriteTransaction(
                beginning: connection, scope: .whole(begin: .script("BEGIN IMMEDIATE")), owner: 1, funnel: funnel())
            let line: Int = #line
            _ = try transaction.execute("DELETE FROM coin")
            _ = try transaction.run("SELECT 1")
            try transaction.keep()
            #expect(
                log.entries.map { $0.metadata["sql"] } == ["BEGIN IMMEDIATE", "DELETE FROM coin", "SELECT 1", "COMMIT"])
            #expect(log.entries[0].metadata["site"]?.hasPrefix("Storage/WriteTransaction.swift:") == true)
            #expect(log.entries[3].metadata["site"]?.hasPrefix("Storage/WriteTransaction.swift:") == true)
            #expect(log.entries[1].metadata["site"] == "\(#fileID):\(line + 1)")
            #expect(log.entries[2].metadata["site"] == "\(#fileID):\(line + 2)")
        }
        let reading = try ReadTransaction(beginning: connection, with: .script("BEGIN"), funnel: funnel())
        let line: Int = #line
        _ = try reading.run("SELECT 2")
        #expect(log.entries[4].metadata["sql"] == "BEGIN")
        #expect(log.entries[4].metadata["site"]?.hasPrefix("Storage/ReadTransaction.swift:") == true)
        #expect(log.entries[5].metadata["site"] == "\(#fileID):\(line + 1)")
    }

    @Test("A fault before a statement keeps it from the connection; one after it takes the answer away")
    func faults() {
        let before = funnel(faults: ScriptedFaults(.before, .statement))
        #expect(throws: ScriptedFaults.error) { try before.run("SELECT 1", on: connection) }
        #expect(connection.statements == [])
        #expect(throws: Never.self) { try before.run("SELECT 2", on: connection) }
        let after = funnel(faults: ScriptedFaults(.after, .statement))
        #expect(throws: ScriptedFaults.error) { try after.run("SELECT 3", on: connection) }
        #expect(connection.statements == ["SELECT 2", "SELECT 3"])
    }

    @Test("Every statement's plan is looked at before it runs, with its place; scripts have none")
    func plans() throws {
        let plans = PlanBook()
        let funnel = funnel(plans: plans)
        _ = try funnel.run(.script("BEGIN"), on: connection, at: .begin)
        _ = try funnel.run("SELECT 1", on: connection, from: CallSite("Tests/Place.swift", 42))
        #expect(connection.planned == ["SELECT 1"])
        #expect(plans.seen == ["[\"SCAN coin\"] SELECT 1 Tests/Place.swift:42"])
        #expect(connection.statements == ["BEGIN", "SELECT 1"])
    }
}

private final class PlanBook: PlanInspection {
    private let kept = Mutex<[String]>([])

    var seen: [String] { kept.withLock { $0 } }

    func inspect(_ plan: [String], _ statement: SQL, _ site: CallSite) {
        kept.withLock { $0.append("\(plan) \(statement.text(in: .sqlite)) \(site)") }
    }
}
