package import CashuCrypto
internal import Glibc
internal import Lightning
internal import Synchronization

/// A Core Lightning node without peers, money or a chain: its interface, with its traps, and a ledger of what it did.
///
/// It is written from the documents of lightningd and from its source, not from the mint's client.
package final class StandInNode: Sendable {
    let state: Mutex<StandInState>

    private let clock: @Sendable () -> UInt64

    /// - Parameters:
    ///   - ledgerPath: with what an earlier node did, if there is one.
    ///   - clock: Unix seconds.
    package init(
        _ settings: StandInSettings = StandInSettings(), ledgerPath: String,
        clock: @escaping @Sendable () -> UInt64 = { UInt64(time(nil)) }
    ) throws {
        self.clock = clock
        let (ledger, entries) = try Ledger.open(ledgerPath)
        var state = StandInState(settings, ledger: ledger, entries: entries)
        if entries.isEmpty { state.record(.node(key: FixedBytes<32>.random().hex)) }
        self.state = Mutex(state)
    }

    package var settings: StandInSettings { state.withLock { $0.settings } }

    package func change(_ change: @Sendable (inout StandInSettings) -> Void) {
        state.withLock { change(&$0.settings) }
    }

    /// The next call of `method` meets this.
    package func inject(_ fault: StandInFault, into method: String) {
        state.withLock { $0.faults[method, default: []].append(fault) }
    }

    package func calls(of method: String) -> Int { state.withLock { $0.calls[method] ?? 0 } }

    package func lastParameters(of method: String) -> JSON? { state.withLock { $0.lastParameters[method] } }

    /// Unix seconds.
    package var now: UInt64 { clock() + settings.laterBy }

    /// Ends every call that waits, as a process does that ends.
    package func stop() {
        let waiters = state.withLock { state in
            state.isStopped = true
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.continuation.resume(returning: .cut) }
    }

    // MARK: The ledger

    /// How often the hash was paid: attempts of which a part arrived.
    package func timesPaid(_ hash: FixedBytes<32>) -> Int { attempts(hash) { $0.contains { $0.status == .complete } } }

    /// Whether the node knows that it paid the hash, as opposed to the ledger.
    func hasRecordOfSuccess(_ hash: FixedBytes<32>) -> Bool {
        attempts(hash) { $0.contains { $0.status == .complete && !$0.isDeleted } } > 0
    }

    package func isInFlight(_ hash: FixedBytes<32>) -> Bool {
        attempts(hash) { $0.contains { $0.status == .pending } } > 0
    }

    /// Whether a call waits for the end of the payment.
    package func isWaited(for hash: FixedBytes<32>) -> Bool {
        state.withLock { state in
            state.waiters.values.contains { waiter in
                if case .payment(hash.hex) = waiter.event { true } else { false }
            }
        }
    }

    /// How many orders to pay the hash the node read.
    package func orders(_ hash: FixedBytes<32>) -> Int {
        let name = hash.hex
        return state.withLock { state in state.orders.count { $0 == name } }
    }

    /// The hashes that were paid more than once. There must be none.
    package func paidTwice() -> [String] {
        let paid = state.withLock { state in state.parts.filter { $0.status == .complete } }
        let attempts = Dictionary(grouping: paid, by: \.hash).mapValues { Set($0.map(\.group)) }
        return attempts.filter { $0.value.count > 1 }.keys.sorted()
    }

    private func attempts(_ hash: FixedBytes<32>, _ condition: ([StandInPart]) -> Bool) -> Int {
        let name = hash.hex
        let parts = state.withLock { $0.parts.filter { $0.hash == name } }
        return Dictionary(grouping: parts, by: \.group).values.count { condition($0) }
    }

    // MARK: Waiting

    func wait(for event: StandInState.Waiter.Event, seconds: UInt64?) async -> StandInAnswer {
        await withCheckedContinuation { continuation in
            let id = state.withLock { state -> UInt64? in
                guard !state.isStopped else { return nil }
                state.nextWaiter += 1
                state.waiters[state.nextWaiter] = StandInState.Waiter(event: event, continuation: continuation)
                return state.nextWaiter
            }
            guard let id else { return continuation.resume(returning: .cut) }
            // What came between the question and this is found now.
            if case .invoice = event { wakeForInvoices() }
            guard let seconds else { return }
            Task {
                try? await Task.sleep(for: .seconds(seconds))
                let waiter = self.state.withLock { $0.waiters.removeValue(forKey: id) }
                waiter?.continuation.resume(returning: .error(code: 904, message: "Timed out"))
            }
        }
    }

    /// Whoever is held goes on.
    package func letGo() {
        wake { event in
            if case .letGo = event { .result(.null) } else { nil }
        }
    }

    /// Answers those who wait for what happened.
    func wake(_ answer: (StandInState.Waiter.Event) -> StandInAnswer?) {
        let waiters = state.withLock { $0.waiters }
        for (id, waiter) in waiters {
            guard let answer = answer(waiter.event) else { continue }
            let own = state.withLock { $0.waiters.removeValue(forKey: id) }
            own?.continuation.resume(returning: answer)
        }
    }
}
