import Storage
import Synchronization

/// Finds the statements that read `proof` or `blind_signature` from end to end, whichever way.
final class ScanWatch: PlanInspection {
    private struct State {
        var scans: [String] = []
        var seen: Set<String> = []
    }

    private let state = Mutex(State())
    private static let tables = ["proof", "blind_signature"]

    func inspect(_ plan: [String], _ statement: SQL, _ site: CallSite) {
        let isScan = Self.tables.contains { Self.isScanned($0, in: plan) }
        state.withLock { state in
            state.seen.insert("\(site)")
            if isScan { state.scans.append("\(site) \(statement.text(in: .sqlite)) \(plan)") }
        }
    }

    /// What was found since it was asked last.
    func takeScans() -> [String] {
        state.withLock { state in
            defer { state.scans = [] }
            return state.scans
        }
    }

    /// Where in the source the statements stand that were inspected.
    var sites: Set<String> { state.withLock { $0.seen } }

    static func isScanned(_ table: String, in plan: [String]) -> Bool {
        for (position, line) in plan.enumerated() {
            // https://www.sqlite.org/eqp.html: SCAN, also where it is an index that is read from end to end.
            if line == "SCAN \(table)" || line.hasPrefix("SCAN \(table) ") { return true }
            guard line.contains(" on \(table) ") else { continue }
            if line.contains("Seq Scan") { return true }
            // An index without a condition is read from end to end too. A heap scan stands above its index scan.
            let isIndex = line.contains("Index Scan using") || line.contains("Index Only Scan using")
            let next = plan.dropFirst(position + 1).first ?? ""
            if isIndex, !next.contains("Index Cond:") { return true }
        }
        // Bitmap Index Scan on proof_pkey, with its condition below.
        for (position, line) in plan.enumerated() where line.contains("Bitmap Index Scan on \(table)_") {
            let next = plan.dropFirst(position + 1).first ?? ""
            if !next.contains("Index Cond:") { return true }
        }
        return false
    }
}
