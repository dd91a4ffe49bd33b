internal import CashuCrypto
internal import Logging
internal import PaymentAPI

extension LNDBackend {
    /// What the node knows of a hash: its last attempt to pay it, or `nil`.
    ///
    /// With `no_inflight_updates` the answer would come only when the payment is over.
    func track(_ hash: FixedBytes<32>) async -> Result<PaymentRow?, LNDFailure> {
        let request = client.request("/v2/router/track/\(hash.urlSafeBase64)?no_inflight_updates=false")
        do throws(LNDFailure) {
            let client = client
            let row = try await within(configuration.patience) { () async throws(LNDFailure) -> PaymentRow in
                try await twice { () async throws(LNDFailure) in
                    try await client.read(request, of: PaymentRow.self) { (row) throws(LNDFailure) in
                        try row.about(hash)
                    }
                }
            }
            return .success(row)
        } catch .refused(let status) where status.isNotInitiated {
            return .success(nil)
        } catch {
            return .failure(error)
        }
    }

    /// - Parameter stale: the row of an older, failed attempt, which a new one replaces.
    func send(_ payment: OutgoingPayment, after stale: PaymentRow?) async -> PaymentOutcome {
        let hash = payment.request.paymentHash
        let order = SendOrder(
            request: payment.request.text,
            amountMsat: payment.request.amountMsat == nil ? "\(payment.amountMsat)" : nil,
            feeLimitMsat: "\(payment.feeLimitMsat)", timeoutSeconds: configuration.paymentTimeoutSeconds,
            maximumParts: configuration.maximumParts)
        let limit = .seconds(Int64(configuration.paymentTimeoutSeconds)) + configuration.paymentMargin
        do throws(LNDFailure) {
            let row: PaymentRow = try await client.stream(
                try client.request("/v2/router/send", posting: order), of: PaymentRow.self, within: limit
            ) { (row) throws(LNDFailure) in
                // Versions differ in whether they keep to `no_inflight_updates`.
                try row.about(hash).isOver ? row : nil
            }
            // The answer to this very order: whatever its number is.
            return outcome(row, feeLimitMsat: payment.feeLimitMsat, amountMsat: payment.amountMsat)
        } catch {
            logger.notice(
                "an order to pay was not answered", metadata: ["payment": "\(hash)", "reason": "\(error)"])
            return await whatBecame(of: payment, after: stale, trouble: error)
        }
    }

    /// An error is no evidence: LND pays on when the connection is gone, and says "already exists" of what it pays.
    private func whatBecame(
        of payment: OutgoingPayment, after stale: PaymentRow?, trouble: LNDFailure
    ) async -> PaymentOutcome {
        let before = await objection(to: payment.mark)
        switch await track(payment.request.paymentHash) {
        case .failure(let failure): return .unknown("\(trouble); and then: \(failure)")
        case .success(let row?) where row.status != .failed:
            return outcome(row, feeLimitMsat: payment.feeLimitMsat, amountMsat: payment.amountMsat)
        case .success(let row):
            if let before { return .unknown("\(trouble); and \(before)") }
            if let objection = await objection(to: payment.mark) { return .unknown("\(trouble); and \(objection)") }
            if let row, isOf(payment, row, after: stale) {
                return outcome(row, feeLimitMsat: payment.feeLimitMsat, amountMsat: payment.amountMsat)
            }
            // LND writes its row before it sends anything. It read the order, declined it, and there is no row.
            guard case .refused(let status) = trouble, status.isFinal, !status.isPassing else {
                return .unknown("\(trouble)")
            }
            return .failed(ConfirmedFailure(reason: "\(trouble)"))
        }
    }

    /// Whether a failed row is of this attempt: it has a larger number than any before it, or, where the database gives
    /// the number of a deleted row out again, it is not the row that stood there before.
    private func isOf(_ payment: OutgoingPayment, _ row: PaymentRow, after stale: PaymentRow?) -> Bool {
        if row.index > payment.mark.value { return true }
        guard let stale else { return false }
        return row.createdAt > stale.createdAt
    }

    /// The state mapping, for a row that is about the attempt in question.
    func outcome(_ row: PaymentRow, feeLimitMsat: UInt64?, amountMsat: UInt64?) -> PaymentOutcome {
        switch row.status {
        case .inFlight, .initiated: return .inFlight
        case .unknown: return .unknown("the LND node does not know the state of the payment")
        case .failed: return .failed(ConfirmedFailure(reason: row.failure))
        case .succeeded:
            guard SHA256.hash(row.preimage.bytes) == row.hash else {
                logger.error("LND reports a payment without its preimage", metadata: ["payment": "\(row.hash)"])
                return .unknown("the LND node says that it paid and has no preimage of it")
            }
            if let feeLimitMsat, row.feeMsat > feeLimitMsat {
                logger.error(
                    "LND spent more on fees than it was allowed",
                    metadata: ["payment": "\(row.hash)", "feeMsat": "\(row.feeMsat)", "limitMsat": "\(feeLimitMsat)"])
            }
            // Old versions leave the value out where it is that of the order.
            guard let value = row.valueMsat == 0 ? amountMsat : row.valueMsat else {
                return .unknown("the LND node does not say how much it paid")
            }
            let (spent, overflow) = value.addingReportingOverflow(row.feeMsat)
            return .settled(Settlement(preimage: row.preimage, spentMsat: overflow ? .max : spent))
        }
    }
}

extension PaymentRow {
    fileprivate var isOver: Bool { status == .succeeded || status == .failed }

    /// Itself, if it is about this hash.
    fileprivate func about(_ wanted: FixedBytes<32>) throws(LNDFailure) -> PaymentRow {
        guard hash == wanted else { throw .unreadable("it is about another payment") }
        return self
    }

    /// The reason in words for the operator, and for the wallet's error.
    fileprivate var failure: String {
        switch failureReason {
        case "FAILURE_REASON_TIMEOUT": "no route worked in time"
        case "FAILURE_REASON_NO_ROUTE": "there is no route within the fee reserve"
        case "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS": "the recipient does not know the payment, or takes it no more"
        case "FAILURE_REASON_INSUFFICIENT_BALANCE": "the LND node has not enough outbound liquidity"
        case "FAILURE_REASON_CANCELED": "the payment was cancelled at the LND node"
        case "FAILURE_REASON_ERROR": "the LND node failed to pay"
        case "", "FAILURE_REASON_NONE": "the LND node gives no reason"
        default: "the LND node gives a reason that is not known: \(LNDStatus(code: 0, message: failureReason).message)"
        }
    }
}

extension LNDStatus {
    /// Not every refusal with this code is about the payment: a proxy's 404 would be.
    fileprivate var isNotInitiated: Bool { isNotFound && message.contains("payment isn't initiated") }
}
