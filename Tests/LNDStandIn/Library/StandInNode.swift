internal import CashuCrypto
internal import Lightning

/// A node of LND that moves no money, written from LND's documents: what it says of its invoices and payments, and how.
actor StandInNode {
    /// By which a test tells several nodes apart; the key follows from it.
    let name: String
    var ledger: StandInLedger
    var script: StandInScript
    private let macaroons: [String]
    /// Unix seconds.
    let now: @Sendable () -> UInt64
    private var paymentListeners: [Int: (hash: String, AsyncStream<StandInPayment>.Continuation)] = [:]
    private var invoiceListeners: [Int: AsyncStream<StandInInvoice>.Continuation] = [:]
    private var nextListener = 0
    /// Every request of the macaroon's owner, as method and path.
    private(set) var requests: [String] = []

    /// - Parameter macaroons: in hex.
    init(
        named name: String, ledger path: String, script: StandInScript, macaroons: [String],
        clock: @escaping @Sendable () -> UInt64
    ) throws {
        now = clock
        self.name = name
        ledger = try StandInLedger(path: path)
        self.script = script
        self.macaroons = macaroons
    }

    /// What was on its way when the node went down goes on.
    func resume() throws {
        for payment in ledger.payments where !payment.isOver { try advance(payment) }
    }

    func update(_ change: @Sendable (inout StandInScript) -> Void) { change(&script) }

    /// The fault that this request meets, which is used up.
    func fault(_ path: String) -> StandInFault.Kind? {
        guard let position = script.faults.firstIndex(where: { path.hasPrefix($0.prefix) }) else { return nil }
        return script.faults.remove(at: position).kind
    }

    func answer(_ request: StandInRequest) -> StandInAnswer {
        requests.append("\(request.method) \(request.path)")
        do throws(StandInRefusal) {
            try authorize(request)
            return try route(request)
        } catch {
            return StandInAnswer(error)
        }
    }

    /// The macaroon is looked at first, whatever is asked.
    private func authorize(_ request: StandInRequest) throws(StandInRefusal) {
        guard let macaroon = request.macaroon else {
            throw refusal(16, "expected 1 macaroon, got 0")
        }
        guard macaroons.contains(macaroon) else {
            throw refusal(16, "verification failed: signature mismatch after caveat verification")
        }
        guard let right = StandInRights.right(request.method, request.path) else {
            throw StandInRefusal(5, "Not Found")
        }
        guard script.rights.contains(right) else { throw refusal(7, "permission denied") }
    }

    private func refusal(_ code: Int64, _ message: String) -> StandInRefusal {
        StandInRefusal(script.usesStatusesForRights ? code : 2, message)
    }

    private func route(_ request: StandInRequest) throws(StandInRefusal) -> StandInAnswer {
        switch (request.method, request.path) {
        case ("GET", "/v1/getinfo"): return StandInAnswer(information)
        case ("GET", "/v1/balance/channels"): return StandInAnswer(balance)
        case ("GET", "/v1/balance/blockchain"): return StandInAnswer(walletBalance)
        case ("GET", "/v1/payments"): return StandInAnswer(list(request.query))
        case ("POST", "/v1/invoices"): return StandInAnswer(try addInvoice(request.body))
        case ("GET", "/v1/invoices"): return StandInAnswer(invoices(request.query))
        case ("GET", "/v1/invoices/subscribe"): return subscribe(request.query)
        case ("POST", "/v2/router/send"): return try send(request.body)
        case ("GET", _) where request.path.hasPrefix("/v1/invoice/"):
            return StandInAnswer(try invoice(String(request.path.dropFirst("/v1/invoice/".count))))
        default: return try track(String(request.path.dropFirst("/v2/router/track/".count)), request.query)
        }
    }

    var key: FixedBytes<32> { SHA256.hash("the key of \(name)") }

    private var information: JSON {
        [
            "identity_pubkey": .string(PublicKey.generator.multiplied(by: key)?.hex ?? ""),
            "version": "0.21.0-beta commit=v0.21.0-beta", "alias": "stand-in",
            "synced_to_chain": .bool(script.isSyncedToChain), "synced_to_graph": .bool(script.isSyncedToGraph),
            "chains": [["chain": "bitcoin", "network": .string(script.network)]], "block_height": 114,
            "num_active_channels": .number(script.activeChannels), "num_inactive_channels": 0, "uris": [],
        ]
    }

    private var balance: JSON {
        func amount(_ msat: UInt64) -> JSON { ["sat": .int64(msat / 1_000), "msat": .int64(msat)] }
        // LND counts what is on its way to a payee for the side that will have it.
        let onItsWay = ledger.payments.filter { !$0.isOver }.reduce(0) { $0 + $1.valueMsat }
        let local = script.localMsat - min(script.localMsat, onItsWay)
        return [
            "balance": .int64(local / 1_000), "pending_open_balance": .int64(script.pendingOpenMsat / 1_000),
            "local_balance": amount(local), "remote_balance": amount(script.remoteMsat),
            "unsettled_local_balance": amount(script.incomingMsat), "unsettled_remote_balance": amount(onItsWay),
            "pending_open_local_balance": amount(script.pendingOpenMsat), "pending_open_remote_balance": amount(0),
        ]
    }

    private var walletBalance: JSON {
        [
            "total_balance": .int64(script.onChainSat), "confirmed_balance": .int64(script.onChainSat),
            "unconfirmed_balance": "0", "locked_balance": "0", "reserved_balance_anchor_chan": "0",
            "account_balance": [:],
        ]
    }

    // MARK: Those who listen

    func listen(to hash: String) -> AsyncStream<StandInPayment> {
        nextListener += 1
        let number = nextListener
        let (stream, continuation) = AsyncStream.makeStream(of: StandInPayment.self)
        paymentListeners[number] = (hash, continuation)
        continuation.onTermination = { _ in Task { await self.forget(number) } }
        return stream
    }

    var subscribers: Int { invoiceListeners.count }

    func listenToInvoices() -> AsyncStream<StandInInvoice> {
        nextListener += 1
        let number = nextListener
        let (stream, continuation) = AsyncStream.makeStream(of: StandInInvoice.self)
        invoiceListeners[number] = continuation
        continuation.onTermination = { _ in Task { await self.forget(number) } }
        return stream
    }

    func tell(_ payment: StandInPayment) {
        for (hash, continuation) in paymentListeners.values where hash == payment.hash { continuation.yield(payment) }
    }

    func tell(_ invoice: StandInInvoice) {
        for continuation in invoiceListeners.values { continuation.yield(invoice) }
    }

    private func forget(_ number: Int) {
        paymentListeners[number] = nil
        invoiceListeners[number] = nil
    }
}
