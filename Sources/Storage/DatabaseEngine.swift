internal import Synchronization

/// Runs jobs on connections. One conforming type for each kind of database.
package protocol DatabaseEngine: Sendable {
    /// A positive number that no other process on this database has. Others can find out whether its process still
    /// has its hold on the database: `WriteTransaction.hasEnded(owner:)`.
    var owner: Int64 { get }
    /// Whether others see that this process lives. While it is `false`, they may take over what it works on.
    var isHeld: Bool { get }
    /// What is told here once it is committed, by this process or another.
    var notices: NoticeBoard { get }
    /// Takes a job, to be run soon on one of the engine's threads. Every job is finished exactly once.
    func submit(_ job: any ReadJob)
    func submit(_ job: any WriteJob)
    func close() async
}

extension DatabaseEngine {
    package var isHeld: Bool { true }
}

/// A read that waits for its answer.
package protocol ReadJob: AnyObject, Sendable {
    func run(_ transaction: borrowing ReadTransaction)
    /// In place of `run`.
    func fail(_ error: DatabaseError)
}

/// A write that waits for its answer: `run`, and then `finish` once its outcome is certain or certainly unknown.
package protocol WriteJob: AnyObject, Sendable {
    var durability: Durability { get }
    /// `false` when the body gave up and is to be undone. May be called again after it was undone.
    func run(_ transaction: inout WriteTransaction) -> Bool
    func finish(_ outcome: WriteOutcome)
}

package enum WriteOutcome: Sendable {
    case committed
    /// The body gave up, and was undone.
    case undone
    case notWritten(DatabaseError)
    case unknown(DatabaseError)
}

final class PendingRead<R: Sendable, Failure: Error>: ReadJob {
    typealias Outcome = Result<R, TransactionError<Failure>>
    private let body: @Sendable (borrowing ReadTransaction) throws(Failure) -> R
    private let continuation: CheckedContinuation<Outcome, Never>

    init(
        body: @escaping @Sendable (borrowing ReadTransaction) throws(Failure) -> R,
        continuation: CheckedContinuation<Outcome, Never>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(_ transaction: borrowing ReadTransaction) {
        do throws(Failure) {
            continuation.resume(returning: .success(try body(transaction)))
        } catch {
            continuation.resume(returning: .failure(.body(error)))
        }
    }

    func fail(_ error: DatabaseError) { continuation.resume(returning: .failure(.database(error))) }
}

final class PendingWrite<R: Sendable, Failure: Error>: WriteJob {
    typealias Outcome = Result<R, TransactionError<Failure>>
    let durability: Durability
    private let body: @Sendable (inout WriteTransaction) throws(Failure) -> R
    private let continuation: CheckedContinuation<Outcome, Never>
    private let result = Mutex<Result<R, Failure>?>(nil)

    init(
        _ durability: Durability, body: @escaping @Sendable (inout WriteTransaction) throws(Failure) -> R,
        continuation: CheckedContinuation<Outcome, Never>
    ) {
        self.durability = durability
        self.body = body
        self.continuation = continuation
    }

    func run(_ transaction: inout WriteTransaction) -> Bool {
        do throws(Failure) {
            let value = try body(&transaction)
            result.withLock { $0 = .success(value) }
            return true
        } catch {
            result.withLock { $0 = .failure(error) }
            return false
        }
    }

    func finish(_ outcome: WriteOutcome) {
        continuation.resume(returning: answer(outcome))
    }

    private func answer(_ outcome: WriteOutcome) -> Outcome {
        switch (outcome, result.withLock { $0 }) {
        case (.committed, .success(let value)?): .success(value)
        case (.undone, .failure(let error)?): .failure(.body(error))
        case (.notWritten(let error), _): .failure(.database(error))
        case (.unknown(let error), _): .failure(.commitOutcomeUnknown(error))
        case (.committed, _), (.undone, _): preconditionFailure("a body that gave up is undone, every other is committed")
        }
    }
}
