internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage
internal import Synchronization

/// Up to which of the payments that a backend has received its mint has looked: where to go on after a restart. It is
/// written after the credit, so what it passes is in the books. What an offer gets is found by nothing else, so there is a
/// place before the first offer is handed out (docs/decisions/0025-offers-by-the-feed.md).
final class ReceivedIndex: Sendable {
    private let services: Services
    private let key: KeyValueName
    /// Whether this process has held the place against what the node counts.
    private let isEstablished = Atomic(false)

    init(_ services: Services) {
        guard let key = KeyValueName("received", services.backend.name) else {
            preconditionFailure("the name of a backend is made of letters")
        }
        self.services = services
        self.key = key
    }

    /// `nil` before the first one.
    func stored() async throws(MintFailure) -> UInt64? {
        let key = key
        return try await services.read { (transaction) throws(StoreError) in try transaction.value(key) }
            .flatMap(Self.decode)
    }

    /// To be awaited before an offer is made: that whoever listens, now or after a crash, hears of every payment it gets.
    func ensure() async throws(MintFailure) {
        if isEstablished.load(ordering: .acquiring) { return }
        _ = try await establish()
    }

    /// Where to begin to listen: where the last process stopped, or at what comes from now on when there was none. A
    /// node that has not counted so far is another one than the last process had; then its count is the place.
    ///
    /// - Returns: `nil` for a backend that numbers nothing.
    func establish() async throws(MintFailure) -> UInt64? {
        let latest: UInt64?
        do throws(PaymentError) {
            latest = try await services.backend.latestReceived()
        } catch {
            throw MintFailure(error)
        }
        let place = if let latest { try await keep(atMost: latest) } else { try await stored() }
        isEstablished.store(true, ordering: .releasing)
        return place
    }

    private func keep(atMost latest: UInt64) async throws(MintFailure) -> UInt64 {
        let (key, now) = (key, services.clock.now())
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

    /// Another process of this mint may be ahead.
    func advance(to index: UInt64) async {
        let (key, now) = (key, services.clock.now())
        do throws(WriteFailure) {
            try await services.write(.deferred) { (transaction) throws(StoreError) -> Void in
                if let stored = try transaction.value(key).flatMap(Self.decode), stored >= index { return }
                try transaction.write(Array(String(index).utf8), key, at: now)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            services.logger.warning("the place among received payments was not kept", metadata: ["error": "\(error)"])
        }
    }

    private static func decode(_ bytes: [UInt8]) -> UInt64? { UInt64(String(decoding: bytes, as: UTF8.self)) }
}
