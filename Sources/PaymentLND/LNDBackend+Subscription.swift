package import PaymentAPI

extension LNDBackend {
    /// From the first payment after `index`, for ever: a connection that breaks is opened anew from where it was.
    /// Without an index from about now. Whoever reads slowly makes the node wait: what is not told yet stays there.
    package func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ReceivedPayment.self, bufferingPolicy: .bufferingOldest(configuration.maximumUntold))
        let subscription = InvoiceSubscription(
            client: client, pause: configuration.pause, maximumPause: configuration.maximumPause, logger: logger,
            continuation: continuation)
        let reading = Task { await subscription.run(after: index) }
        continuation.onTermination = { _ in reading.cancel() }
        return stream
    }
}
