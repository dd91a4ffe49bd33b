internal import Logging
internal import PaymentAPI

/// Fetches what the node received, one payment after the other, for as long as somebody asks.
actor PaymentFeed {
    private static let waitSeconds: UInt64 = 60
    private static let firstPause = Duration.milliseconds(250)
    private static let longestPause = Duration.seconds(30)

    private let client: NodeClient
    private let logger: Logger
    /// Of the last payment that was told; `nil` until it is known where to begin.
    private var index: UInt64?

    init(_ client: NodeClient, after index: UInt64?, logger: Logger) {
        self.client = client
        self.logger = logger
        self.index = index
    }

    /// Waits for the next payment; `nil` when the task is cancelled.
    func next() async -> ReceivedPayment? {
        var pause = Self.firstPause
        while !Task.isCancelled {
            do throws(CallFailure) {
                if let payment = try await fetch() { return payment }
                pause = Self.firstPause
            } catch {
                guard !Task.isCancelled else { return nil }
                logger.warning("incoming payments cannot be heard", metadata: ["reason": "\(error)"])
                // A sleep that is cancelled ends the loop.
                try? await Task.sleep(for: pause * Double.random(in: 0.5...1))
                pause = min(pause * 2, Self.longestPause)
            }
        }
        return nil
    }

    /// `nil` when none has come for a while.
    private func fetch() async throws(CallFailure) -> ReceivedPayment? {
        let last: UInt64
        if let index {
            last = index
        } else {
            last = try await client.latestReceived()
            index = last
        }
        let invoice: NodeInvoice
        do throws(CallFailure) {
            invoice = try await client.waitanyinvoice(after: last, seconds: Self.waitSeconds)
        } catch {
            if case .node(let answer) = error, answer.code == NodeError.Code.waitTimedOut { return nil }
            throw error
        }
        let payment = try await withOffer(invoice)
        guard let payment, let number = payment.index, number > last else {
            throw .lost("waitanyinvoice: an invoice that is not paid, or was paid before")
        }
        index = number
        return payment
    }

    /// `waitanyinvoice` does not say for which offer an invoice was; the list does.
    private func withOffer(_ invoice: NodeInvoice) async throws(CallFailure) -> ReceivedPayment? {
        guard invoice.bolt12 != nil, invoice.local_offer_id == nil else { return invoice.receivedPayment }
        return try await client.invoice(invoice.payment_hash.bytes)?.receivedPayment
    }
}
