import Cashu
import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake
import Testing

@Suite("Paying with the fake")
struct PayingTests {
    private func fake(_ change: (inout FakeBackendConfiguration) -> Void = { _ in }) throws -> FakeBackend {
        try FakeBackend(FakeBackendConfiguration(change), clock: ManualClock())
    }

    private func spent(_ outcome: PaymentOutcome) -> UInt64? {
        if case .settled(let settlement) = outcome { settlement.spentMsat } else { nil }
    }

    private func failed(_ outcome: PaymentOutcome) -> Bool {
        if case .failed = outcome { true } else { false }
    }

    @Test("costs the fee, unless the limit is lower: then nothing")
    func feeLimit() async throws {
        let fake = try fake { $0.paymentFeeMsat = 1_500 }
        #expect(spent(await fake.pay(try FakeNode.payment("tea", feeLimitMsat: 1_500, number: 1))) == 11_500)
        #expect(spent(await fake.pay(try FakeNode.payment("tea", feeLimitMsat: .max, number: 2))) == 11_500)
        #expect(spent(await fake.pay(try FakeNode.payment("tea", feeLimitMsat: 1_499, number: 3))) == 10_000)
        #expect(spent(await fake.pay(try FakeNode.payment("tea", feeLimitMsat: 0, number: 4))) == 10_000)
    }

    @Test("has no preimage that could be mistaken for one")
    func preimage() async throws {
        guard case .settled(let settlement) = try await fake().pay(FakeNode.payment("tea")) else {
            Issue.record("the payment did not settle")
            return
        }
        #expect(settlement.preimage == FixedBytes<32>())
    }

    @Test("refuses another amount than the invoice's, and none")
    func amounts() async throws {
        let fake = try fake { $0.paysParts = false }
        #expect(!fake.capabilities.paysParts)
        for amount in [0, 9_999, 10_001, UInt64.max] {
            #expect(failed(await fake.pay(try FakeNode.payment("tea", amountMsat: amount))))
        }
        let open = try FakeNode.invoice("open", amountMsat: nil)
        for amount in [0, UInt64.max] {
            let payment = OutgoingPayment(
                attempt: FakeNode.attempt, request: .bolt11(open), amountMsat: amount, feeLimitMsat: 1_000, mark: .start)
            #expect(failed(await fake.pay(payment)))
        }
        let payment = OutgoingPayment(
            attempt: FakeNode.attempt, request: .bolt11(open), amountMsat: 777, feeLimitMsat: 0, mark: .start)
        #expect(spent(await fake.pay(payment)) == 777)
    }

    @Test("pays a part of an invoice, which is paid by that, and never more than it asks")
    func parts() async throws {
        let fake = try fake { $0.paymentFeeMsat = 0 }
        #expect(fake.capabilities.paysParts)
        for amount in [0, 10_001, UInt64.max] {
            #expect(failed(await fake.pay(try FakeNode.payment("tea", amountMsat: amount))))
        }
        #expect(spent(await fake.pay(try FakeNode.payment("tea", amountMsat: 9_999))) == 9_999)
        let rest = try FakeNode.payment("tea", amountMsat: 1, attempt: OperationID())
        #expect(spent(await fake.pay(rest)) == 9_999, "a hash is paid once")
    }

    @Test("refuses its own invoices, also through a copy of their hash or key")
    func ownInvoices() async throws {
        let key = SHA256.hash("the fake's key")
        let fake = try fake { $0.throwawayKey = key }
        let created = try await fake.createInvoice(.order("quote", amountMsat: 10_000))
        let own = try Bolt11Invoice(parsing: created.request)
        #expect(own.payee == fake.node)
        #expect(
            failed(
                await fake.pay(
                    OutgoingPayment(
                        attempt: FakeNode.attempt, request: .bolt11(own), amountMsat: 10_000, feeLimitMsat: 0, mark: .start))))
        #expect(await fake.outcome(of: own.paymentHash, attempt: FakeNode.attempt) == .notFound)

