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

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await round()
            await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds)
        }
    }

    func round() async {
        // Asked before the rows are read: what ends in between is no news, and not worth a transaction.
        let running = services.running.current
        let rows: [Result<SagaRow, DatabaseError>]
        do throws(MintFailure) {
            rows = try await services.read { (transaction) throws(StoreError) in try transaction.sagas() }
        } catch {
            services.logger.error("recovery could not look", metadata: ["error": "\(error)"])
            return
        }
        var melts: [SagaRow] = []
        for row in rows {
            switch row {
            case .failure(let error): services.logger.error("a saga is unreadable", metadata: ["error": "\(error)"])
            case .success(let row) where running.contains(row.operation): continue
            case .success(let row) where row.kind == .melt: melts.append(row)
            // These only need the database.
            case .success(let row): await advance(row)
            }
        }
        await advance(melts)
    }

    /// The melt of one quote, because its wallet asks.
    func advance(meltQuote id: String) async {
        do throws(MintFailure) {
            let row = try await services.read { (transaction) throws(StoreError) in
                try transaction.saga(meltQuote: id)
            }
            if let row { await advance(row) }
        } catch {
            services.logger.warning("recovery could not look", metadata: ["error": "\(error)"])
        }
    }

    /// A backend that takes its time over one payment must not keep the others waiting.
    private func advance(_ melts: [SagaRow]) async {
        await withTaskGroup(of: Void.self) { group in
            for (position, row) in melts.enumerated() {
                if position >= Self.width { await group.next() }
                group.addTask { await self.advance(row) }
            }
        }
    }

    /// The row may be out of date by now: whatever is done about it names the state it was in, and fails if that has
    /// passed.
    private func advance(_ row: SagaRow) async {
        guard let duty = services.running.begin(row.operation) else { return }
        switch row.kind {
        case .swap: await SwapSaga.recover(row, duty, services)
        case .melt:
            do throws(MintFailure) {
                try await MeltSaga.recover(row, duty, services)
            } catch {
                services.logger.error(
                    "melt not recovered", metadata: ["operation": "\(row.operation)", "error": "\(error)"])
            }
        case .mint:
            services.logger.error("minting has no saga", metadata: ["operation": "\(row.operation)"])
        }
    }
}
