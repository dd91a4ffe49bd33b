internal import Cashu
internal import Logging
internal import Metrics
internal import MintStore
internal import Storage

/// Brings to an end what was interrupted: at start and every few seconds, only what does not run in this process. Each
/// operation by itself, so that one that cannot be ended holds up no other.
///
/// Metrics: `mint_sagas_open`, and `mint_sagas_poisoned`: those that recovery failed to end again and again.
final class Recovery: Sendable {
    private let services: Services
    let troubles: RecoveryTroubles

    /// Operations that are ended at the same time. Swaps need the database alone, which is quick; melts wait for the
    /// backend, and one over which it takes its time must not keep the others waiting.
    private static let width = 16

    init(_ services: Services) {
        self.services = services
        troubles = RecoveryTroubles(logger: services.logger)
    }

    /// Until the task is cancelled. Swaps do not wait for what the backend says of melts.
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
        guard let rows = await rows() else { return }
        troubles.forget(except: rows.open)
        Gauge(label: "mint_sagas_open").record(rows.count)
        Gauge(label: "mint_sagas_poisoned").record(troubles.poisoned.count + rows.unreadable.count)
        for error in rows.unreadable { troubles.note(unreadable: error) }
        for row in rows.abandoned where row.kind == .mint {
            troubles.note(.internalFailure(detail: "minting has no saga"), of: row.operation)
        }
        await advance(rows.abandoned.filter { $0.kind == .swap })
    }

    func advanceMelts() async {
        guard let rows = await rows() else { return }
        await advance(rows.abandoned.filter { $0.kind == .melt })
    }

    private func advance(_ rows: [SagaRow]) async {
        await withTaskGroup(of: Void.self) { group in
            for (position, row) in rows.enumerated() where !Task.isCancelled {
                if position >= Self.width { await group.next() }
                group.addTask { await self.advance(row.operation) }
            }
        }
    }

    private struct Rows {
        /// Those that nobody works on.
        var abandoned: [SagaRow] = []
        var unreadable: [DatabaseError] = []
        /// All that can be read.
        var open: Set<OperationID> = []

        var count: Int { open.count + unreadable.count }
    }

    private func rows() async -> Rows? {
        // Asked before the rows are read: what ends in between is no news, and not worth a transaction.
        let running = services.running.current
        do throws(MintFailure) {
            let found = try await services.read { (transaction) throws(StoreError) in try transaction.sagas() }
            let ended = try await endedOwners(of: found)
            var rows = Rows()
            for row in found {
                switch row {
                case .failure(let error): rows.unreadable.append(error)
                case .success(let row):
                    rows.open.insert(row.operation)
                    if !running.contains(row.operation), ended.contains(row.owner) { rows.abandoned.append(row) }
                }
            }
            return rows
        } catch {
            services.logger.error("recovery could not look", metadata: ["error": "\(error)"])
            return nil
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
            case .swap: try await SwapSaga.recover(row, duty, services)
            case .melt: try await MeltSaga.recover(row, duty, services)
            case .mint: duty.discharge()
            }
            troubles.settle(operation)
        } catch {
            troubles.note(error, of: operation)
        }
    }

    /// The operation, once it is this process's: of several processes on one database each takes up what it left
    /// itself, and what a process left that has ended.
    /// - Returns: `nil` when the operation is over, or the process that works on it lives.
    func own(_ operation: OperationID) async throws(MintFailure) -> SagaRow? {
        let row = try await services.read { (transaction) throws(StoreError) in try transaction.saga(operation) }
        guard let row, row.owner != services.database.owner else { return row }
        do throws(WriteFailure) {
            let isOwn = try await services.write { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockSaga(operation) else { return false }
                return try transaction.takeOver(locked) != nil
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
