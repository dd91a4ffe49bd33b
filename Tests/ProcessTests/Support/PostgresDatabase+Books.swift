import ProcessTestSupport
import Testing

extension PostgresDatabase {
    private func sum(_ column: String, _ table: String) async throws -> Int64 {
        try await number("SELECT COALESCE(SUM(\(column)), 0) FROM \(table)")
    }

    /// Whatever happened: every coin in circulation was paid for once, the books say what the tables say, and nothing
    /// is under way.
    /// - Parameter outstanding: what the wallets have.
    func expectConserved(outstanding: UInt64, _ location: SourceLocation = #_sourceLocation) async throws {
        let signed = try await sum("amount", "blind_signature")
        let spent = try await sum("amount", "proof")
        let issued = try await sum("issued", "completed_operation")
        let redeemed = try await sum("redeemed", "completed_operation")
        #expect(issued == signed, "every signature is in the books", sourceLocation: location)
        #expect(redeemed == spent, "every spent proof is in the books", sourceLocation: location)
        #expect(Int64(outstanding) == issued - redeemed, "no coin is lost or doubled", sourceLocation: location)
        for table in ["saga", "pending_proof", "pending_output"] {
            let left = try await number("SELECT COUNT(*) FROM \(table)")
            #expect(left == 0, "\(table) is empty", sourceLocation: location)
        }
    }
}
