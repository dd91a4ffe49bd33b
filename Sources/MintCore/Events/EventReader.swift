internal import Cashu
internal import Logging
internal import MintStore
internal import Storage

/// Reads what happened to quotes, on whichever process of this database, and tells those who wait for it here. Woken by
/// a notice, which may be lost, and by the clock. At least once each, after the commit.
final class EventReader: Sendable {
    private let services: Services

    private static let pageSize: UInt32 = 500
    /// How long a transaction may take to commit after it numbered its event: later ones have been read by then.
    private static let overlapSeconds: UInt64 = 60
    /// How long events are kept, for whoever was away for a moment.
    private static let retentionSeconds: UInt64 = 600

    init(_ services: Services) { self.services = services }

    /// Until the task is cancelled or the database is closed.
    func run() async {
        let wakes = wakes()
        var position = Position()
        while position.floor == nil, !Task.isCancelled {
            position.floor = try? await services.read { (transaction) throws(StoreError) in
                try transaction.lastEvent()
            }
            if position.floor == nil { await pause() }
        }
        for await _ in wakes where !Task.isCancelled { await read(&position) }
    }

    /// Where reading goes on.
    private struct Position {
        /// Everything up to here was read.
        var floor: Int64?
        /// Of what is above it, what was read.
        var seen: [Int64: UInt64] = [:]
        var highest: Int64 = 0
        /// When it was last looked whether something has appeared below what was read.
        var overlappedAt: UInt64 = 0
        var purgedAt: UInt64 = 0
    }

    private func wakes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let notices = services.database.listen()
        let listening = Task {
            for await notice in notices where notice == QuoteEvent.notice { continuation.yield() }
        }
        let ticking = Task {
            while !Task.isCancelled {
                await pause()
                continuation.yield()
            }
        }
        continuation.onTermination = { _ in
            listening.cancel()
            ticking.cancel()
        }
        return stream
    }

    private func pause() async { await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds) }

    /// What is new; and from time to time what was committed late, in the order of numbers before what was read.
    private func read(_ position: inout Position) async {
        let (floor, now) = (position.floor ?? 0, services.clock.now())
        let isOverlapping = now >= position.overlappedAt + services.settings.recoveryIntervalMilliseconds / 1_000
        if isOverlapping { position.overlappedAt = now }
        do throws(MintFailure) {
            var last = isOverlapping ? floor : max(floor, position.highest)
            while true {
                let after = last
                let page = try await services.read { (transaction) throws(StoreError) in
                    try transaction.events(after: after, limit: Self.pageSize)
                }
                for event in page { last = max(last, take(event, &position)) }
                guard page.count == Int(Self.pageSize), last > after else { break }
            }
        } catch {
            services.logger.warning("events could not be read yet", metadata: ["error": "\(error)"])
            return
        }
        guard isOverlapping else { return }
        // The floor rises to below the first that is young enough to have an unseen one before it.
        let old = position.seen.filter { $0.value + Self.overlapSeconds < now }.keys
        if let highest = old.max() { position.floor = max(floor, highest) }
        let newFloor = position.floor ?? 0
        position.seen = position.seen.filter { $0.key > newFloor }
        await purge(&position, at: now)
    }

    /// - Returns: its number.
    private func take(_ event: Result<QuoteEvent, DatabaseError>, _ position: inout Position) -> Int64 {
        do throws(DatabaseError) {
            let event = try event.get()
            if position.seen.updateValue(event.createdAt, forKey: event.number) == nil { tell(event) }
            position.highest = max(position.highest, event.number)
            return event.number
        } catch {
            services.logger.error("an event is unreadable", metadata: ["error": "\(error)"])
            return 0
        }
    }

    private func tell(_ event: QuoteEvent) {
        services.watchers.announce(event.change)
        // What this process ends itself it announces with the reason.
        guard event.owner != services.database.owner, case .meltQuote(_, let state, let operation) = event.change
        else { return }
        switch state {
        case .paid: services.endings.announce(.paid, of: operation)
        case .unpaid:
            services.endings.announce(.failed(.refused(.paymentFailed, "the payment failed")), of: operation)
        case .pending: break
        }
    }

    private func purge(_ position: inout Position, at now: UInt64) async {
        guard now >= position.purgedAt + Self.overlapSeconds, let time = Money.subtract(now, Self.retentionSeconds)
        else { return }
        position.purgedAt = now
        do throws(WriteFailure) {
            try await services.write(.deferred) { (transaction) throws(StoreError) in
                try transaction.deleteEvents(before: time)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            services.logger.warning("old events were not deleted yet", metadata: ["error": "\(error)"])
        }
    }
}