        let terms = Bolt11Terms(
            amountMsat: 10_000, paymentHash: own.paymentHash, paymentSecret: SHA256.hash("secret"),
            purpose: .description("the same hash"), timestamp: 1_700_000_000)
        let sameHash = try Bolt11Invoice.make(terms, throwawayKey: FakeNode.key)
        #expect(
            failed(
                await fake.pay(
                    OutgoingPayment(
                        attempt: FakeNode.attempt, request: .bolt11(sameHash), amountMsat: 10_000, feeLimitMsat: 0,
                        mark: .start)))
        )

        var otherTerms = terms
        otherTerms.paymentHash = SHA256.hash("another")
        let sameKey = try Bolt11Invoice.make(otherTerms, throwawayKey: key)
        #expect(
            failed(
                await fake.pay(
                    OutgoingPayment(
                        attempt: FakeNode.attempt, request: .bolt11(sameKey), amountMsat: 10_000, feeLimitMsat: 0,
                        mark: .start))))
    }

    @Test("pays a hash once, and answers with what became of it")
    func once() async throws {
        let fake = try fake { $0.paymentFeeMsat = 1_000 }
        let first = await fake.pay(try FakeNode.payment("tea", feeLimitMsat: 1_000))
        #expect(spent(first) == 11_000)
        // With a limit of 0 a second attempt would have cost less.
        #expect(await fake.pay(try FakeNode.payment("tea", feeLimitMsat: 0)) == first)

        let hanging = try FakeNode.payment("fake:hang")
        #expect(await fake.pay(hanging) == .inFlight)
        #expect(await fake.pay(hanging) == .inFlight)
        let unknown = try FakeNode.payment("fake:unknown-then-paid")
        guard case .unknown = await fake.pay(unknown) else {
            Issue.record("the payment was not unknown")
            return
        }
        #expect(spent(await fake.pay(unknown)) == 11_000)
    }

    @Test("tries again after a failure")
    func retry() async throws {
        let fake = try fake { $0.paymentFeeMsat = 1_000 }
        let payment = try FakeNode.payment("fake:unknown-then-failed")
        let first = await fake.pay(payment)
        #expect(failed(await fake.outcome(of: payment.request.paymentHash, attempt: FakeNode.attempt)))
        #expect(failed(await fake.pay(payment)), "a failed attempt is over")
        let next = OperationID()
        let second = await fake.pay(try FakeNode.payment("fake:unknown-then-failed", attempt: next))
        #expect(first == second)
        guard case .unknown = second else {
            Issue.record("a new attempt was not begun")
            return
        }
    }

    @Test("says of a failure which attempt failed, and of everything else that the hash may be paid")
    func attempts() async throws {
        let fake = try fake()
        let other = OperationID()
        for description in ["fake:fail", "fake:unknown-then-failed"] {
            let payment = try FakeNode.payment(description)
            _ = await fake.pay(payment)
            #expect(failed(await fake.outcome(of: payment.request.paymentHash, attempt: FakeNode.attempt)))
            #expect(await fake.outcome(of: payment.request.paymentHash, attempt: other) == .notFound)
        }
        for description in ["fake:settle", "fake:hang", "fake:unknown"] {
            let payment = try FakeNode.payment(description)
            _ = await fake.pay(payment)
            let outcome = await fake.outcome(of: payment.request.paymentHash, attempt: FakeNode.attempt)
            #expect(await fake.outcome(of: payment.request.paymentHash, attempt: other) == outcome)
        }
    }

    @Test("estimates the share of the amount, and the minimum at least")
    func estimates() async throws {
        let fake = try fake {
            $0.feePartsPerMillion = 20_000
            $0.reserveFeeMinMsat = 1_000
        }
        let invoice = try FakeNode.invoice("tea")
        func reserve(_ amount: UInt64) async throws -> UInt64 {
            try await fake.estimate(.bolt11(invoice), amountMsat: amount).feeReserveMsat
        }
        #expect(try await reserve(1) == 1_000)
        #expect(try await reserve(50_000) == 1_000)
        #expect(try await reserve(50_049) == 1_000)
        #expect(try await reserve(50_050) == 1_001)
        #expect(try await reserve(1_000_000) == 20_000)
        #expect(try await reserve(.max) == UInt64.max / 50)
        await #expect(throws: PaymentError.self) { try await reserve(0) }
    }

    @Test("has no estimate that does not fit")
    func hugeEstimate() async throws {
        let fake = try fake { $0.feePartsPerMillion = .max }
        let invoice = try FakeNode.invoice("tea")
        await #expect(throws: PaymentError.self) { try await fake.estimate(.bolt11(invoice), amountMsat: .max) }
        await #expect(throws: PaymentError.self) { try await fake.estimate(.bolt11(invoice), amountMsat: 1_000_001) }
        #expect(try await fake.estimate(.bolt11(invoice), amountMsat: 1_000_000).feeReserveMsat == .max)
    }
}
