internal import Cashu
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import SignatoryAPI
internal import Storage

/// What every operation works with.
final class Services: Sendable {
    let settings: MintSettings
    let database: Database
    let signatory: any Signatory
    let backend: any PaymentBackend
    let clock: any MintClock
    let newID: @Sendable () -> OperationID
    let logger: Logger
    let board = KeysetBoard(nil)
    let running: RunningOperations
    let endings = MeltEndings()
    let watchers: Watchers
    /// Mint quotes that are being issued.
    let quotesInUse = QuotesInUse()
    /// Questions of strangers for which the node asks another one.
    let fetches = Permits(16)
    let signatureChecks = SignatureSampling()
    let ledgerGate = LedgerGate()
    let breaker: CircuitBreaker
    let solvencyGate: SolvencyGate

    init(
        settings: MintSettings, database: Database, signatory: any Signatory, backend: any PaymentBackend,
        clock: any MintClock, newID: @escaping @Sendable () -> OperationID, logger: Logger
    ) {
        self.settings = settings
        self.database = database
        self.signatory = signatory
        self.backend = backend
        self.clock = clock
        self.newID = newID
        self.logger = logger
        running = RunningOperations(logger: logger)
        breaker = CircuitBreaker(backend: backend.name, logger: logger)
        solvencyGate = SolvencyGate(settings.solvency)
        watchers = Watchers(limit: settings.limits.maximumWatched)
    }

    /// How it can be paid and can pay. 90004 for a method that the backend does not have, as for one that nobody knows.
    var methods: [PaymentMethod] { backend.capabilities.offers ? PaymentMethod.allCases : [.bolt11] }

    func check(_ method: PaymentMethod) throws(NUTError) {
        guard methods.contains(method) else {
            throw NUTError(.routeUnknown, "this mint knows no payment method \(method.rawValue)")
        }
    }

    /// Runs the checks that need neither keys nor database, on the current keysets and at the present time.
    func check<Checked>(
        _ body: (_ keysets: KeysetSnapshot, _ now: UInt64) throws(NUTError) -> Checked
    ) throws(MintFailure) -> Checked {
        guard let keysets = board.current else { throw .noKeysets }
        do throws(NUTError) {
            return try body(keysets, clock.now())
        } catch {
            throw .refused(error)
        }
    }

    /// What a quote of this unit may ask, and at which rate. 11013 for one in which the mint does not deal.
    func dealing(in unit: CurrencyUnit) throws(NUTError) -> (terms: UnitTerms, rate: UnitRate) {
        guard let terms = settings.units.first(where: { $0.unit == unit }), let rate = backend.rate(of: unit) else {
            throw NUTError(.unitNotSupported, "unit \(unit) is not supported")
        }
        return (terms, rate)
    }

    /// - Throws: when nothing is to be melted at present.
    func checkMelting() async throws(MintFailure) {
        // The number that others use as well: the table has none for melting.
        if settings.isMeltingDisabled { throw .refused(.mintingDisabled, "melting is disabled") }
        if solvencyGate.meltingPause != nil { throw .refused(.mintingDisabled, "melting is paused for the moment") }
        if let incident = try await incidentStoppingMelts() { throw .stopped(by: incident) }
    }

    /// A backend that does not keep to what it was told, or books that do not balance, must not be used to pay any
    /// more: not by this process nor by another, and not after a restart, until an operator has looked into it.
    func incidentStoppingMelts() async throws(MintFailure) -> Incident? {
        let name = backend.name
        return try await read { (transaction) throws(StoreError) in
            try transaction.incident(stoppingMeltsOf: name)
        }
    }

    /// Runs an operation in a task of its own: it goes on when the caller's task is cancelled.
    func detached<R: Sendable>(
        _ body: @escaping @Sendable () async throws(MintFailure) -> R
    ) async throws(MintFailure) -> R {
        let task = Task { () async -> Result<R, MintFailure> in
            do throws(MintFailure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        return try await task.value.get()
    }

    /// - Parameter method: under which it is asked for; whatever it is when that is not said. A quote of one method is not
    ///   known under another.
    func meltQuote(_ id: String, of method: PaymentMethod? = nil) async throws(MintFailure) -> MeltQuote {
        let quote = try await read { (transaction) throws(StoreError) in try transaction.meltQuote(id) }
        guard let quote, method ?? quote.method == quote.method else {
            throw .refused(.quoteUnknown, "quote is not known")
        }
        return quote
    }

    func mintQuote(_ id: String, of method: PaymentMethod? = nil) async throws(MintFailure) -> MintQuote {
        let quote = try await read { (transaction) throws(StoreError) in try transaction.mintQuote(id) }
        guard let quote, method ?? quote.method == quote.method else {
            throw .refused(.quoteUnknown, "quote is not known")
        }
        return quote
    }

    /// In the order asked.
    func mintQuotes(_ ids: [String], of method: PaymentMethod) async throws(MintFailure) -> [MintQuote] {
        try await read { (transaction) throws(StoreError) in
            var quotes: [MintQuote] = []
            for id in ids {
                guard let quote = try transaction.mintQuote(id), quote.method == method else {
                    throw .refused(.quoteUnknown, "quote is not known")
                }
                quotes.append(quote)
            }
            return quotes
        }
    }
}
