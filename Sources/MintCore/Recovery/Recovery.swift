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
            return rows.filter { row in
                guard case .success(let row) = row else { return true }
                return !running.contains(row.operation)
            }
        } catch {
            services.logger.error("recovery could not look", metadata: ["error": "\(error)"])
            return []
        }
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
            let row = try await services.read { (transaction) throws(StoreError) in try transaction.saga(operation) }
            guard let row else { return duty.discharge() }
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
}
