/// What stands before the separator of an invoice: `ln`, the network, and the amount if there is one (BOLT #11,
/// "Human-Readable Part").
struct Bolt11Prefix {
    let network: LightningNetwork
    let amountMsat: UInt64?

    /// 21 million bitcoin: more was never meant.
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
        // One millisatoshi is ten pico-bitcoin, of which 64 bits do not hold 21 million bitcoin.
        return "ln\(network.rawValue)\(amountMsat)0p"
    }

    private static func msat(_ amount: [UInt8]) throws(Bolt11Error) -> UInt64 {
        // No unit is smaller than a pico-bitcoin, so no number may be above this; 128 bits hold it with every factor.
        let maximum = UInt128(maximumMsat) * 10
        var number: UInt128 = 0
        var position = 0
        while position < amount.count, case UInt8(ascii: "0")...UInt8(ascii: "9") = amount[position] {
            number = number * 10 + UInt128(amount[position] - UInt8(ascii: "0"))
            guard number <= maximum else { throw .invalidAmount(.tooMuch) }
            position += 1
        }
        guard number > 0 else { throw .invalidAmount(.zero) }
        guard amount[0] != UInt8(ascii: "0") else { throw .invalidAmount(.leadingZero) }
        guard position >= amount.count - 1 else { throw .invalidAmount(.unknownMultiplier) }
        let pico = number * (try picoBitcoin(position < amount.count ? amount[position] : nil))
        guard pico.isMultiple(of: 10) else { throw .invalidAmount(.belowMillisatoshi) }
        guard let msat = UInt64(exactly: pico / 10) else { throw .invalidAmount(.tooMuch) }
        return msat
    }

    /// What one of the unit is worth.
    private static func picoBitcoin(_ multiplier: UInt8?) throws(Bolt11Error) -> UInt128 {
        switch multiplier {
        case nil: 1_000_000_000_000
        case UInt8(ascii: "m"): 1_000_000_000
        case UInt8(ascii: "u"): 1_000_000
        case UInt8(ascii: "n"): 1_000
        case UInt8(ascii: "p"): 1
        default: throw .invalidAmount(.unknownMultiplier)
        }
    }
}
