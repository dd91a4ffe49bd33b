internal import Cashu
internal import CashuCrypto
internal import Logging
package import PaymentAPI

extension CoreLightningBackend {
    /// The larger of the minimum and the share of the amount, rounded down to a millisatoshi.
    package func estimate(
        _ request: PaymentRequest, amountMsat: UInt64
    ) async throws(PaymentError) -> PaymentEstimate {
        guard amountMsat > 0 else { throw .refused("nothing to pay") }
        if let problem = problem(request) { throw .refused(problem) }
        let million: UInt64 = 1_000_000
        let product = amountMsat.multipliedFullWidth(by: configuration.feePartsPerMillion)
        guard product.high < million else { throw .refused("the fee reserve is not representable") }
        let share = million.dividingFullWidth(product).quotient
        return PaymentEstimate(feeReserveMsat: max(configuration.reserveFeeMinMsat, share))
    }

    /// What the node does from now on has greater numbers. The records are asked first: a node that takes this one's
    /// place in between numbers for records that are not its own, and none of its failures counts.
    package func mark() async throws(PaymentError) -> PaymentMark {
        do throws(CallFailure) {
            let records = try await records()
            return PaymentMark(try await client.newestPayment(), of: records.hash)
        } catch {
            throw error.paymentError
        }
    }

    package func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        let order: XPayOrder
        do throws(PaymentError) {
            order = try self.order(payment)
            try await checkRecords(of: payment, try await checkedNode())
        } catch {
            return .failed(ConfirmedFailure(reason: "nothing was sent: \(error.reason)"))
        }
        orders.begin(payment.attempt)
        defer { orders.end(payment.attempt, at: uptime()) }
        do throws(CallFailure) {
            let settlement = try await give(order)
            guard SHA256.hash(settlement.preimage.bytes) == payment.asked.paymentHash else {
                return unproven("the node answers with a preimage that does not fit", payment.asked)
            }
            return settled(settlement, payment)
        } catch {
            return await outcome(of: payment, after: error)
        }
    }

    /// An order of which no failure could be told apart from a record that was deleted is not given.
    private func checkRecords(of payment: OutgoingPayment, _ node: NodeInfo) async throws(PaymentError) {
        let records: PaymentRecords
        do throws(CallFailure) {
            records = PaymentRecords(node: node.id, deleted: try await client.deletedPayments())
        } catch {
            throw error.paymentError
        }
        if let problem = records.problem(payment.mark.records) { throw .refused(problem) }
    }

    package func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        let outcome = await evidence(attempt, open(age: orders.age(attempt.id, at: uptime())))
        guard orders.contains(attempt.id) else { return outcome }
        // Until the node has answered it may do anything, whatever it has done so far.
        switch outcome {
        case .failed, .notFound: return .inFlight
        case .settled, .inFlight, .unknown: return outcome
        }
    }

    private func open(age: UInt64) -> PaymentEvidence.Order {
        .open(now: now(), age: age, limit: configuration.orderLimit)
    }

    private func give(_ order: XPayOrder) async throws(CallFailure) -> Settlement {
        let result: XPayResult
        do throws(CallFailure) {
            result = try await client.xpay(order)
        } catch {
            guard case .node(let answer) = error, answer.code == NodeError.Code.unknownMethod else { throw error }
            result = try await client.pay(order)
        }
        return Settlement(preimage: result.payment_preimage.bytes, spentMsat: result.amount_sent_msat.value)
    }

    private func outcome(
        of payment: OutgoingPayment, after failure: CallFailure
    ) async -> PaymentOutcome {
        logger.info(
            "an order to pay has no clean end", metadata: ["attempt": "\(payment.attempt)", "reason": "\(failure)"])
        let order: PaymentEvidence.Order
        switch failure {
        case .notSent, .untrusted, .unauthenticated, .forbidden: return .failed(ConfirmedFailure(reason: failure.description))
        case .node(let error) where error.weight != .none: order = .ended(error)
        case .node, .cut, .lost: order = open(age: 0)
        }
        switch await evidence(payment.asked, order) {
        case .settled(let settlement): return settled(settlement, payment)
        case .notFound: return .unknown("\(failure), and there is no record of it yet")
        case let outcome: return outcome
        }
    }

    private func evidence(_ attempt: PaymentAttempt, _ order: PaymentEvidence.Order) async -> PaymentOutcome {
        let node = await identity()
        let payments: [NodePayment]
        do throws(CallFailure) {
            payments = try await client.listpays(attempt.paymentHash)
        } catch {
            return .unknown("it is not known what became of the payment: \(error)")
        }
        let evidence = PaymentEvidence(
            payments: payments, paymentHash: attempt.paymentHash, mark: attempt.mark)
        switch evidence.verdict(order) {
        case .outcome(let outcome):
            switch outcome {
            // Whatever else was deleted, and whoever answers: the preimage proves it, and a pending part may arrive.
            case .settled, .inFlight, .unknown: return outcome
            case .failed, .notFound: return await confirmed(outcome, of: attempt, node)
            }
        case .withoutProof(let reason): return unproven(reason, attempt)
        }
    }

    private func identity() async -> Result<NodeInfo, CallFailure> {
        do throws(CallFailure) {
            return .success(try await client.getinfo())
        } catch {
            return .failure(error)
        }
    }

    /// A payment that is over. What it cost is the node's word, and the mint settles at that; the limit was its order.
    private func settled(_ settlement: Settlement, _ payment: OutgoingPayment) -> PaymentOutcome {
        let (spent, amount, limit) = (settlement.spentMsat, payment.amountMsat, payment.feeLimitMsat)
        if spent > amount, spent - amount > limit {
            logger.error(
                "the node spent more on fees than it was allowed to",
                metadata: [
                    "attempt": "\(payment.attempt)", "fee_msat": "\(spent - amount)", "limit_msat": "\(limit)",
                ])
        }
        return .settled(settlement)
    }

    private func unproven(_ reason: String, _ attempt: PaymentAttempt) -> PaymentOutcome {
        logger.critical(
            "a payment that the node calls complete is not proven",
            metadata: ["attempt": "\(attempt.id)", "hash": "\(attempt.paymentHash.hex)", "reason": "\(reason)"])
        return .unknown(reason)
    }
}

extension PaymentError {
    var reason: String {
        switch self {
        case .unavailable(let reason), .refused(let reason): reason
        }
    }
}
