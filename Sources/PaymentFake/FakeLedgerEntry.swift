internal import FoundationEssentials
internal import PaymentAPI

/// One line of the state file, in JSON.
enum FakeLedgerEntry: Codable {
    /// The first line, in hex.
    case node(key: String)
    case offer(label: String, request: String, hash: String, amountMsat: UInt64, paidAt: UInt64)
    /// One more payment of an offer: its id and the payment hash in hex.
    case offerPayment(offer: String, hash: String, amountMsat: UInt64, paidAt: UInt64)
    case invoice(label: String, request: String, paidAt: UInt64)
    /// Hash and attempt in hex; amount and fee together; the answers as `FakePaymentScript.Answer.text`. A later line
    /// for the same hash replaces the earlier one.
    case payment(hash: String, attempt: String, spentMsat: UInt64, atPay: String, later: String, begunAt: UInt64)

    static let unreadable = PaymentError.unavailable("the state file of the fake backend has a line that is no entry")

    init(line: some Collection<UInt8>) throws(PaymentError) {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(line))
        } catch {
            throw Self.unreadable
        }
    }

    /// JSON has no raw newlines, so this is one line.
    func line() throws(PaymentError) -> [UInt8] {
        do {
            return Array(try JSONEncoder().encode(self))
        } catch {
            throw .refused("the entry of the fake backend is not representable in JSON")
        }
    }
}
