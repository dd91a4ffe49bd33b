internal import PaymentAPI

extension ConformanceCase {
    /// What the node does not say, or not clearly. Here only evidence may fail a payment.
    static let doubting =
        [.hangs, .hangsAfterError, .hangsUnheard, .hangsAfterFailedAttempt].flatMap { fate in
            [hanging(fate, paid: true), hanging(fate, paid: false)]
        } + [.neverArrives, .neverArrivesAfterFailedAttempt].map(lost) + [
            ConformanceCase("a payment whose answer was lost is found settled", [.settlesUnheard]) {
                subject, findings in
                let payment = try await Payment(subject, .settlesUnheard)
                findings.expect(await payment.pay(), is: .settled, .inFlight, .unknown, when: "at once")
                findings.expect(payment.isProven(await payment.outcome()), "not found")
                findings.expect(payment.isProven(try await payment.outcomeElsewhere()), "not found after a restart")
                try await payment.expectPaid(1, &findings)
            },
            ConformanceCase("a preimage that does not fit proves nothing, and fails nothing", [.wrongPreimage]) {
                subject, findings in
                let payment = try await Payment(subject, .wrongPreimage)
                findings.expect(await payment.pay(), is: .unknown, .inFlight, when: "at once")
                findings.expect(await payment.outcome(), is: .unknown, .inFlight, when: "later")
            },
            ConformanceCase("a payment in flight outlives a restart of the node", [.hangsUnheard]) {
                subject, findings in
                let payment = try await Payment(subject, .hangsUnheard)
                findings.expect(await payment.pay(), is: .inFlight, .unknown, when: "at once")
                try await subject.restartNode()
                findings.expect(await payment.outcome(), is: .inFlight, .unknown, when: "after the restart")
                try await payment.end(paid: true)
                findings.expect(payment.isProven(await payment.outcome()), "not found settled")
                try await payment.expectPaid(1, &findings)
            },
        ]

    private static func hanging(_ fate: PaymentFate, paid: Bool) -> ConformanceCase {
        ConformanceCase(
            "a payment that \(fate) and then \(paid ? "settles" : "fails") is open until then", [fate],
            needing: paid ? [] : [.laterFailures]
        ) { subject, findings in
            let payment = try await Payment(subject, fate)
            findings.expect(await payment.pay(), is: .inFlight, .unknown, when: "at once")
            findings.expect(await payment.outcome(), is: .inFlight, .unknown, when: "in flight")
            findings.expect(try await payment.outcomeElsewhere(), is: .inFlight, .unknown, when: "elsewhere, in flight")
            try await payment.end(paid: paid)
            if !paid { try await subject.outlastOrders() }
            let outcome = await payment.outcome()
            findings.expect(outcome, is: paid ? .settled : .failed, when: "at the end")
            if paid { findings.expect(payment.isProven(outcome), "without a proof: \(outcome)") }
            try await payment.expectPaid(paid ? 1 : 0, &findings)
        }
    }

    /// The backend cannot know that the order did not arrive, so it is not for it to say that the payment failed.
    private static func lost(_ fate: PaymentFate) -> ConformanceCase {
        ConformanceCase("a payment whose order \(fate) is not failed", [fate]) { subject, findings in
            let payment = try await Payment(subject, fate)
            findings.expect(await payment.pay(), is: .unknown, .inFlight, .notFound, when: "at once")
            findings.expect(await payment.outcome(), is: .notFound, .unknown, .inFlight, when: "later")
            try await subject.outlastOrders()
            findings.expect(
                try await payment.outcomeElsewhere(), is: .notFound, .unknown, when: "much later, elsewhere")
            try await payment.expectPaid(0, &findings)
        }
    }
}
