import Storage

/// How a write ended, to compare.
enum Outcome: Sendable, Equatable {
    case committed
    case notWritten(DatabaseError.Kind)
    case gaveUp(DatabaseError.Kind)
    case unknown(DatabaseError.Kind)

    init(of body: () async throws(TransactionError<DatabaseError>) -> Void) async {
        do throws(TransactionError<DatabaseError>) {
            try await body()
            self = .committed
        } catch {
            switch error {
            case .database(let error): self = .notWritten(error.kind)
            case .body(let error): self = .gaveUp(error.kind)
            case .commitOutcomeUnknown(let error): self = .unknown(error.kind)
            }
        }
    }
}

extension DatabaseFixture {
    /// Runs a body and says how it ended.
    func outcome(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(DatabaseError) -> Void
    ) async -> Outcome {
        await Outcome { () throws(TransactionError<DatabaseError>) in try await database.write(.synced, body) }
    }
}

extension WriteTransaction {
    mutating func insert(_ id: Int64, owner: String = "alice") throws(DatabaseError) {
        _ = try execute("INSERT INTO coin (id, owner, amount) VALUES (\(id), \(owner), 1)")
    }

    /// The process of the server that serves this transaction.
    mutating func backend() throws(DatabaseError) -> Int32 {
        guard let number = Int32(exactly: try run("SELECT pg_backend_pid()")[0].integer(0)) else {
            throw .unreadable("a process id")
        }
        return number
    }
}
