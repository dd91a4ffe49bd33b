package import Cashu
internal import CashuCrypto

/// NUT-06, as far as this wallet acts on it.
package struct MintInformation: Sendable, Hashable, Decodable {
    package let name: String?
    /// NUT-12: whether every signature comes with its proof.
    package let provesSignatures: Bool
    /// NUT-17: whether it tells by WebSocket when a mint quote is paid.
    package let tellsMintQuotes: Bool

    package init(name: String?, provesSignatures: Bool, tellsMintQuotes: Bool = false) {
        self.name = name
        self.provesSignatures = provesSignatures
        self.tellsMintQuotes = tellsMintQuotes
    }

    private enum CodingKeys: String, CodingKey { case name, nuts }
    private enum Numbers: String, CodingKey {
        case dleq = "12"
        case subscriptions = "17"
    }
    private struct Support: Decodable { let supported: Bool? }
    private struct Subscriptions: Decodable {
        struct Method: Decodable { let commands: [String]? }
        let supported: [Method]?
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decodeIfPresent(String.self, forKey: .name)
        guard fields.contains(.nuts) else {
            (provesSignatures, tellsMintQuotes) = (false, false)
            return
        }
        let nuts = try fields.nestedContainer(keyedBy: Numbers.self, forKey: .nuts)
        provesSignatures = try nuts.decodeIfPresent(Support.self, forKey: .dleq)?.supported ?? false
        // In whatever shape another mint writes this, it is only a reason to ask less often.
        let subscriptions = try? nuts.decodeIfPresent(Subscriptions.self, forKey: .subscriptions)
        tellsMintQuotes =
            subscriptions?.supported?.contains { method in
                method.commands?.contains("bolt11_mint_quote") == true
            } ?? false
    }
}

/// An entry of `GET /v1/keysets` (NUT-02).
package struct KeysetSummary: Sendable, Hashable {
    package let id: KeysetID
    package let unit: CurrencyUnit
    package let isActive: Bool
    /// In thousandths of the unit for each input.
    package let inputFeePPK: UInt64
    package let finalExpiry: UInt64?

    package init(id: KeysetID, unit: CurrencyUnit, isActive: Bool, inputFeePPK: UInt64, finalExpiry: UInt64?) {
        self.id = id
        self.unit = unit
        self.isActive = isActive
        self.inputFeePPK = inputFeePPK
        self.finalExpiry = finalExpiry
    }
}

/// An entry of `GET /v1/keys` (NUT-01). Its fee and expiry are only in the summary of older mints.
package struct KeysetContent: Sendable, Hashable, Decodable {
    package let id: KeysetID
    package let unit: CurrencyUnit
    package let keys: KeysetKeys

    package init(id: KeysetID, unit: CurrencyUnit, keys: KeysetKeys) {
        self.id = id
        self.unit = unit
        self.keys = keys
    }

    private enum CodingKeys: String, CodingKey { case id, unit, keys }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        id = try fields.keysetID(.id)
        unit = try fields.unit(.unit)
        let pairs = try fields.decode([String: String].self, forKey: .keys).map { amount, key in
            guard let amount = UInt64(amount), let key = PublicKey(hex: key) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .keys, in: fields, debugDescription: "not a point for each amount")
            }
            return (amount: amount, key: key)
        }
        guard let keys = KeysetKeys(pairs) else {
            throw DecodingError.dataCorruptedError(
                forKey: .keys, in: fields, debugDescription: "not 1 to \(KeysetKeys.maximumCount) distinct amounts")
        }
        self.keys = keys
    }
}

/// `{"keysets":[…]}` of `GET /v1/keysets`.
struct KeysetSummaryList: Decodable {
    /// What cannot be a keyset for this wallet (an id of before NUT-02's versions or of a later one, a unit in letters
    /// it does not know) is passed over, so that one odd entry does not hide the others.
    private struct Entry: Decodable {
        let summary: KeysetSummary?

        private enum CodingKeys: String, CodingKey {
            case id, unit, active
            case inputFeePPK = "input_fee_ppk"
            case finalExpiry = "final_expiry"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            guard let id = KeysetID(hex: try fields.decode(String.self, forKey: .id)),
                let unit = CurrencyUnit(try fields.decode(String.self, forKey: .unit))
            else {
                summary = nil
                return
            }
            summary = KeysetSummary(
                id: id, unit: unit, isActive: try fields.decode(Bool.self, forKey: .active),
                inputFeePPK: try fields.decodeIfPresent(UInt64.self, forKey: .inputFeePPK) ?? 0,
                finalExpiry: try fields.decodeIfPresent(UInt64.self, forKey: .finalExpiry))
        }
    }

    private enum CodingKeys: String, CodingKey { case keysets }

    let keysets: [KeysetSummary]

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        keysets = try fields.decode([Entry].self, forKey: .keysets).compactMap(\.summary)
    }
}

/// `{"keysets":[…]}` of `GET /v1/keys` and `GET /v1/keys/{id}`.
struct KeysetContentList: Decodable {
    let keysets: [KeysetContent]
}

extension KeyedDecodingContainer {
    func unit(_ key: Key) throws -> CurrencyUnit {
        guard let unit = CurrencyUnit(try decode(String.self, forKey: key)) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "not a unit")
        }
        return unit
    }
}
