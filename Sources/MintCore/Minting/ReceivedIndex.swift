internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage
internal import Synchronization

/// Up to which of the payments that a node has received its mint has looked: where to go on after a restart. It is
/// written after the credit, so what it passes is in the books. What an offer gets is found by nothing else, so there is a
/// place before the first offer is handed out (docs/decisions/0025-offers-by-the-feed.md). Each node has its own place:
/// another one may be put behind the same name, and counts for itself.
final class ReceivedIndex: Sendable {
    struct Place: Sendable, Equatable {
        /// `nil` for a backend that numbers nothing.
        let index: UInt64?
        /// `nil` for a backend behind which there is always the same.
        let node: FixedBytes<32>?
    }

    private struct State {
        /// What this process has found out.
        var place: Place?
        /// Asks the backend for all who wait.
        var search: Task<Result<Place, MintFailure>, Never>?
        /// Finished when the place is of another node.
        var waiting: [AsyncStream<Void>.Continuation] = []
    }

    private let services: Services
    private let state = Mutex(State())

    init(_ services: Services) { self.services = services }

    /// `nil` before the first one.
    func stored(of node: FixedBytes<32>? = nil) async throws(MintFailure) -> UInt64? {
        let key = key(of: node)
        return try await services.read { (transaction) throws(StoreError) in try transaction.value(key) }
            .flatMap(Self.decode)
    }

    /// To be awaited before an offer is made, and before it is handed out: that whoever listens, now or after a crash,
    /// hears of every payment it gets. Between the two another node may have come, which made the offer.
    func ensure() async throws(MintFailure) {
        let node = try await node()
        if let place = state.withLock({ $0.place }), place.node == node { return }
        guard try await establish().node == node else { throw Self.exchanged }
    }

    /// Where to begin to listen: where the last process stopped, or at what comes from now on when there was none. All
    /// who ask at the same time wait for one answer.
    func establish() async throws(MintFailure) -> Place {
        let search = state.withLock { state in
            if let search = state.search { return search }
            let search = Task { await self.search() }
            state.search = search
            return search
        }
        return try await search.value.get()
    }

    /// Returns when the place is of another node, or the task is cancelled.
    func waitForOther(than node: FixedBytes<32>?) async {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        state.withLock { state in
            let isOver = state.place.map { $0.node != node } ?? false
            if isOver { continuation.finish() } else { state.waiting.append(continuation) }
        }
        for await _ in stream {}
    }

    /// Another process of this mint may be ahead.
    func advance(to index: UInt64, of node: FixedBytes<32>? = nil) async {
        let (key, now) = (key(of: node), services.clock.now())
        do throws(WriteFailure) {
            try await services.write(.deferred) { (transaction) throws(StoreError) -> Void in
                if let stored = try transaction.value(key).flatMap(Self.decode), stored >= index { return }
                try transaction.write(Array(String(index).utf8), key, at: now)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            services.logger.warning("the place among received payments was not kept", metadata: ["error": "\(error)"])
        }
    }

    private func search() async -> Result<Place, MintFailure> {
        let result: Result<Place, MintFailure>
        do throws(MintFailure) {
            result = .success(try await find())
        } catch {
            result = .failure(error)
        }
        let (former, waiting) = state.withLock { state -> (Place?, [AsyncStream<Void>.Continuation]) in
            state.search = nil
            guard case .success(let place) = result else { return (nil, []) }
            let former = state.place
            state.place = place
            guard let former, former.node != place.node else { return (nil, []) }
            defer { state.waiting = [] }
            return (former, state.waiting)
        }
        if former != nil {
            services.logger.error(
                "another node answers: what the former one received is not looked for until that one is back",
                metadata: ["backend": "\(services.backend.name)"])
        }
        for continuation in waiting { continuation.finish() }
        return result
    }

    /// A node that has not counted so far is in another state than the last process found it in; then its count is the
    /// place. A count that cannot be had keeps nobody from going on where there is a place.
    private func find() async throws(MintFailure) -> Place {
        let node = try await node()
        let latest: UInt64?
        do throws(PaymentError) {
            latest = try await services.latestReceived()
        } catch {
            guard let stored = try await stored(of: node) else { throw MintFailure(error) }
            services.logger.warning(
                "the node does not say how many payments it received: the place in the database is relied upon",
                metadata: ["error": "\(error)"])
            return Place(index: stored, node: node)
        }
        // Or the count may be another node's.
        guard try await self.node() == node else { throw Self.exchanged }
        let index = if let latest { try await keep(atMost: latest, of: node) } else { try await stored(of: node) }
        return Place(index: index, node: node)
    }

    private func node() async throws(MintFailure) -> FixedBytes<32>? {
        do throws(PaymentError) {
            return try await services.node()
        } catch {
            throw MintFailure(error)
        }
    }

    private func keep(atMost latest: UInt64, of node: FixedBytes<32>?) async throws(MintFailure) -> UInt64 {
        let (key, now) = (key(of: node), services.clock.now())
        do throws(WriteFailure) {
            return try await services.write { (transaction) throws(StoreError) in
                if let stored = try transaction.value(key).flatMap(Self.decode), stored <= latest { return stored }
                try transaction.write(Array(String(latest).utf8), key, at: now)
                return latest
            } evidence: { (transaction) throws(StoreError) in
                guard let stored = try transaction.value(key).flatMap(Self.decode), stored <= latest else { return nil }
                return stored
            }
        } catch {
            throw error.mintFailure
        }
    }

    private func key(of node: FixedBytes<32>?) -> KeyValueName {
        let name = services.backend.name
        guard let key = KeyValueName("received", node.map { "\(name)-\($0.hex)" } ?? name) else {
            preconditionFailure("the name of a backend is made of letters")
        }
        return key
    }

    private static let exchanged = MintFailure(
        PaymentError.unavailable("another node answers than a moment ago"))

    private static func decode(_ bytes: [UInt8]) -> UInt64? { UInt64(String(decoding: bytes, as: UTF8.self)) }
}
