internal import Cashu
internal import MintStore
internal import PaymentAPI
internal import Storage

/// NUT-05 as a saga, a type for each stage. Each consumes itself and runs on to the next; where it cannot go on, the row
/// in the database says where recovery begins, which is the same code.
///
/// | Stage            | In the database                              | Left there by a crash, it is          | Goes on to                      |
/// |------------------|----------------------------------------------|---------------------------------------|---------------------------------|
/// | Initial          | nothing                                      | forgotten                             | SetupComplete                   |
/// | SetupComplete    | quote and inputs PENDING, blanks reserved    | undone: nobody was asked to pay       | PaymentAttempted, Finalizing (an invoice of this mint), or undone |
/// | PaymentAttempted | the same, with the marker                    | asked about at the backend            | Finalizing; undone after a confirmed failure of this attempt, or once nobody can have paid |
/// | Finalizing       | the same, with what was paid                 | finished                              | Completed                       |
/// | Completed        | quote PAID, inputs SPENT, change signed, the line in the books; no saga row | done   |                                 |
enum MeltSaga {
    /// Nothing is written.
    struct Initial: ~Copyable, Sendable {
        private let services: Services
        private let duty: Duty

        /// - Parameter operation: a new one.
        init(_ operation: OperationID, _ services: Services) {
            guard let duty = services.running.begin(operation) else { preconditionFailure("the operation is new") }
            self.services = services
            self.duty = duty
        }

        /// TX1: quote PENDING, inputs PENDING, blank outputs reserved, the saga row.
        consuming func setUp(_ melt: CheckedMelt) async throws(MintFailure) -> SetupComplete {
            let operation = duty.operation
            let now = services.clock.now()
            let hold: SagaHold
            do throws(WriteFailure) {
                hold = try await services.write { (transaction) throws(StoreError) in
                    try Self.reserve(melt, for: operation, at: now, in: &transaction)
                } evidence: { (transaction) throws(StoreError) in
                    try transaction.lockSaga(operation)?.value.hold
                }
            } catch {
                if case .gaveUp = error { duty.discharge() }
                throw error.mintFailure
            }
            return SetupComplete(melt.quote, hold, services: services, duty: duty)
        }

        private static func reserve(
            _ melt: CheckedMelt, for operation: OperationID, at now: UInt64, in transaction: inout WriteTransaction
        ) throws(StoreError) -> SagaHold {
            guard let quote = try transaction.lockMeltQuote(melt.quote.id) else {
                throw .conflict("a melt quote is gone")
            }
            do throws(NUTError) {
                try CheckedMelt.checkOpen(quote.value, now: now)
            } catch {
                throw .refused(error)
            }
            try transaction.markPending(quote, for: melt.digest.bytes, by: operation, at: now)
            let hold = try transaction.beginSaga(operation, kind: .melt, quoteID: melt.quote.id, at: now)
            try transaction.reserve(melt.inputs.inputs, for: operation, kind: .melt, at: now)
            try transaction.reserve(melt.blanks, for: operation, kind: .melt, at: now)
            return hold
        }
    }

    /// Takes up a melt of which only the rows are left.
    static func recover(_ row: SagaRow, _ duty: consuming Duty, _ services: Services) async throws(MintFailure) {
        guard let id = row.quoteID else { throw .internalFailure(detail: "a melt without a quote") }
        let quote = try await services.meltQuote(id)
        switch row.state {
        case .setupComplete:
            // The marker that stands before every order to pay is not there: nobody was asked.
            try await SetupComplete(quote, row.hold, services: services, duty: duty)
                .compensate(because: .refused(.paymentFailed, "the payment was not attempted"))
        case .paymentAttempted:
            try await PaymentAttempted(quote, row.hold, since: row.mark, services: services, duty: duty)
                .inquire(since: row.updatedAt)
        case .finalizing:
            guard let spentMsat = row.spentMsat else {
                throw .internalFailure(detail: "a settled melt without its cost")
            }
            try await Finalizing(
                quote, row.hold, preimage: row.preimage, spentMsat: spentMsat, services: services, duty: duty
            ).complete()
        }
    }
}

extension SagaRow {
    /// Before the attempt of a melt. Without one no failure counts as its own.
    var mark: PaymentMark { paymentMark.map(PaymentMark.init) ?? .never }

    func attempt(for quote: MeltQuote) -> PaymentAttempt {
        PaymentAttempt(id: operation, paymentHash: quote.paymentHash, mark: mark)
    }
}

extension PaymentMark {
    init(_ stored: AttemptMark) { self.init(stored.value, of: stored.records) }

    var stored: AttemptMark { AttemptMark(value: value, records: records) }
}
