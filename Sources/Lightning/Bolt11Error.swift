/// Why a text is no invoice that can be paid, or why an invoice cannot be made. The descriptions are meant for the one
/// who sent the text and repeat none of it.
package enum Bolt11Error: Error, Sendable, Equatable {
    case notBech32(Bech32Error)
    case notAnInvoice
    case unknownNetwork
    case invalidAmount(Bolt11AmountProblem)
    /// Fewer words than a timestamp and a signature take, or a field that runs past the end.
    case truncated
    case invalidField(Bolt11Field)
    case missingPaymentHash
    case missingDescription
    case twoDescriptions
    /// A feature the payer must know (even bit) and that is not known here.
    case unknownFeature(bit: Int)
    case expiresTooLate
    case invalidSignature
    /// Only when making one.
    case cannotEncode(Bolt11Field)
    /// Only when making one: zero, or not below the order of the group.
    case invalidKey
}

package enum Bolt11AmountProblem: Sendable, Equatable {
    case zero, leadingZero, unknownMultiplier, belowMillisatoshi, tooMuch
}

/// The parts of an invoice that can be wrong by themselves.
package enum Bolt11Field: String, Sendable {
    case timestamp
    case paymentHash = "payment hash"
    case paymentSecret = "payment secret"
    case description
    case descriptionHash = "description hash"
    case payee
    case expiry
    case minFinalCLTVExpiry = "min_final_cltv_expiry"
    case features
}

extension Bolt11Error: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notBech32(let problem): "the invoice is not bech32: \(problem)"
        case .notAnInvoice: "not a Lightning invoice: it does not begin with ln"
        case .unknownNetwork: "the invoice is for a network that is not known"
        case .invalidAmount(let problem): "the amount of the invoice \(problem)"
        case .truncated: "the invoice is too short for what it announces"
        case .invalidField(let field): "the \(field.rawValue) of the invoice is malformed"
        case .missingPaymentHash: "the invoice has no payment hash"
        case .missingDescription: "the invoice has neither a description nor the hash of one"
        case .twoDescriptions: "the invoice has both a description and the hash of one"
        case .unknownFeature(let bit): "the invoice demands feature \(bit), which is not known"
        case .expiresTooLate: "the expiry of the invoice is not representable"
        case .invalidSignature: "the signature of the invoice is invalid"
        case .cannotEncode(let field): "the \(field.rawValue) does not fit into an invoice"
        case .invalidKey: "not a key that can sign an invoice"
        }
    }
}

extension Bolt11AmountProblem: CustomStringConvertible {
    package var description: String {
        switch self {
        case .zero: "is zero"
        case .leadingZero: "has a leading zero"
        case .unknownMultiplier: "is not a number with one of the multipliers m, u, n, p"
        case .belowMillisatoshi: "is not a whole number of millisatoshis"
        case .tooMuch: "is more than there is"
        }
    }
}
