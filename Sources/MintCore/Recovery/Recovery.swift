internal import Cashu
internal import Logging
internal import MintStore
internal import Storage

/// Brings to an end what was interrupted: at start and every few seconds, only what does not run in this process. Each
/// operation by itself, so that one that cannot be ended holds up no other.
final class Recovery: Sendable {
    private let services: Services

    /// Melts that the backend is asked about at the same time.
    private static let width = 16

    init(_ services: Services) { self.services = services }

    /// Until the task is cancelled. Swaps only need the database, and do not wait for what the backend says of melts.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.repeatedly { await self.endSwaps() } }
            group.addTask { await self.repeatedly { await self.advanceMelts() } }
        }
    }

    private func repeatedly(_ work: () async -> Void) async {
        while !Task.isCancelled {
            await work()
            await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds)
        }
    }

    /// Also says which rows are none of either kind.
    func endSwaps() async {
        for row in await rows() {
            switch row {
            case .failure(let error): services.logger.error("a saga is unreadable", metadata: ["error": "\(error)"])
            case .success(let row) where row.kind == .swap: await advance(row.operation)
            case .success(let row) where row.kind == .mint:
                services.logger.error("minting has no saga", metadata: ["operation": "\(row.operation)"])
            case .success: break
            }
        }
    }

    /// A backend that takes its time over one payment must not keep the others waiting.
    func advanceMelts() async {
        let melts = await rows().compactMap { try? $0.get() }.filter { $0.kind == .melt }
        await withTaskGroup(of: Void.self) { group in
            for (position, row) in melts.enumerated() {
                if position >= Self.width { await group.next() }
                group.addTask { await self.advance(row.operation) }
            }
        }
    }

    /// Those that nobody works on.
    private func rows() async -> [Result<SagaRow, DatabaseError>] {
        // Asked before the rows are read: what ends in between is no news, and not worth a transaction.
        let running = services.running.current
        do throws(MintFailure) {
            let rows = try await services.read { (transaction) throws(StoreError) in try transaction.sagas() }
            let ended = try await endedOwners(of: rows)
            return rows.filter { row in
                guard case .success(let row) = row else { return true }
                return !running.contains(row.operation) && ended.contains(row.owner)
            }
        } catch {
            services.logger.error("recovery could not look", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// This process and those that have ended: of several processes on one database each ends what it left itself, and
    /// what was left by one that is no more.
    private func endedOwners(of rows: [Result<SagaRow, DatabaseError>]) async throws(MintFailure) -> Set<Int64> {
        var ended: Set = [services.database.owner]
        for owner in Set(rows.compactMap { try? $0.get().owner }) where !ended.contains(owner) {
            do throws(WriteFailure) {
                let hasEnded = try await services.write(.deferred) { (transaction) throws(StoreError) in
                    try transaction.isAbandoned(by: owner)
                } evidence: { (_) throws(StoreError) in nil }
                if hasEnded { ended.insert(owner) }
            } catch {
                throw error.mintFailure
            }
        }
        return ended
    }

    /// The melt of one quote, because its wallet asks.
    func advance(meltQuote id: String) async {
        do throws(MintFailure) {
            let row = try await services.read { (transaction) throws(StoreError) in
                try transaction.saga(meltQuote: id)
            }
            if let row { await advance(row.operation) }
        } catch {
            services.logger.warning("recovery could not look", metadata: ["error": "\(error)"])
        }
    }

    /// Reads the row once nobody else can work on the operation, which may have been ended since it was found.
    func advance(_ operation: OperationID) async {
        guard let duty = services.running.begin(operation) else { return }
        do throws(MintFailure) {
            guard let row = try await own(operation) else { return duty.discharge() }
            switch row.kind {
            case .swap: await SwapSaga.recover(row, duty, services)
            case .melt: try await MeltSaga.recover(row, duty, services)
            case .mint: duty.discharge()
            }
        } catch {
            services.logger.error(
                "operation not recovered", metadata: ["operation": "\(operation)", "error": "\(error)"])
        }
    }

    /// The operation, once it is this process's: of several processes on one database each takes up what it left
    /// itself, and what a process left that has ended.
    /// - Returns: `nil` when the operation is over, or the process that works on it lives.
    private func own(_ operation: OperationID) async throws(MintFailure) -> SagaRow? {
        let row = try await services.read { (transaction) throws(StoreError) in try transaction.saga(operation) }
        guard let row, row.owner != services.database.owner else { return row }
        do throws(WriteFailure) {
            let isOwn = try await services.write { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockSaga(operation) else { return false }
                return try transaction.takeOver(locked)
            } evidence: { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockSaga(operation) else { return false }
                return locked.value.owner == transaction.owner ? true : nil
            }
            guard isOwn else { return nil }
            services.logger.notice("operation of another process taken over", metadata: ["operation": "\(operation)"])
        } catch {
            throw error.mintFailure
        }
        return try await services.read { (transaction) throws(StoreError) in try transaction.saga(operation) }
    }
}
