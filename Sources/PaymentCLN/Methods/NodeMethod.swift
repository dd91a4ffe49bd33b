/// The methods that the mint uses: what its rune must allow.
enum NodeMethod: String, CaseIterable, Sendable {
    case getinfo, listfunds, listpeerchannels
    case invoice, listinvoices, waitanyinvoice, wait
    case xpay, pay, listpays
    case decode, offer, fetchinvoice

    /// Whether nothing can be paid or nothing received without it.
    var isEssential: Bool {
        switch self {
        case .getinfo, .invoice, .listinvoices, .waitanyinvoice, .wait, .xpay, .listpays: true
        // `pay` is for nodes that do not know `xpay`.
        case .listfunds, .listpeerchannels, .pay, .decode, .offer, .fetchinvoice: false
        }
    }

    static let forOffers: Set<NodeMethod> = [.decode, .offer, .fetchinvoice]
}
