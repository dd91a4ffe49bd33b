internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

/// What the fake must remember: its key, its invoices and offers, and the payments it began. Everything else follows from these
/// and the time, so nothing has to be remembered when an invoice is paid or a payment settles.
struct FakeLedger {
    let nodeKey: FixedBytes<32>
    let node: PublicKey
    private var invoices: [FixedBytes<32>: FakeInvoice] = [:]
    /// By the bytes of the label: as text, two different labels could be equal.
    private var hashes: [[UInt8]: FixedBytes<32>] = [:]
    private var offers: [FixedBytes<32>: FakeOffer] = [:]
    private var offerIDs: [[UInt8]: FixedBytes<32>] = [:]
    /// What arrives, or has, in the order in which it was recorded.
    private(set) var receipts: [FakeReceipt] = []
    private var receiptPlaces: [FixedBytes<32>: Int] = [:]
    private var payments: [FixedBytes<32>: FakePayment] = [:]
    private let file: StateFile?

    /// Reads the state file, or begins one.
    init(stateFile path: String?, throwawayKey: FixedBytes<32>?) throws(PaymentError) {
        let file: StateFile? = if let path { try StateFile(path: path) } else { nil }
        var entries: [FakeLedgerEntry] = []
        for line in try file?.readLines() ?? [] { entries.append(try FakeLedgerEntry(line: line)) }

        let remembered = try Self.nodeKey(entries.first)
        if let remembered, let throwawayKey, remembered != throwawayKey {
            throw .refused("the state file of the fake backend belongs to a node with another key")
        }
        nodeKey = throwawayKey ?? remembered ?? .random()
        guard let node = PublicKey.generator.multiplied(by: nodeKey) else {
            throw .refused("the key of the fake backend is not a key")
        }
        self.node = node
        self.file = file
        if entries.isEmpty { try file?.append(FakeLedgerEntry.node(key: nodeKey.hex).line()) }
        for entry in entries { try apply(entry) }
    }

    /// `nil` for a file without entries. Without its key the rest of a file is worth nothing.
    private static func nodeKey(_ first: FakeLedgerEntry?) throws(PaymentError) -> FixedBytes<32>? {
        guard let first else { return nil }
        guard case .node(let hex) = first, let key = FixedBytes<32>(hex: hex) else { throw FakeLedgerEntry.unreadable }
        return key
    }

    func invoice(label: String) -> FakeInvoice? {
        hashes[Array(label.utf8)].flatMap { invoices[$0] }
    }

    func invoice(_ paymentHash: FixedBytes<32>) -> FakeInvoice? { invoices[paymentHash] }

    func offer(label: String) -> FakeOffer? { offerIDs[Array(label.utf8)].flatMap { offers[$0] } }

    func offer(_ id: FixedBytes<32>) -> FakeOffer? { offers[id] }

    /// What arrives under this hash, for an invoice or an offer.
    func receipt(_ paymentHash: FixedBytes<32>) -> FakeReceipt? { receiptPlaces[paymentHash].map { receipts[$0] } }

    /// The last attempt.
    func payment(_ paymentHash: FixedBytes<32>) -> FakePayment? { payments[paymentHash] }

    /// When this throws nothing was recorded, unless `isDamaged`.
    mutating func record(_ entry: FakeLedgerEntry) throws(PaymentError) {
        if let file { try file.append(entry.line()) }
        try apply(entry)
    }

    /// What is on the disk may differ from what is known here; only a restart tells.
    var isDamaged: Bool { file?.isDamaged ?? false }

    private mutating func keep(_ receipt: FakeReceipt?) {
        guard let receipt else { return }
        receiptPlaces[receipt.payment.paymentHash] = receipts.count
        receipts.append(receipt)
    }

    private mutating func apply(_ entry: FakeLedgerEntry) throws(PaymentError) {
        switch entry {
        case .node: break
        case .invoice(let label, let request, let paidAt):
            guard let invoice = try? Bolt11Invoice(parsing: request) else { throw FakeLedgerEntry.unreadable }
            let made = FakeInvoice(invoice: invoice, paidAt: paidAt)
            invoices[invoice.paymentHash] = made
            keep(made.receipt)
            hashes[Array(label.utf8)] = invoice.paymentHash
        case .offer(let label, let request, let hash, let amountMsat, let paidAt):
            guard let offer = try? Bolt12Offer(parsing: request), let hash = FixedBytes<32>(hex: hash) else {
                throw FakeLedgerEntry.unreadable
            }
            let payment = ReceivedPayment(paymentHash: hash, amountMsat: amountMsat, offer: offer.offerID)
            let made = FakeOffer(offer: offer, first: FakeReceipt(payment: payment, paidAt: paidAt))
            offers[offer.offerID] = made
            keep(made.accepted(made.first))
            offerIDs[Array(label.utf8)] = offer.offerID
        case .offerPayment(let offer, let hash, let amountMsat, let paidAt):
            guard let id = FixedBytes<32>(hex: offer), let paid = offers[id], let hash = FixedBytes<32>(hex: hash)
            else { throw FakeLedgerEntry.unreadable }
            let payment = ReceivedPayment(paymentHash: hash, amountMsat: amountMsat, offer: id)
            keep(paid.accepted(FakeReceipt(payment: payment, paidAt: paidAt)))
        case .payment(let hash, let attempt, let spentMsat, let atPay, let later, let begunAt):
            guard let hash = FixedBytes<32>(hex: hash), let attempt = FixedBytes<16>(hex: attempt),
                let atPay = FakePaymentScript.Answer(text: atPay), let later = FakePaymentScript.Answer(text: later)
            else { throw FakeLedgerEntry.unreadable }
            let script = FakePaymentScript(atPay: atPay, later: later)
            payments[hash] = FakePayment(
                attempt: OperationID(attempt), spentMsat: spentMsat, script: script, begunAt: begunAt)
        }
    }
}
