internal import Logging
internal import MintStore
internal import Storage

/// How a transaction can end without its result, once everything was tried to find out.
enum WriteFailure: Error {
    /// Nothing was written.
    case gaveUp(StoreError)
    /// COMMIT did not answer, and the database does not say what became of it. Nothing may be undone or handed out;
    /// recovery finds out.
    case unresolved(DatabaseError)

    var mintFailure: MintFailure {
        switch self {
        case .gaveUp(let error): MintFailure(error)
        case .unresolved(let error):
            .unavailable(detail: "the outcome of a commit is not known: \(error)", retryAfterSeconds: 10)
        }
    }
}

extension Services {
    /// Tries of a transaction: again after what may be gone a moment later, or a COMMIT that turned out to have done
    /// nothing.
    private static let attempts = 3
    private static let pauseMilliseconds: UInt64 = 25

    func read<R: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws(StoreError) -> R
    ) async throws(MintFailure) -> R {
        var last = DatabaseError(.other, "no attempt was made")
        for attempt in 1...Self.attempts {
            do throws(TransactionError<StoreError>) {
                return try await database.read(body)
            } catch {
                switch error {
                case .database(let error), .body(.database(let error)), .commitOutcomeUnknown(let error):
                    guard error.isTransient else { throw MintFailure(error) }
                    last = error
                case .body(let error): throw MintFailure(error)
                }
            }
            await clock.sleep(milliseconds: Self.pauseMilliseconds << UInt64(attempt))
        }
        throw MintFailure(last)
    }

    /// Runs a transaction to a known end.
    /// - Parameter evidence: after a COMMIT that did not answer, reads under lock what the transaction must have left:
    ///   its result if it did; `nil` if it did not take place, after which it is run again; an error if neither can be,
    ///   because somebody else was faster.
    func write<R: Sendable>(
        _ durability: Durability = .synced,
        _ body: @escaping @Sendable (inout WriteTransaction) throws(StoreError) -> R,
        evidence: @escaping @Sendable (inout WriteTransaction) throws(StoreError) -> R?
    ) async throws(WriteFailure) -> R {
        var last = DatabaseError(.other, "no attempt was made")
        for attempt in 1...Self.attempts {
            do throws(TransactionError<StoreError>) {
                return try await database.write(durability, body)
            } catch {
                switch error {
                case .database(let error), .body(.database(let error)):
                    guard error.isTransient else { throw .gaveUp(.database(error)) }
                    last = error
                    await clock.sleep(milliseconds: Self.pauseMilliseconds << UInt64(attempt))
                case .body(let error): throw .gaveUp(error)
                case .commitOutcomeUnknown(let error):
                    logger.warning("a commit did not answer", metadata: ["error": "\(error)"])
                    // Whoever owes the answer may still be writing: what is read now may be true no more in a moment.
                    guard error.kind != .undecided else { throw .unresolved(error) }
                    if let result = try await find(evidence) { return result }
                    last = error
                }
            }
        }
        throw .gaveUp(.database(last))
    }

    private func find<R: Sendable>(
        _ evidence: @escaping @Sendable (inout WriteTransaction) throws(StoreError) -> R?
    ) async throws(WriteFailure) -> R? {
        var last = DatabaseError(.other, "no attempt was made")
        for attempt in 1...Self.attempts {
            do throws(TransactionError<StoreError>) {
                // It writes nothing, but only one that may write locks out everyone who could, and only one that
                // waits for the standbys may tell what is on them.
                return try await database.write(.synced) { (transaction) throws(StoreError) in
                    do throws(DatabaseError) {
                        try transaction.followEarlierCommits()
                    } catch {
                        throw .database(error)
                    }
                    return try evidence(&transaction)
                }
            } catch {
                switch error {
                case .database(let error), .body(.database(let error)), .commitOutcomeUnknown(let error): last = error
                case .body(let error): throw .gaveUp(error)
                }
            }
            await clock.sleep(milliseconds: Self.pauseMilliseconds << UInt64(attempt))
        }
        logger.error("the outcome of a commit is not known", metadata: ["error": "\(last)"])
        throw .unresolved(last)
    }

    /// Everybody reads a commit whose wait for a standby was broken off, and a failover takes it back: what was given
    /// for signatures would be unspent again. None leaves before a later commit was waited for.
    func awaitStandbys() async throws(MintFailure) {
        do throws(WriteFailure) {
            try await write { (transaction) throws(StoreError) -> Void in
                do throws(DatabaseError) {
                    try transaction.followEarlierCommits()
                } catch {
                    throw .database(error)
                }
            } evidence: { (_) throws(StoreError) in
                ()
            }
        } catch {
            throw error.mintFailure
        }
    }
}
