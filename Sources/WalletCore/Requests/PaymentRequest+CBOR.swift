internal import Cashu

/// NUT-18: `creqA` and CBOR with a letter for each field. Unknown fields are ignored, and so are null and undefined,
/// which some wallets write for what is not there; a field that stands twice is refused.
extension PaymentRequest {
    /// `creqA…`
    package var textA: String { Self.prefixA + Base64URL.encode(cbor) }

    init(cbor bytes: [UInt8]) throws(PaymentRequestError) {
        var fields = PaymentRequestFields()
        var decoder = CBORDecoder(bytes)
        try decoder.members { (key, value) throws(PaymentRequestError) in
            switch key {
            case "i": try fields.id.setOnce(value.string(), key)
            case "a": try fields.amount.setOnce(value.number(), key)
            case "u": try fields.unit.setOnce(value.string(), key)
            case "s": try fields.isSingleUse.setOnce(value.flag(), key)
            case "m": try fields.mints.setOnce(value.strings(), key)
            case "d": try fields.description.setOnce(value.string(), key)
            case "t": try fields.transports.setOnce(value.transports(), key)
            case "nut10": try fields.lock.setOnce(value.lock(), key)
            default: try value.passOver()
            }
        }
        do { try decoder.finish() } catch { throw .cbor(error) }
        try self.init(fields)
    }

    /// In the order in which the reference wallets write.
    private var cbor: [UInt8] {
        var encoder = CBOREncoder()
        let isPresent = [
            !transports.isEmpty, id != nil, amount != nil, unit != nil, !mints.isEmpty, description != nil,
            isSingleUse != nil, lock != nil,
        ]
        encoder.map(count: isPresent.count { $0 })
        if !transports.isEmpty {
            encoder.text("t")
            encoder.array(count: transports.count)
            for transport in transports { transport.write(to: &encoder) }
        }
        encoder.member("i", id) { $0.text($1) }
        encoder.member("a", amount) { $0.unsigned($1) }
        encoder.member("u", unit) { $0.text($1.name) }
        encoder.member("m", mints.isEmpty ? nil : mints) { $0.texts($1) }
        encoder.member("d", description) { $0.text($1) }
        encoder.member("s", isSingleUse) { $0.flag($1) }
        encoder.member("nut10", lock) { $1.write(to: &$0) }
        return encoder.bytes
    }
}

/// What was read of a request of either form.
struct PaymentRequestFields {
    var id: String?
    var amount: UInt64?
    var unit: String?
    var isSingleUse: Bool?
    var mints: [String]?
    var description: String?
    var transports: [PaymentRequest.Transport]?
    var lock: CoinLock?
}

extension PaymentRequest {
    init(_ fields: PaymentRequestFields) throws(PaymentRequestError) {
        var unit: CurrencyUnit?
        if let name = fields.unit {
            guard let known = CurrencyUnit(name) else { throw .field("u") }
            unit = known
        }
        self.init(
            id: fields.id, amount: fields.amount, unit: unit, isSingleUse: fields.isSingleUse,
            mints: fields.mints ?? [], description: fields.description, transports: fields.transports ?? [],
            lock: fields.lock)
    }
}

extension Optional {
    /// Refuses a second value; `nil` is none.
    mutating func setOnce(_ value: Wrapped?, _ name: String) throws(PaymentRequestError) {
        guard let value else { return }
        guard self == nil else { throw .field(name) }
        self = value
    }
}

extension PaymentRequest.Transport {
    fileprivate func write(to encoder: inout CBOREncoder) {
        encoder.map(count: tags.isEmpty ? 2 : 3)
        encoder.member("t", type) { $0.text($1) }
        encoder.member("a", target) { $0.text($1) }
        encoder.member("g", tags.isEmpty ? nil : tags) { $0.lists($1) }
    }
}

extension CoinLock {
    fileprivate func write(to encoder: inout CBOREncoder) {
        encoder.map(count: tags.isEmpty ? 2 : 3)
        encoder.member("k", kind) { $0.text($1) }
        encoder.member("d", data) { $0.text($1) }
        encoder.member("t", tags.isEmpty ? nil : tags) { $0.lists($1) }
    }
}

extension CBOREncoder {
    fileprivate mutating func member<Value>(
        _ name: String, _ value: Value?, _ write: (inout CBOREncoder, Value) -> Void
    ) {
        guard let value else { return }
        text(name)
        write(&self, value)
    }

    fileprivate mutating func texts(_ values: [String]) {
        array(count: values.count)
        for value in values { text(value) }
    }

    fileprivate mutating func lists(_ values: [[String]]) {
        array(count: values.count)
        for value in values { texts(value) }
    }
}
