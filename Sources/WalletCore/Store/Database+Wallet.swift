internal import Storage

extension Database {
    /// One transaction, with the wallet's errors. Reads go through it as well: one process at a time has the file, and
    /// what a command reads it is about to change.
    func transaction<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(WalletError) -> R
    ) async throws(WalletError) -> R {
        do throws(TransactionError<WalletError>) {
            return try await write(.synced, body)
        } catch {
            switch error {
            case .body(let error): throw error
            // Of an unknown outcome the next command learns the truth: it reads what was written, and asks the mint.
            case .database(let error), .commitOutcomeUnknown(let error): throw .database(error)
            }
        }
    }
}

extension WriteTransaction {
    /// Runs one statement, with the wallet's errors.
    mutating func rows(_ statement: SQL) throws(WalletError) -> [Row] {
        do { return try run(statement) } catch { throw .database(error) }
    }

    /// Runs a statement that must touch exactly `count` rows.
    mutating func change(_ count: Int, _ what: StaticString, _ statement: SQL) throws(WalletError) {
        let affected: Int
        do { affected = try execute(statement) } catch { throw .database(error) }
        guard affected == count else { throw .conflict("\(what): \(affected) rows in place of \(count)") }
    }
}

/// Every row as a value, with the wallet's errors.
func decode<Value>(
    _ rows: [Row], _ value: (Row) throws(DatabaseError) -> Value
) throws(WalletError) -> [Value] {
    do throws(DatabaseError) {
        var values: [Value] = []
        values.reserveCapacity(rows.count)
        for row in rows { values.append(try value(row)) }
        return values
    } catch {
        throw .database(error)
    }
}

extension Bool {
    /// As columns hold it.
    var number: Int64 { self ? 1 : 0 }
}
