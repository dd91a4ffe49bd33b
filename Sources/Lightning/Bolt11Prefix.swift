/// What stands before the separator of an invoice: `ln`, the network, and the amount if there is one (BOLT #11,
/// "Human-Readable Part").
struct Bolt11Prefix {
    let network: LightningNetwork
    let amountMsat: UInt64?

    /// 21 million bitcoin: more was never meant, and every sum below stays within 63 bits.
    static let maximumMsat: UInt64 = 21_000_000 * msatPerBitcoin
    private static let msatPerBitcoin: UInt64 = 100_000_000_000

    init(network: LightningNetwork, amountMsat: UInt64?) throws(Bolt11Error) {
        if let amountMsat {
            guard amountMsat > 0 else { throw .invalidAmount(.zero) }
            guard amountMsat <= Self.maximumMsat else { throw .invalidAmount(.tooMuch) }
        }
        self.network = network
        self.amountMsat = amountMsat
    }

    /// `text` in lower case. The network has no digits, so it ends where the amount begins.
    init(parsing text: String) throws(Bolt11Error) {
        guard text.utf8.starts(with: "ln".utf8) else { throw .notAnInvoice }
        let rest = text.dropFirst(2)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let start = rest.utf8.firstIndex { digits.contains($0) } ?? rest.endIndex
        guard let network = LightningNetwork(rawValue: String(rest[..<start])) else { throw .unknownNetwork }
        let amount = rest[start...]
        try self.init(network: network, amountMsat: amount.isEmpty ? nil : Self.msat(Array(amount.utf8)))
    }

    /// The shortest form: the largest multiplier that leaves a whole number.
    var text: String {
        guard let amountMsat else { return "ln" + network.rawValue }
        for (multiplier, unit) in [("", Self.msatPerBitcoin), ("m", 100_000_000), ("u", 100_000), ("n", 100)]
        where amountMsat.isMultiple(of: unit) {
            return "ln\(network.rawValue)\(amountMsat / unit)\(multiplier)"
        }
        // One millisatoshi is ten pico-bitcoin; `maximumMsat` leaves room for the factor.
        return "ln\(network.rawValue)\(amountMsat * 10)p"
    }

    private static func msat(_ amount: [UInt8]) throws(Bolt11Error) -> UInt64 {
        var number: UInt64 = 0
        var position = 0
        while position < amount.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = amount[position] {
            let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
            let (next, carry) = tens.addingReportingOverflow(UInt64(amount[position] - UInt8(ascii: "0")))
            guard !overflow, !carry else { throw .invalidAmount(.tooMuch) }
            number = next
            position += 1
        }
        guard number > 0 else { throw .invalidAmount(.zero) }
        guard amount[0] != UInt8(ascii: "0") else { throw .invalidAmount(.leadingZero) }
        guard position >= amount.count - 1 else { throw .invalidAmount(.unknownMultiplier) }
        switch position < amount.count ? amount[position] : nil {
        case nil: return try multiply(number, by: msatPerBitcoin)
        case UInt8(ascii: "m"): return try multiply(number, by: 100_000_000)
        case UInt8(ascii: "u"): return try multiply(number, by: 100_000)
        case UInt8(ascii: "n"): return try multiply(number, by: 100)
        case UInt8(ascii: "p"):
            guard number.isMultiple(of: 10) else { throw .invalidAmount(.belowMillisatoshi) }
            return number / 10
        default: throw .invalidAmount(.unknownMultiplier)
        }
    }

    private static func multiply(_ number: UInt64, by unit: UInt64) throws(Bolt11Error) -> UInt64 {
        let (product, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { throw .invalidAmount(.tooMuch) }
        return product
    }
}
