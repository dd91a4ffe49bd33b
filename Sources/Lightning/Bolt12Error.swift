/// Why a text is no offer that can be paid, or why an offer cannot be made. The descriptions are meant for the one who
/// sent the text and repeat none of it.
package enum Bolt12Error: Error, Sendable, Equatable {
    case tooLong(maximum: Int)
    case wrongPrefix(expected: String)
    case notBech32
    /// A record that runs past the end, or a length that is not in its shortest form.
    case truncated
    case notAscending
    /// A type that no offer may have, or an even one that is not known.
    case unknownType(UInt64)
    /// A feature the payer must know (even bit) and that is not known here.
    case unknownFeature(bit: Int)
    case invalidField(Bolt12Field)
    case missing(Bolt12Field)
}

/// The fields of an offer by their types.
package enum Bolt12Field: UInt64, Sendable, CaseIterable {
    case chains = 2
    case metadata = 4
    case currency = 6
    case amount = 8
    case description = 10
    case features = 12
    case absoluteExpiry = 14
    case paths = 16
    case issuer = 18
    case quantityMax = 20
    case issuerID = 22

    var name: String {
        switch self {
        case .chains: "offer_chains"
        case .metadata: "offer_metadata"
        case .currency: "offer_currency"
        case .amount: "offer_amount"
        case .description: "offer_description"
        case .features: "offer_features"
        case .absoluteExpiry: "offer_absolute_expiry"
        case .paths: "offer_paths"
        case .issuer: "offer_issuer"
        case .quantityMax: "offer_quantity_max"
        case .issuerID: "offer_issuer_id"
        }
    }
}

extension Bolt12Error: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong(let maximum): "the offer is longer than \(maximum) bytes"
        case .wrongPrefix(let expected): "it does not begin with \(expected)1"
        case .notBech32: "the offer is not the bech32 of BOLT 12"
        case .truncated: "the offer ends in the middle of a record"
        case .notAscending: "the records of the offer are not in order"
        case .unknownType(let type): "the offer demands record \(type), which is not known"
        case .unknownFeature(let bit): "the offer demands feature \(bit), which is not known"
        case .invalidField(let field): "\(field.name) of the offer is malformed"
        case .missing(let field): "the offer lacks \(field.name)"
        }
    }
}
