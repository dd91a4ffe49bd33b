internal import CashuCrypto
package import Lightning

/// Everything the node knows.
struct StandInState {
    var settings: StandInSettings
    let ledger: Ledger
    var key = FixedBytes<32>()
    var invoices: [StandInInvoice] = []
    /// By payment hash.
    var received: [String: Receipt] = [:]
    /// Payment hashes in the order in which they were paid.
    var receivedOrder: [String] = []
    /// Payment hashes of invoices in the order in which they were paid or expired.
    var changes: [String] = []
    var offers: [StandInOffer] = []
    var parts: [StandInPart] = []
    var orders: [String] = []
    var faults: [String: [StandInFault]] = [:]
    /// How often each method was called.
    var calls: [String: Int] = [:]
    /// The parameters of the last call of each method.
    var lastParameters: [String: JSON] = [:]
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
    var isStopped = false

    struct Receipt {
        let amountMsat: UInt64
        let payIndex: UInt64
        let at: UInt64
    }

    /// A call that is not answered yet.
    struct Waiter {
        enum Event {
            case invoice(after: UInt64)
            case payment(hash: String)
            case letGo
        }

        let event: Event
        let continuation: CheckedContinuation<StandInAnswer, Never>
    }

    var publicKey: PublicKey { PublicKey.generator.multiplied(by: key) ?? .generator }

    init(_ settings: StandInSettings, ledger: Ledger, entries: [Ledger.Entry]) {
        self.settings = settings
        self.ledger = ledger
        for entry in entries { apply(entry) }
    }

    mutating func record(_ entry: Ledger.Entry) {
        ledger.append(entry)
        apply(entry)
    }

    private mutating func apply(_ entry: Ledger.Entry) {
        switch entry {
        case .node(let text): key = FixedBytes(hex: text) ?? key
        case .invoice(let invoice): invoices.append(invoice)
        case .received(let hash, let amount, let index, let time):
            received[hash] = Receipt(amountMsat: amount, payIndex: index, at: time)
            receivedOrder.append(hash)
            changes.append(hash)
        case .expired(let hash): changes.append(hash)
        case .offer(let offer):
            offers.removeAll { $0.id == offer.id }
            offers.append(offer)
        case .order(let hash, _, _): orders.append(hash)
        case .part(let part): parts.append(part)
        case .end(let index, let isPaid, let preimage):
            guard let position = parts.firstIndex(where: { $0.createdIndex == index }) else { return }
            parts[position].status = isPaid ? .complete : .failed
            parts[position].preimage = preimage
        case .deleted(let index):
            guard let position = parts.firstIndex(where: { $0.createdIndex == index }) else { return }
            parts[position].isDeleted = true
        }
    }

    /// Takes one fault of those that wait for the method.
    mutating func takeFault(_ method: String) -> StandInFault? {
        guard faults[method]?.isEmpty == false else { return nil }
        return faults[method]?.removeFirst()
    }

    /// As the node writes an amount.
    func amount(_ msat: UInt64) -> JSON { settings.writesAmountsAsText ? .text("\(msat)msat") : .int(msat) }
}

/// How the node is.
package struct StandInSettings: Sendable {
    package var network = LightningNetwork.regtest
    package var delivery = StandInDelivery.plain
    /// As versions before 23.
    package var writesAmountsAsText = false
    package var isSyncing = false
    package var knowsXPay = true
    package var knowsOffers = true
    /// 218 before 26.06.
    package var alreadyPaidCode: Int64 = 219
    package var spendableMsat: UInt64 = 100_000_000_000
    package var receivableMsat: UInt64 = 100_000_000_000
    /// Whether the peer of the first channel is there.
    package var isConnected = true
    /// Added to the clock.
    package var laterBy: UInt64 = 0
    package var rune = "a-rune"
    /// Methods that the rune does not allow.
    package var forbidden: Set<String> = []

    package init() {}

    var networkName: String {
        switch network {
        case .bitcoin: "bitcoin"
        case .testnet: "testnet"
        case .signet: "signet"
        case .regtest: "regtest"
        }
    }
}
