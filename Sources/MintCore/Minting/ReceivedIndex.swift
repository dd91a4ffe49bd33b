internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

/// Up to which of the payments that a backend has received its mint has looked: where to go on after a restart. It is
/// written after the credit, so what it passes is in the books; what it misses is found by the sweep.
struct ReceivedIndex: Sendable {
    private let services: Services
    private let key: KeyValueName

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
