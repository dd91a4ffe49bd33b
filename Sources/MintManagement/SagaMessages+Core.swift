internal import Cashu
internal import CashuCrypto
internal import ManagementAPI
internal import MintCore
internal import MintStore
internal import PaymentAPI
internal import Storage

extension SagaListAnswer {
    init(_ administration: Administration, _ sagas: [OpenSaga]) {
        self.init(owner: administration.owner, now: administration.now(), sagas: sagas.map(SagaSummary.init))
    }
}

extension SagaSummary {
    init(_ saga: OpenSaga) {
        let raw = saga.stored.raw
        let row = saga.row
        self.init(
            operation: saga.name, kind: row.map { "\($0.kind)" } ?? raw.kind.map(String.init) ?? "unreadable",
            state: row.map { "\($0.state)" } ?? raw.state.map(String.init) ?? "unreadable",
            keeper: saga.keeper.rawValue, failures: saga.failures, isPoisoned: saga.isPoisoned)
        (quote, owner, version) = (raw.quoteID, raw.owner, raw.version)
        (createdAt, updatedAt, lastError) = (raw.createdAt, raw.updatedAt, saga.lastError)
        if case .failure(let error) = saga.stored.row { unreadable = "\(error)" }
    }
}

extension SagaEvidenceAnswer {
    init(_ administration: Administration, _ evidence: SagaEvidence) {
        self.init(
            owner: administration.owner, now: administration.now(), saga: SagaSummary(evidence.saga),
            held: HoldingsMessage(
                inputs: evidence.holdings.inputs, inputAmount: evidence.holdings.inputAmount,
                outputs: evidence.holdings.outputs, outputAmount: evidence.holdings.outputAmount,
                signedOutputs: evidence.holdings.signedOutputs),
            quote: evidence.quote.map { QuoteMessage($0, invoiceExpiresAt: evidence.invoiceExpiresAt) },
            quoteProblem: evidence.quoteProblem,
            backend: evidence.outcome.map { BackendMessage(administration.backend, $0) },
            release: ReleaseMessage(
                rule: evidence.rule.name, explanation: evidence.rule.explanation, lastMoment: evidence.rule.lastMoment),
            incidents: evidence.incidents.map(IncidentMessage.init))
    }
}

extension QuoteMessage {
    fileprivate init(_ quote: MeltQuote, invoiceExpiresAt: UInt64?) {
        self.init(
            quote: quote.id, state: quote.state.rawValue, unit: quote.unit.name, amount: quote.amount,
            amountMsat: quote.amountMsat, feeReserve: quote.feeReserve, paymentHash: quote.paymentHash.hex,
            invoiceExpiresAt: invoiceExpiresAt)
    }
}

extension BackendMessage {
    fileprivate init(_ name: String, _ outcome: PaymentOutcome) {
        let (says, detail): (String, String?) =
            switch outcome {
            case .settled(let settlement): ("settled", "for \(settlement.spentMsat) msat")
            case .failed(let failure): ("failed", failure.reason)
            case .inFlight: ("in-flight", nil)
            case .unknown(let detail): ("unknown", detail)
            case .notFound: ("not-found", nil)
            }
        self.init(name: name, says: says, detail: detail)
    }
}

extension SagaResolveRequest {
    func sagaAction() throws(AdministrationFailure) -> SagaAction {
        switch action {
        case "retry": return .retry
        case "release": return .release(isForced: isForced ?? false)
        case "settle":
            guard let preimage else { return .settle(preimage: nil, spentMsat: spentMsat) }
            guard let bytes = Hex.decode(preimage, maximumBytes: 32), let preimage = FixedBytes<32>(bytes) else {
                throw .refused("a preimage is 64 hex digits")
            }
            return .settle(preimage: preimage, spentMsat: spentMsat)
        default: throw .refused("the actions are retry, release and settle")
        }
    }
}
