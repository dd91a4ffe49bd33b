/// A database of either engine. Bodies are synchronous and run on the connection's own thread: awaiting inside one,
/// nesting, or carrying the transaction elsewhere does not compile.
package struct Database: Sendable {
    private let engine: any DatabaseEngine

    package init(_ engine: any DatabaseEngine) { self.engine = engine }

    package func read<R: Sendable, Failure: Error>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws(Failure) -> R
    ) async throws(TransactionError<Failure>) -> R {
        let outcome: Result<R, TransactionError<Failure>> = await withCheckedContinuation { continuation in
            engine.submit(PendingRead(body: body, continuation: continuation))
        }
        return try outcome.get()
    }

    /// The body may run again when the engine had to undo it for reasons of its own, so it does nothing but use its
    /// transaction.
    package func write<R: Sendable, Failure: Error>(
        _ durability: Durability = .synced,
        _ body: @escaping @Sendable (inout WriteTransaction) throws(Failure) -> R
    ) async throws(TransactionError<Failure>) -> R {
        let outcome: Result<R, TransactionError<Failure>> = await withCheckedContinuation { continuation in
            engine.submit(PendingWrite(durability, body: body, continuation: continuation))
        }
        return try outcome.get()
    }

    package var owner: Int64 { engine.owner }

    package var isHeld: Bool { engine.isHeld }

    /// What is notified from now on. Some may be lost with a connection.
    package func listen() -> AsyncStream<Notice> { engine.notices.listen() }

    /// Finishes what was submitted and closes every connection. Later calls fail with `.closed`.
    package func close() async { await engine.close() }
}
