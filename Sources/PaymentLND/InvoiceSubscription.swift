internal import Logging
internal import PaymentAPI

/// Reads the stream of settled invoices. Holds on to no backend.
///
/// LND tells what was settled after an index, unless that is 0: then only what is settled from now on. What is settled
/// while a connection is being opened would be missed, so 0 is never asked for. Before the very first payment it is 1,
/// and the first invoices are looked at until one of them is paid.
struct InvoiceSubscription: Sendable {
    let client: LNDClient
    let pause: Duration
    let maximumPause: Duration
    let logger: Logger
    let continuation: AsyncStream<ReceivedPayment>.Continuation

    private static let page = 100

    /// - Parameter position: rises with what is told.
    func run(after index: UInt64?, from position: Position = Position(0)) async {
        position.raise(to: index ?? 0)
        if index == nil { await retry { () async throws(LNDFailure) in position.raise(to: try await recent()) } }
        await withTaskGroup(of: Void.self) { group in
            if position.value == 0 { group.addTask { await awaitFirst(position) } }
            group.addTask { await follow(position) }
        }
        continuation.finish()
    }

    private func follow(_ position: Position) async {
        var pause = pause
        while !Task.isCancelled {
            let before = position.value
            do throws(LNDFailure) {
                let path = "/v1/invoices/subscribe?settle_index=\(max(before, 1))"
                // Never returns: nothing is wanted but everything.
                let _: Never = try await client.read(client.request(path), of: InvoiceRow.self) {
                    (row) async throws(LNDFailure) in
                    await tell(row, position)
                    return nil
                }
            } catch {
                guard !Task.isCancelled else { return }
                logger.notice("the stream of received payments broke", metadata: ["reason": "\(error)"])
            }
            if position.value > before { pause = self.pause }
            guard await sleep(pause) else { return }
            pause = min(pause * 2, maximumPause)
        }
    }

    /// Looks for the first payment that the node ever received, which no stream tells after the fact.
    private func awaitFirst(_ position: Position) async {
        var pause = pause
        while position.value == 0 {
            await retry { () async throws(LNDFailure) in
                let oldest = try await client.get("/v1/invoices?num_max_invoices=\(Self.page)", as: InvoiceList.self)
                for row in oldest.invoices where row.settleIndex == 1 && position.value == 0 {
                    await tell(row, position)
                }
            }
            guard await sleep(pause) else { return }
            pause = min(pause * 2, maximumPause)
        }
    }

    /// About where the node is: the highest index among its newest invoices of which one is paid.
    private func recent() async throws(LNDFailure) -> UInt64 {
        var offset: UInt64 = 0
        repeat {
            let path = "/v1/invoices?reversed=true&num_max_invoices=\(Self.page)&index_offset=\(offset)"
            let list = try await client.get(path, as: InvoiceList.self)
            if let last = list.invoices.map(\.settleIndex).max(), last > 0 { return last }
            offset = list.firstOffset
        } while offset > 1
        return 0
    }

    /// Reads on only when there is room, and never goes beyond what was told: a connection that breaks meanwhile is
    /// opened anew from there.
    private func tell(_ row: InvoiceRow, _ position: Position) async {
        guard let payment = row.received else { return }
        while case .dropped = continuation.yield(payment) {
            guard await sleep(pause) else { return }
        }
        if let index = payment.index { position.raise(to: index) }
    }

    private func retry(_ call: () async throws(LNDFailure) -> Void) async {
        var pause = pause
        while !Task.isCancelled {
            do throws(LNDFailure) {
                return try await call()
            } catch {
                guard !Task.isCancelled else { return }
                logger.notice("received payments cannot be looked for", metadata: ["reason": "\(error)"])
            }
            guard await sleep(pause) else { return }
            pause = min(pause * 2, maximumPause)
        }
    }

    /// Whether it slept: it wakes early only when nobody listens any more.
    private func sleep(_ pause: Duration) async -> Bool {
        do {
            try await Task.sleep(for: pause)
            return true
        } catch {
            return false
        }
    }
}
